"""What does not fit together refuses the whole file, each fault with its place; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from teamhub import create_app
from teamhub.actions.workbook.apply import BookFaulty
from teamhub.domain.workbook.faults import SHOWN, Weight
from teamhub.forms.workbook.sentences import FAULTS, fault_sentence
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.places import Community
from tests.conftest import CHEAP, copy_instance
from tests.workbook.moving import look, move_in
from tests.workbook.sample import Sheets, sample

Change = Callable[[Sheets], None]


def put(key: str, row: int, **cells: Any) -> Change:
    return lambda sheets: sheets[key][row].update(cells)


def add(key: str, **cells: Any) -> Change:
    return lambda sheets: sheets[key].append(cells)


def again(key: str, row: int, **cells: Any) -> Change:
    return lambda sheets: sheets[key].append(sheets[key][row] | cells)


CASES: list[tuple[str, Change, tuple[str, int, str, str]]] = [
    ("missing", put("people", 1, name=None), ("人员", 3, "姓名", "missing")),
    ("unknown person", put("duty", 0, person="无名氏"), ("值守", 2, "值班人员", "not_found")),
    ("unknown compound", put("round_eligible", 0, compound="华府"), ("应检人数", 2, "小区", "not_found")),
    ("unknown door", put("commitment_letters", 0, unit="9-9-909"), ("承诺书", 2, "门牌", "not_found")),
    ("unknown team", put("door_visits", 0, team="Z"), ("走访", 2, "扫楼队", "not_found")),
    (
        "code and name differ",
        put("duty", 0, person="P002 单雪梅"),
        ("值守", 2, "值班人员", "code_and_name_differ"),
    ),
    ("twice", again("compounds", 0), ("小区", 4, "", "row_twice")),
    ("twice at once", again("queue_observations", 0), ("排队观测", 3, "", "row_twice_at_once")),
    ("name taken", put("compounds", 1, name="明珠华府"), ("小区", 3, "小区名称", "name_taken")),
    ("alias taken", put("compounds", 1, aliases="名珠华府"), ("小区", 3, "别名", "alias_taken")),
    (
        "more eligible",
        put("compounds", 0, eligible_count=99),
        ("小区", 2, "应检人数", "more_eligible_than_registered"),
    ),
    ("two campaigns", again("campaign", 0, code="x"), ("行动", 3, "", "one_row_only")),
    ("vocabulary", put("terms", 0, vocabulary="词"), ("词表", 2, "词表名", "vocabulary_unknown")),
    ("term code", put("terms", 0, code="理发"), ("词表", 2, "代码", "code_malformed")),
    ("flag", put("terms", 0, flags="urgent=是"), ("词表", 2, "属性", "flag_unknown")),
    ("flag's kind", put("terms", 0, flags="brief_group=3"), ("词表", 2, "属性", "flag_of_other_kind")),
    ("setting", put("settings", 0, name="grace"), ("设置", 2, "设置项", "setting_unknown")),
    ("setting's range", put("settings", 0, value="9999"), ("设置", 2, "值", "setting_out_of_range")),
    ("text", put("texts", 0, name="motto"), ("文本", 2, "文本名", "text_unknown")),
    ("pattern", put("shift_patterns", 0, length_minutes=800), ("班制", 0, "开始时间", "pattern_overlaps")),
    ("rule", put("rule_sets", 0, days=1), ("居家规则", 2, "检测次数", "rule_set_impossible")),
    ("backwards", put("people", 0, deployed_to="2022-03-01"), ("人员", 2, "下沉结束", "ends_before_start")),
    (
        "leave backwards",
        put("leave_requests", 0, ends_at="2022-04-03 07:00"),
        ("请假", 2, "结束", "ends_before_start"),
    ),
    (
        "session backwards",
        put("site_sessions", 0, closes_at="2022-04-01 07:00"),
        ("采样场次", 2, "计划结束", "ends_before_start"),
    ),
    (
        "gate backwards",
        put("gate_periods", 0, open_until="2022-04-01 02:00"),
        ("开放时段", 2, "开放至", "ends_before_start"),
    ),
    ("shift", put("duty", 0, duty_date="2022-04-09"), ("值守", 2, "班次", "shift_unknown")),
    ("no such shift", put("shifts", 1, kind="早班"), ("班次", 3, "班次", "shift_not_in_pattern")),
    ("left only", put("duty", 0, arrived_at=None), ("值守", 2, "离岗", "left_without_arrival")),
    (
        "left before",
        put("duty", 0, checked_out_at="2022-04-01 06:00"),
        ("值守", 2, "离岗", "left_before_arrival"),
    ),
    ("substitute", put("duty", 5, substitutes="P003"), ("值守", 7, "替谁", "substitute_for_nobody")),
    ("double", again("duty", 0, post="K01"), ("值守", 8, "值班人员", "double_booked")),
    (
        "correction",
        put("site_counts", 2, corrects="2022-04-01 09:05"),
        ("采样计数", 4, "更正哪条", "correction_of_nothing"),
    ),
    ("rule of a case", put("timed_cases", 0, rule_name="三天"), ("限时个案", 2, "规则", "rule_unknown")),
    ("scope", put("sweep_doors", 1, building="7"), ("扫楼范围", 3, "楼栋", "scope_empty")),
    (
        "outside",
        add(
            "door_visits",
            sweep=1,
            compound="C01",
            unit="1-1-301",
            visited_at="2022-04-03 10:00",
            outcome="空置房",
        ),
        ("走访", 10, "门牌", "visit_out_of_scope"),
    ),
    ("shop", put("door_visits", 4, outcome="空置房"), ("走访", 6, "走访结果", "outcome_not_for_shop")),
    (
        "household",
        put("door_visits", 0, outcome="商铺已核实"),
        ("走访", 2, "走访结果", "outcome_not_for_household"),
    ),
    (
        "how many",
        put("door_visits", 0, outcome="met_untested"),
        ("走访", 2, "未检人数", "untested_count_missing"),
    ),
    ("nobody", put("door_visits", 0, untested_count=2), ("走访", 2, "未检人数", "untested_count_unexpected")),
    ("deed", put("deeds", 1, request="Q1"), ("实事", 3, "诉求", "request_has_deed")),
    ("group alone", put("requests", 0, resident=None), ("诉求", 2, "特殊群体", "needs_other_column")),
    ("brief", put("briefs", 0, issued_at=None), ("简报", 2, "印发时间", "missing")),
]


@pytest.fixture(scope="module")
def still(migrated_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One empty installation for all that only looks."""
    folder = tmp_path_factory.mktemp("still") / "instance"
    application = create_app(CHEAP, instance_path=str(copy_instance(migrated_instance, folder)))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(("change", "expected"), [pytest.param(c, e, id=n) for n, c, e in CASES])
