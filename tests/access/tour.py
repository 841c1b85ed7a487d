"""Every address with ids that exist: the whole example, and a second community that is its twin, row by row."""

from __future__ import annotations

import re
import secrets
from contextvars import Context
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Column, Connection, String, Table, UniqueConstraint, select, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from teamhub.domain.access import Role
from teamhub.models.base import Base, db
from teamhub.models.bots import BotMessage, GroupBot
from teamhub.models.briefs import TallyLink, Upload
from teamhub.models.care import CareMedicine
from teamhub.models.duty import DutyAssignment, SeatChange
from teamhub.models.people import Account, Device, Membership, WalkUp
from teamhub.models.rota import RotaPair, RotaSearch
from teamhub.models.testing import PoolAlert, QueueMove, SiteSession
from teamhub.queries.duty_rota_ground import Wish
from teamhub.web.clock import now
from tests.databases import contents, on_postgres
from tests.page_client import PageClient

FURTHER = 1_000_000
"""How far the ids of the twin lie above those of the first community."""
FIRST, TWIN = "balicha", "twin"
NOT_TWINNED = frozenset({"journal_entries", "idempotency_keys", "sign_in_throttles", "subdistricts"})

Ids = dict[str, Any]


def rules(app: Flask, *methods: str) -> list[tuple[Rule, str]]:
    """Every address with a method, but the gallery of components and the files."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if method in methods and not rule.endpoint.startswith("gallery.") and rule.endpoint != "static"
    ]


def missing_kinds() -> None:
    """One row of each kind that the example has none of, so that every address has something to open."""
    at, community = now(), 1
    seat, other = db.session.scalars(select(DutyAssignment).order_by(DutyAssignment.id).limit(2)).all()
    session = db.session.scalars(select(SiteSession).order_by(SiteSession.id.desc())).first()
    assert session is not None
    people = (seat.person_id, db.session.scalar(text("SELECT max(id) FROM people")))
    one, two = sorted(p for p in people if p)
    bot = GroupBot(
        community_id=1, kind="wecom", name="群", address="https://qyapi.weixin.qq.com/x", added_at=at
    )
    db.session.add(bot)
    db.session.flush()
    account = db.session.scalar(select(Account.id).limit(1))
    db.session.add_all(
        [
            BotMessage(community_id=1, bot_id=bot.id, text="t", made_at=at, fault="no answer"),
            TallyLink(
                community_id=1, label="街道", key="k", created_at=at, expires_at=at + timedelta(days=9)
            ),
            Upload(
                account_id=account,
                community_id=1,
                file_name="x.xlsx",
                sha256="0" * 64,
                content=b"",
                uploaded_at=at,
                state="refused",
                report={},
            ),
            CareMedicine(
                community_id=1, vulnerable_id=1, name="药", runs_out_on=date(2022, 4, 9), recorded_at=at
            ),
            SeatChange(
                community_id=1,
                kind="take",
                seat_id=seat.id,
                other_seat_id=other.id,
                asked_by_id=one,
                colleague_id=two,
                asked_at=at,
            ),
            Device(account_id=account, token_digest="d" * 64, name="Mac", enrolled_at=at, last_seen_at=at),
            WalkUp(
                community_id=1,
                name="王",
                phone="13800001234",
                member_type="volunteer",
                key_digest="w" * 64,
                rules_confirmed_at=at,
                asked_at=at,
            ),
            RotaPair(community_id=1, one_id=one, other_id=two, together=True),
            RotaSearch(
                community_id=1,
                campaign_id=1,
                asked_by_id=account,
                wish=Wish(date(2022, 4, 4), 3, frozenset({"cadre"})).stored(),
                state="failed",
                seconds=1,
                started_at=at,
                seen_at=at,
                ended_at=at,
            ),
            PoolAlert(
                community_id=community,
                round_id=session.round_id,
                session_id=session.id,
                tube="T1",
                persons=5,
                reported_at=at,
            ),
            QueueMove(
                community_id=1,
                round_id=session.round_id,
                session_id=session.id,
                kind="call",
                percent=30,
                accepted_at=at,
                takes_effect_at=at,
            ),
        ]
    )
    db.session.commit()


def make_twin() -> None:
    """Copies every row of the example into a second community: the same in all but ids and what must be unique."""
    db.session.commit()
    with db.engine.connect() as connection:
        if on_postgres():  # no trigger looks at references, here alone
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in Base.metadata.sorted_tables:
            if table.name not in NOT_TWINNED:
                _copy(connection, table)
        connection.execute(
            text("UPDATE communities SET slug = :twin WHERE id > :far"), {"twin": TWIN, "far": FURTHER}
        )
        connection.commit()


def _copy(connection: Connection, table: Table) -> None:
    alone = {
        c.name
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) == 1
        for c in constraint.columns
    }
    names = ", ".join(f'"{c.name}"' for c in table.columns)
    values = ", ".join(_value(c, c.name in alone or bool(c.unique)) for c in table.columns)
    connection.execute(text(f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM "{table.name}"'))


def _value(column: Column[Any], must_differ: bool) -> str:
    moved = column.name == "id" or any(
        key.column.table.name not in NOT_TWINNED for key in column.foreign_keys
    )
    if moved:
        return f'"{column.name}" + {FURTHER}'
    if must_differ and isinstance(column.type, String):
        return f"""substr("{column.name}", 1, 60) || '-2'"""
    return f'"{column.name}"'


def all_powerful(slug: str) -> int:
    """The team leader of a community, with every role there is."""
    far = FURTHER if slug == TWIN else 0
    leader = db.session.scalar(
        select(Membership.account_id).where(
            Membership.role == "team_leader", Membership.community_id == 1 + far
        )
    )
    assert leader is not None
    held = set(db.session.scalars(select(Membership.role).where(Membership.account_id == leader)))
    for role in set(Role) - {Role(code) for code in held}:
        db.session.add(Membership(account_id=leader, role=role.value, community_id=1 + far, created_at=now()))
    db.session.commit()
    return int(leader)


def known_ids(account_id: int) -> Ids:
    """What stands for each number of an address: rows that belong together where an address names several."""
    one = {
        "person_id": "people", "organization_id": "organizations", "walk_up_id": "walk_ups", "pair_id": "rota_pairs",
        "bot_id": "group_bots", "message_id": "bot_messages", "pattern_id": "shift_patterns", "link_id": "tally_links",
        "template_id": "staffing_templates", "rule_set_id": "rule_sets", "campaign_id": "campaigns",
        "deed_id": "deeds", "request_id": "resident_requests", "post_id": "posts", "site_id": "sampling_sites",
        "seat_id": "duty_assignments", "change_id": "seat_changes", "leave_id": "leave_requests",
        "handover_id": "handovers", "muster_id": "musters", "call_id": "muster_calls", "check_id": "spot_checks",
        "search_id": "rota_searches", "shift_id": "shifts", "notice_id": "directives", "move_id": "queue_moves",
        "alert_id": "pool_alerts", "upload_id": "uploads", "device_id": "devices",
        "entry_id": "vulnerable_residents", "medicine_id": "care_medicines", "account_id": "accounts",
        "session_id": "site_sessions", "resident_id": "residents",
    }  # fmt: skip
    found: Ids = {
        name: db.session.scalar(text(f"SELECT min(id) FROM {table} WHERE id < {FURTHER}"))
        for name, table in one.items()
    }
    found["account_id"] = db.session.scalar(
        text("SELECT account_id FROM memberships WHERE account_id <> :me AND account_id < :far LIMIT 1"),
        {"me": account_id, "far": FURTHER},
    )
    visit = db.session.execute(
        text(
            "SELECT s.number, u.compound_id, u.building_id, d.unit_id, v.id, d.team_id FROM door_visits v "
            "JOIN sweep_doors d ON d.sweep_id = v.sweep_id AND d.unit_id = v.unit_id JOIN sweeps s ON s.id = d.sweep_id "
            "JOIN units u ON u.id = d.unit_id WHERE d.team_id IS NOT NULL ORDER BY s.number DESC, v.id LIMIT 1"
        )
    ).one()
    found |= dict(
        zip(("number", "compound_id", "building_id", "unit_id", "visit_id", "team_id"), visit, strict=True)
    )
    found |= dict(
        db.session.execute(
            text("SELECT run_id, id AS delivery_id FROM supply_deliveries WHERE run_id IS NOT NULL LIMIT 1")
        )
        .mappings()
        .one()
    )
    found |= {
        "contact_id": db.session.scalar(
            text("SELECT min(id) FROM care_contacts WHERE vulnerable_id = :v"), {"v": found["entry_id"]}
        )
    }
    found |= dict(
        db.session.execute(
            text(
                "SELECT timed_case_id AS case_id, id AS sample_id FROM home_samples WHERE timed_case_id IS NOT NULL LIMIT 1"
            )
        )
        .mappings()
        .one()
    )
    found["carer_id"] = found["person_id"]
    found |= {
        "day": "2022-04-03", "kind": "xlsx", "key": "testing.total", "code": "ABCD2345", "token": "1-forged",
        "name": "deed_category",
    }  # fmt: skip
    return found


def special(rule: Rule) -> Ids:
    """Where a number means something else in this address."""
    where = str(rule)
    if "/testing/teams/" in where:
        return {"team_id": db.session.scalar(text("SELECT min(id) FROM sampling_teams"))}
    if where.startswith("/<community>/testing/") and "number" in rule.arguments:
        return {"number": db.session.scalar(text("SELECT max(number) FROM testing_rounds"))}
    if "/duty/traffic/" in where:
        return {"count_id": db.session.scalar(text("SELECT min(id) FROM gate_counts"))}
    if "/testing/counts/" in where:
        return {"count_id": db.session.scalar(text("SELECT min(id) FROM site_counts"))}
    if "/settings/texts/" in where:
        return {"name": "slogan"}
    if "/settings/lists/" in where:
        return {
            "name": "deed_category",
            "code": db.session.scalar(
                text("SELECT code FROM terms WHERE vocabulary = 'deed_category' LIMIT 1")
            ),
        }
    return {}


def address(rule: Rule, community: str, ids: Ids, *, foreign: str = "") -> str:
    """`foreign`: the argument in whose place the twin's row stands."""
    values = {"community": community, **dict.fromkeys(rule.arguments, 1), **ids, **special(rule)}
    values["community"] = community
    if foreign:
        values[foreign] += FURTHER
    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda found: str(values[found.group(1)]), str(rule))


def id_arguments(rule: Rule) -> list[str]:
    """The arguments that are ids of rows."""
    return sorted(name for name in rule.arguments if name.endswith("_id"))


@dataclass
class Visitor:
    """Somebody signed in, who asks without looking at the pages."""

    client: PageClient

    def ask(
        self, method: str, url: str, data: dict[str, Any] | bytes | None = None, **more: Any
    ) -> TestResponse:
        return Context().run(self.client.http.open, url, method=method, data=data, **more)


def dump(*without: str) -> str:
    """Everything that the database holds, but these tables."""
    db.session.rollback()
    return contents(*without)


def fresh_once() -> str:
    return secrets.token_hex(16)
