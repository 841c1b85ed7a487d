"""What is done once all records are stored: accounts for those who sign in, briefs with their figures frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from teamhub.actions import accounts, briefs
from teamhub.actions.workbook.brief_rows import NOTHING
from teamhub.actions.workbook.planner import Planner
from teamhub.domain.access import Role
from teamhub.domain.briefs.texts import TypedTexts
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief
from teamhub.models.people import Account, Person


def open_accounts(planner: Planner, ids: Mapping[int, int]) -> None:
    """An account for each person with roles and without one; it waits for its enrolment code. The sign-in name is the
    phone number; where that is taken, the community's number and the person's code. Raises RoleRefused, BadLogin,
    AccountRefused."""
    by, at = planner.by, planner.at
    for planned_id, roles in planner.roles.items():
        person = db.session.get_one(Person, ids.get(planned_id, planned_id))
        taken = db.session.scalar(select(Account.id).where(Account.login == person.phone))
        login = person.phone if person.phone and taken is None else f"{person.community_id}-{person.code}"
        account = accounts.open_account(login, person.name, by=by, at=at)
        person.account_id = account.id
        db.session.flush()
        for role in roles:
            accounts.give_role(account, Role(role), by=by, at=at)


def enter_briefs(planner: Planner) -> None:
    """Texts of drafts; briefs issued elsewhere keep their number. Raises AlreadyDone, NotFound, RuleBroken."""
    for said in sorted(planner.briefs, key=lambda b: (b["day"], b["edition"])):
        _enter_brief(planner, said)


def _enter_brief(planner: Planner, said: Mapping[str, Any]) -> None:
    by, at, day = planner.by, planner.at, said["day"]
    if said["edition"] > 1 and not said["known"]:
        briefs.begin_correction(day, said.get("correction_note") or "-", by=by, at=at)
    latest = db.session.scalar(
        select(DailyBrief)
        .where(DailyBrief.community_id == by.community_id, DailyBrief.day == day)
        .order_by(DailyBrief.edition.desc())
        .limit(1)
    )
    texts = _texts(said, dict(latest.texts) if latest is not None else {})
    if "number" in said:
        briefs.enter_issued(
            day,
            number=said["number"],
            issued_at=said["issued_at"],
            reviewed_by=said.get("reviewed_by", ""),
            approved_by=said.get("approved_by", ""),
            texts=texts,
            by=by,
        )
        return
    brief = briefs.save_texts(day, texts, version=latest.version if latest is not None else 0, by=by, at=at)
    if said.get("reviewed_by"):
        brief.state, brief.reviewed_by, brief.reviewed_at = "reviewed", said["reviewed_by"], at
        db.session.flush()


def _texts(said: Mapping[str, Any], stored: Mapping[str, Any]) -> TypedTexts:
    """What the row says; where it is empty, what is stored."""
    lines = {n: said.get(n, stored.get(n)) for n in ("problems", "plan")}
    return replace(
        TypedTexts.of(stored),
        opening=said.get("opening", stored.get("opening") or ""),
        problems=None if lines["problems"] is None else tuple(lines["problems"]),
        plan=None if lines["plan"] is None else tuple(lines["plan"]),
        typical_case=_case(said.get("typical_case"), stored.get("typical_case")),
    )


def _case(said: str | None, stored: str | None) -> str | None:
    if said is None:
        return stored
    return "" if said == NOTHING else said