def test_told_by_place_and_nothing_stored(
    still: Flask, change: Change, expected: tuple[str, int, str, str]
) -> None:
    sheets = sample()
    change(sheets)
    found = look(sheets).faults.of(Weight.FAULT)
    assert expected in [(f.sheet, f.row, f.column, f.code) for f in found]
    assert db.session.scalar(select(func.count(Community.id))) == 0
    for language in ("zh_Hans_CN", "en"):
        with force_locale(language):
            for fault in found:
                said = fault_sentence(fault)
                assert "%(" not in said
                assert fault.code not in said


def test_one_fault_does_not_call_other_rows_wrong(still: Flask) -> None:
    sheets = sample()
    sheets["people"][1]["member_type"] = "外星人"
    found = look(sheets).faults.of(Weight.FAULT)
    assert [(f.sheet, f.row) for f in found] == [("人员", 3)]


def test_all_faults_at_once_counted_beyond_those_shown(still: Flask) -> None:
    sheets = {
        "community": sample()["community"],
        "organizations": [{"name": f"单位{n}", "sends_cadres": "大概"} for n in range(700)],
    }
    faults = look(sheets).faults
    assert faults.counts[Weight.FAULT] == 700
    assert len(faults.of(Weight.FAULT)) == SHOWN
    assert faults.by_sheet == {"单位": 700}


def test_differences_worth_a_word_do_not_refuse(app: Flask) -> None:
    sheets = sample()
    sheets["compounds"][0]["household_count"] = 312
    sheets["duty"].append(
        {"duty_date": "2022-04-01", "shift_kind": "应急班", "post": "K01", "person": "P005"}
    )
    sheets["shifts"][0]["ends_at"] = "21:00"
    outcome = move_in(sheets)
    assert outcome.applied
    assert {f.code for f in outcome.faults.of(Weight.WARNING)} == {"households_differ", "shifts_overlap"}


def test_every_fault_has_its_sentence_in_both_languages(still: Flask) -> None:
    for language in ("zh_Hans_CN", "en"):
        with force_locale(language):
            said = {code: str(sentence) for code, sentence in FAULTS.items()}
        if language != "en":
            assert not [code for code, words in said.items() if words.isascii()]


def test_a_person_without_a_name_is_not_stored_by_half(app: Flask) -> None:
    sheets = sample()
    sheets["briefs"][0]["number"] = "四"
    with pytest.raises(BookFaulty):
        move_in(sheets)
    assert db.session.scalar(select(func.count(Person.id))) == 0
