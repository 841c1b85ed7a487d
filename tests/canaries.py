"""One resident and one member whose every personal value is a word that stands nowhere else: a canary. Where it turns up
afterwards, personal data got out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, Table

from teamhub.models import (
    briefs,
    campaigns,
    care,
    deeds,
    duty,
    people,
    personal,
    places,
    prints,
    sweeps,
    testing,
)
from teamhub.models.base import Base, db
from teamhub.models.personal import Holds
from tests.cast import Cast
from tests.sweep_scene import build_sweep

AT = datetime(2022, 4, 2, 2, 0, tzinfo=UTC)
NAME, PHONE = "雀翎霜月", "13955550101"
MEMBER, MEMBER_PHONE = "雁书云帆", "13955550202"
FULL = (Holds.RESIDENT, Holds.HEALTH, Holds.PROSE, Holds.MEMBER, Holds.FILE)


@dataclass
class Canaries:
    """`words`: canary -> the column that it sits in."""

    resident_id: int = 0
    entry_id: int = 0
    request_id: int = 0
    deed_id: int = 0
    sample_id: int = 0
    case_id: int = 0
    person_id: int = 0
    account_id: int = 0
    walk_up_id: int = 0
    sweep_id: int = 0
    words: dict[str, str] = field(default_factory=dict)

    def of(self, *prefixes: str) -> list[str]:
        return [word for word, column in self.words.items() if column.startswith(prefixes)]


def plant(cast: Cast) -> Canaries:
    """Rows of every table that holds something personal, each such column with a canary of its own."""
    found = Canaries()
    scene = build_sweep(cast)
    found.sweep_id = scene.sweep_id
    here: dict[str, Any] = {"community_id": cast.community_id}
    held = here | {"campaign_id": cast.campaign_id}
    unit = scene.first_well[0]
    resident = _add(
        found, places.Resident(**here, code="R901", compound_id=cast.compound_id, unit_id=unit), NAME, PHONE
    )
    entry = _add(
        found,
        care.VulnerableResident(
            **held, resident_id=resident.id, category="elder_alone", registered_on=date(2022, 4, 1)
        ),
    )
    _add(
        found,
        care.CareContact(**here, vulnerable_id=entry.id, contacted_at=AT, channel="phone", recorded_at=AT),
    )
    _add(
        found, care.CareMedicine(**here, vulnerable_id=entry.id, runs_out_on=date(2022, 4, 9), recorded_at=AT)
    )
    case = _add(
        found,
        testing.TimedCase(
            **held,
            code="Y901",
            resident_id=resident.id,
            started_on=date(2022, 4, 1),
            rule_name="r",
            rule={"days": 3, "tests": 2, "min_interval_hours": 24, "mode": "single"},
        ),
    )
    sample = _add(
        found,
        testing.HomeSample(
            **here,
            compound_id=cast.compound_id,
            unit_id=unit,
            resident_id=resident.id,
            code="H901",
            reason="bedridden",
            planned_at=AT,
            recorded_at=AT,
        ),
    )
    request = _add(
        found,
        deeds.ResidentRequest(
            **held,
            code="Q901",
            category="shopping",
            asked_at=AT,
            compound_id=cast.compound_id,
            unit_id=unit,
            vulnerable_id=entry.id,
            recorded_at=AT,
        ),
    )
    _add(found, deeds.RequestStep(**here, request_id=request.id, kind="note", at=AT))
    deed = _add(
        found,
        deeds.Deed(
            **held, code="D901", category="shopping", done_at=AT, request_id=request.id, recorded_at=AT
        ),
    )
    _add(
        found,
        sweeps.DoorVisit(
            **here,
            sweep_id=scene.sweep_id,
            unit_id=unit,
            attempt=9,
            visited_at=AT,
            outcome="nobody",
            recorded_at=AT,
        ),
    )
    _add(found, sweeps.CommitmentLetter(**held, unit_id=unit, recorded_at=AT))
    account = _add(found, people.Account(created_at=AT))
    person = _add(
        found,
        people.Person(**here, code="P901", member_type="cadre", account_id=account.id, active=False),
        MEMBER,
        MEMBER_PHONE,
    )
    _add(found, people.Device(account_id=account.id, token_digest="c" * 64, enrolled_at=AT, last_seen_at=AT))
    walk_up = _add(
        found,
        people.WalkUp(
            **here,
            member_type="volunteer",
            key_digest="d" * 64,
            rules_confirmed_at=AT,
            asked_at=AT,
            person_id=person.id,
        ),
    )
    _add(
        found,
        duty.ActivityLogEntry(**here, at=AT, recorded_at=AT, text=f"{NAME}的电话{PHONE}，{MEMBER}去过"),
        fill=False,
    )
    _add(
        found,
        campaigns.Reveal(
            **here,
            account_id=cast.account("leader"),
            object_type="person",
            object_id=person.id,
            at=AT,
            reason=NAME,
        ),
        fill=False,
    )
    _add(
        found,
        briefs.Upload(
            **here, account_id=cast.account("leader"), sha256="e" * 64, uploaded_at=AT, state="checked"
        ),
    )
    job = _add(
        found,
        prints.PrintJob(
            **here,
            asked_by_id=cast.account("leader"),
            kind="binder",
            wish={},
            language="zh_Hans_CN",
            site="",
            state="done",
            started_at=AT,
            seen_at=AT,
        ),
    )
    job.refused = {"code": "glyph_missing", "values": {"character": "龘", "where": job.refused["said"]}}
    found.resident_id, found.entry_id, found.request_id = resident.id, entry.id, request.id
    found.deed_id, found.sample_id, found.case_id = deed.id, sample.id, case.id
    found.person_id, found.account_id, found.walk_up_id = person.id, account.id, walk_up.id
    db.session.commit()
    return found


def _add(found: Canaries, row: Any, name: str = "", phone: str = "", *, fill: bool = True) -> Any:
    table = row.__table__
    assert isinstance(table, Table)
    for column in personal.columns_holding(table, *FULL) if fill else ():
        where = f"{table.name}.{column.name}"
        if column.name == "name" and name:
            word = name
        elif column.name == "phone":
            word = phone or f"1395555{len(found.words):04d}"
        elif where in ("people.pinyin", "people.initials"):
            word = f"quezi{len(found.words):02d}"
        else:
            word = f"雀羽{len(found.words):02d}秘语"
        found.words[word] = where
        held: Any = word
        if isinstance(column.type, LargeBinary):
            held = word.encode()
        elif isinstance(column.type, JSON):
            held = {"said": word}
        setattr(row, column.name, held)
    db.session.add(row)
    db.session.flush()
    return row


def every_personal_table() -> set[str]:
    """Tables that the canaries have to sit in."""
    kinds = (Holds.RESIDENT, Holds.HEALTH, Holds.MEMBER, Holds.FILE)
    return {table.name for table in Base.metadata.sorted_tables if personal.columns_holding(table, *kinds)}
