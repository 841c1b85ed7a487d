"""What an import makes of the rows: codes given, rules asked, states derived, accounts opened, nothing erased."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import journal
from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import apply
from teamhub.actions.workbook.target import TargetRefused
from teamhub.domain.access import Viewer
from teamhub.domain.workbook.faults import Weight
from teamhub.models.base import Base, db
from teamhub.models.briefs import DailyBrief
from teamhub.models.campaigns import JournalEntry, ShiftPattern
from teamhub.models.duty import CheckIn, DutyAssignment, Post, Shift
from teamhub.models.people import Account, Membership, Organization, Person
from teamhub.models.places import Building, Community, Unit
from teamhub.models.sweeps import DoorVisit, Sweep, SweepDoor
from teamhub.queries.workbook.tables import ALONGSIDE, BINDINGS
from tests.cast import Cast
from tests.workbook.moving import AT, SYSTEM, faults_of, look, move_in, move_out, read
from tests.workbook.sample import book_of, only, sample

APART = {
    "print_jobs": "the file of a print is gone after a day",
    "leases": "which process does a job",
    "erasures": "the ledger stays with the installation",
    "retention_runs": "reports of the job, vouched for by the journal",
    "second_factors": "keys",
    "half_sign_ins": "sign-ins under way",
    "recovery_codes": "keys",
    "accounts": "opened by roles; secrets never travel",
    "memberships": "the roles of people",
    "subdistricts": "a column of the community",
    "idempotency_keys": "of the installation",
    "journal_entries": "the history of this installation stays with it",
    "sign_in_throttles": "of the installation",
    "devices": "secrets never travel",
    "enrolment_codes": "secrets never travel",
    "user_sessions": "secrets never travel",
    "reveals": "who opened what here stays here",
    "uploads": "of the installation",
    "stored_documents": "printed anew from the records",
    "sweep_team_links": "secrets never travel",
    "seat_changes": "what came of it stands on the roster",
    "rota_searches": "asked anew",
    "roster_publications": "what was made known here stays here",
    "group_bots": "secrets never travel",
    "tally_links": "secrets never travel",
    "stock_counts": "counted anew at the next handover",
    "bot_messages": "were sent from here",
    "queue_moves": "lasts no longer than its session",
    "pool_alerts": "who is in a tube stands in the registration system",
    "compound_ways": "walked anew",
    "rota_wishes": "asked anew",
    "rota_pairs": "asked anew",
    "walk_ups": "who waits to be admitted becomes a person first",
}


def test_every_table_is_on_a_sheet_or_has_a_reason() -> None:
    moved = {table.name for table in ALONGSIDE.values()}
    for binding in BINDINGS.values():
        moved |= {binding.table.name} | ({binding.parent.name} if binding.parent is not None else set())
    assert set(Base.metadata.tables) - moved == set(APART)


@pytest.fixture
def moved(app: Flask) -> Flask:
    move_in(sample())
    return app


def one(model: Any, **values: Any) -> Any:
    return db.session.scalars(select(model).filter_by(**values)).one()


def test_a_roster_without_codes_gets_them_and_finds_its_people_again(cast: Cast) -> None:
    rows = [
        {"name": "钱进", "phone": "138 1111 0001", "member_type": "下沉干部", "organization": "市委党校"},
        {"name": "钱进", "phone": "13811110002", "member_type": "志愿者"},
    ]
    first = move_in({"people": rows}, cast.slug)
    assert first.counts["people"].new == 2
    assert {f.code for f in first.faults.of(Weight.WARNING)} == {"organization_added"}
    rows[1]["work_group"] = "第二组"
    again = look({"people": rows}, cast.slug)
    assert (again.counts["people"].new, again.counts["people"].changed) == (0, 1)
    people = db.session.scalars(select(Person).where(Person.name == "钱进").order_by(Person.id)).all()
    assert [(p.code, p.pinyin, p.initials) for p in people] == [
        ("P001", "qianjin", "qj"),
        ("P002", "qianjin", "qj"),
    ]
    assert one(Organization, name="市委党校").sends_cadres


def test_two_people_of_one_name_are_told_apart_by_code_only(moved: Flask) -> None:
    sheets = only("people")
    sheets["people"].append(sheets["people"][1] | {"code": "P006", "phone": "13800000006"})
    sheets["activity_log"] = [{"at": "2022-04-02 09:00", "person": "王小虎", "text": "x"}]
    assert [(f.sheet, f.code) for f in faults_of(sheets, "xinyuan")] == [("值班日志", "ambiguous")]
    sheets["activity_log"][0]["person"] = "P006 王小虎"
    assert faults_of(sheets, "xinyuan") == []


def test_a_code_in_use_for_somebody_else_is_not_overwritten(moved: Flask) -> None:
    row = {"code": "P001", "name": "赵六", "phone": "13900000009", "member_type": "下沉干部"}
    (fault,) = faults_of({"people": [row]}, "xinyuan")
    assert (fault.code, fault.values["name"]) == ("code_of_somebody_else", "单**")


def test_an_empty_cell_or_a_missing_column_erases_nothing(moved: Flask) -> None:
    outcome = move_in({"people": [{"code": "P002", "work_group": "第三组", "phone": None}]}, "xinyuan")
    assert outcome.counts["people"].changed == 1
    person = one(Person, code="P002")
    assert (person.name, person.phone, person.work_group) == ("王小虎", "13800000002", "第三组")


def test_new_rows_need_the_columns_that_known_ones_may_lack(moved: Flask) -> None:
    found = faults_of({"people": [{"code": "P009", "work_group": "第三组"}]}, "xinyuan")
    assert {f.code for f in found} == {"missing"}


def test_both_spellings_of_a_compound_are_one(moved: Flask) -> None:
    outcome = move_in(
        {"doors": [{"compound": "名珠华府", "building": "1号楼", "stairwell": "1单元", "label": "302室"}]},
        "xinyuan",
    )
    assert outcome.counts["doors"].new == 1
    unit = one(Unit, label="302")
    assert (unit.stairwell, unit.floor, unit.building.name, unit.compound.name) == ("1", 3, "1", "明珠华府")
    assert db.session.scalar(select(func.count(Building.id))) == 2


def test_arrivals_are_judged_by_the_communitys_own_thresholds(moved: Flask) -> None:
    """The workbook allows seven minutes: 08:12 is late by twelve, 07:52 early."""
    found = db.session.execute(
        select(Person.name, CheckIn.standing, CheckIn.minutes_late, CheckIn.evidence, CheckIn.entered_later)
        .join(DutyAssignment, DutyAssignment.id == CheckIn.assignment_id)
        .join(Person, Person.id == DutyAssignment.person_id)
        .order_by(CheckIn.id)
    ).all()
    assert [tuple(row) for row in found] == [
        ("单雪梅", "early", 0, "static", False),
        ("王小虎", "late", 12, "paper", True),
        ("李春", "early", 0, "rotating", False),
    ]


def test_a_time_after_midnight_belongs_to_the_night_shift(moved: Flask) -> None:
    night = one(Shift, kind="night", duty_date=date(2022, 4, 1))
    left = db.session.scalar(
        select(CheckIn.checked_out_at)
        .join(DutyAssignment, DutyAssignment.id == CheckIn.assignment_id)
        .where(DutyAssignment.shift_id == night.id)
    )
    assert left == datetime(2022, 4, 2, 0, 1, tzinfo=UTC)


def test_a_duty_sheet_alone_makes_the_shifts_of_the_pattern(moved: Flask) -> None:
    move_in(
        {
            "duty": [
                {
                    "duty_date": "2022-04-05",
                    "shift_kind": "夜班",
                    "post": "南门卡口",
                    "person": "李春",
                    "arrived_at": "20:01",
                }
            ]
        },
        "xinyuan",
    )
    shift = one(Shift, duty_date=date(2022, 4, 5))
    assert (shift.starts_at, shift.ends_at) == (
        datetime(2022, 4, 5, 12, tzinfo=UTC),
        datetime(2022, 4, 6, tzinfo=UTC),
    )


def test_a_substitute_takes_the_seat_and_the_first_name_stays(moved: Flask) -> None:
    seats = db.session.scalars(select(DutyAssignment).where(DutyAssignment.substitutes_id.is_not(None))).all()
    (seat,) = seats
    original = db.session.get_one(DutyAssignment, seat.substitutes_id)
    assert (seat.person.name, original.person.name) == ("李春", "单雪梅")
    assert original.replaced_at == seat.assigned_at


def test_doors_stand_as_their_visits_say_and_the_sweep_is_cleared(moved: Flask) -> None:
    states = Counter(db.session.scalars(select(SweepDoor.state)))
    assert states == {"final": 7}
    assert one(Sweep, number=1).cleared_at == datetime(2022, 4, 3, 12, 30, tzinfo=UTC)


def test_a_door_found_untested_opens_the_sweep_again(moved: Flask) -> None:
    visit = {
        "sweep": 1,
        "compound": "C01",
        "unit": "1-1-101",
        "visited_at": "2022-04-03 20:40",
        "outcome": "面见，有人未检",
        "untested_count": 2,
    }
    move_in({"door_visits": [visit]}, "xinyuan")
    door = db.session.scalars(select(SweepDoor).where(SweepDoor.open_untested > 0)).one()
    assert (door.state, door.open_untested, door.version) == ("untested", 2, 2)
    assert one(Sweep, number=1).cleared_at is None
    assert (
        db.session.scalar(select(func.max(DoorVisit.attempt)).where(DoorVisit.unit_id == door.unit_id)) == 2
    )
    again = look({"door_visits": [visit]}, "xinyuan")
    assert again.counts["door_visits"].unchanged == 1


def test_the_workbooks_pattern_is_the_only_one(moved: Flask) -> None:
    assert [p.name for p in db.session.scalars(select(ShiftPattern))] == ["三班"]


def test_roles_open_accounts_without_secrets(moved: Flask) -> None:
    held = Counter(db.session.scalars(select(Membership.role)))
    assert held == {"team_leader": 1, "member": 1, "sweeper": 1}
    assert all(a.passphrase_hash is None and a.pin_hash is None for a in db.session.scalars(select(Account)))


def test_a_file_never_changes_what_somebody_may_do(moved: Flask) -> None:
    outcome = move_in({"people": [{"code": "P002", "roles": "队长"}]}, "xinyuan")
    assert outcome.counts["people"].unchanged == 1
    account = db.session.get_one(Account, one(Person, code="P002").account_id)
    roles = set(db.session.scalars(select(Membership.role).where(Membership.account_id == account.id)))
    assert roles == {"member", "sweeper"}


@pytest.mark.parametrize(
    ("role", "code"), [("队长", "role_not_givable"), ("系统管理员", "role_not_by_workbook")]
)
def test_nobody_gives_by_workbook_what_is_not_theirs_to_give(cast: Cast, role: str, code: str) -> None:
    row = {"name": "新人", "phone": "13912345678", "member_type": "下沉干部", "roles": role}
    found = faults_of({"people": [row]}, cast.slug, by=cast.viewer("leader"))
    assert [f.code for f in found] == [code]


def test_posters_get_keys_that_no_workbook_carries(moved: Flask) -> None:
    keys = set(db.session.scalars(select(Post.key)))
    assert len(keys) == 2
    assert all(len(key) >= 20 for key in keys)
    assert not any(key in str(move_out("xinyuan")) for key in keys)


def test_an_issued_brief_keeps_its_number_and_a_draft_its_words(moved: Flask) -> None:
    first, second = db.session.scalars(select(DailyBrief).order_by(DailyBrief.day)).all()
    assert (first.state, first.number, first.texts["problems"], first.texts["plan"]) == (
        "issued",
        1,
        ["排队较长", "人手不足"],
        [],
    )
    assert first.frozen is not None
    assert (second.state, second.number, second.texts["opening"], second.texts["typical_case"]) == (
        "draft",
        None,
        "次日工作有序。",
        "",
    )


def test_one_entry_in_the_journal_counts_the_rows(moved: Flask) -> None:
    community = one(Community, slug="xinyuan")
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.action == "workbook.imported")).all()
    assert [e.details["rows"]["people"] for e in entries] == [[5, 0]]
    assert list(journal.broken_entries(community.id)) == []
    assert "王小虎" not in str([e.details for e in db.session.scalars(select(JournalEntry))])


def test_a_plan_made_before_somebodys_change_is_made_anew(moved: Flask) -> None:
    target, faults = read(book_of({"people": [{"code": "P004", "position": "楼长"}]}), "xinyuan")
    planned = apply.plan(target, faults.copy(), by=SYSTEM, at=AT)
    assert planned is not None
    move_in({"people": [{"code": "P004", "position": "楼长", "work_group": "第九组"}]}, "xinyuan")
    with unit_of_work():
        outcome = apply.perform(target, faults, by=SYSTEM, at=AT, planned=planned)
    assert outcome.counts["people"].unchanged == 1


def test_a_failure_half_way_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(apply, "enter_briefs", broken)
    with pytest.raises(OSError, match="disk"):
        move_in(sample())
    assert {
        t.name
        for t in Base.metadata.sorted_tables
        if db.session.execute(select(func.count()).select_from(t)).scalar()
    } == set()


def test_where_a_workbook_goes(cast: Cast) -> None:
    with pytest.raises(TargetRefused, match="community_not_named"):
        move_in(only("organizations"))
    with pytest.raises(TargetRefused, match="community_incomplete"):
        move_in({"community": [{"slug": "nowhere"}]})
    assert [f.code for f in faults_of(only("community"), cast.slug)] == ["other_community"]
    other = move_in({"organizations": [{"name": "区统计局"}]}, cast.other_slug)
    assert other.community_id == cast.other_community_id
    assert one(Organization, name="区统计局").community_id == cast.other_community_id


def test_people_of_another_community_do_not_exist(cast: Cast) -> None:
    row = {"at": "2022-04-02 09:00", "person": "outsider", "text": "x"}
    by: Viewer = replace(cast.viewer("leader"))
    assert [f.code for f in faults_of({"activity_log": [row]}, cast.slug, by=by)] == ["not_found"]
