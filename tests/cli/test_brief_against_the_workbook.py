"""The printed brief against the records, by a reader that shares no code with the one that composes: it takes the
exported workbook, counts with its own hands, and looks for its sentences in the text of the PDF."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import teamhub
from tests.documents.printed import printed

DAYS = [
    pytest.param(date(2022, 4, n), marks=() if n == 4 else pytest.mark.prove, id=f"April {n}")
    for n in range(1, 7)
]
NUMERALS = "零一二三四五六"
Row = dict[str, Any]


class Records:
    """The workbook as of ten in the evening of a day. Times are the community's own."""

    def __init__(self, book: Path, day: date) -> None:
        self.sheets = CalamineWorkbook.from_path(str(book))
        self.day, self.evening = day, f"{day.isoformat()} 22:00"

    def rows(self, sheet: str, known: Callable[[Row], str]) -> list[Row]:
        """Rows that were known by the evening. `known`: when a row came to be."""
        head, *body = self.sheets.get_sheet_by_name(sheet).to_python()
        names = [str(name).rstrip("*") for name in head]
        found = [dict(zip(names, row, strict=True)) for row in body]
        return [row for row in found if moment(known(row)) <= self.evening]

    def today(self, value: object) -> bool:
        return moment(value).startswith(self.day.isoformat())


def moment(value: object) -> str:
    return str(value)[:16]


def share(part: int, whole: int) -> str:
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def total(rows: list[Row], column: str) -> int:
    return sum(int(row[column]) for row in rows)


def deeds(of: Records) -> str:
    noted = [d for d in of.rows("实事", lambda r: r["录入时间"]) if not d["作废时间"]]
    return f"当日办理{sum(of.today(d['办成时间']) for d in noted)}件，累计{len(noted)}件。"


def duty(of: Records) -> list[str]:
    seats = [
        s
        for s in of.rows("值守", lambda r: r["排班时间"] or "")
        if s["值班日期"] == of.day and not s["取消时间"] and not s["被替时间"]
    ]
    came = [s for s in seats if s["到岗"] and moment(s["到岗"]) <= of.evening]
    late = sum(s["到岗评定"] == "迟到" for s in came)
    kinds = [f"应到{len(seats)}人次，实到{len(came)}人次"]
    return [*kinds, f"迟到{late}人次" if late else "无迟到、缺勤"]


def supplies(of: Records) -> list[str]:
    came = [p for p in of.rows("物资", lambda r: r["录入时间"]) if of.today(p["到达时间"])]
    there = [p for p in came if p["送达时间"] and moment(p["送达时间"]) <= of.evening]
    return [f"已送达{total(there, '件数')}", str(total(came, "件数"))]


def rounds(of: Records) -> list[str]:
    begun = [r for r in of.rows("检测轮次", lambda r: r["开始"]) if of.today(r["开始"])]
    if not begun:
        return ["当日未开展全员检测。"]
    number = begun[0]["轮次"]
    make_up = {s["编号"] for s in of.rows("采样场次", lambda r: "") if s["补采"] == "是"}
    counts = [
        c
        for c in of.rows("采样计数", lambda r: r["录入时间"])
        if c["轮次"] == number and c["场次"] not in make_up and of.today(c["时间"])
    ]
    home = [h for h in of.rows("上门采样", lambda r: r["采样时间"] or "9999") if h["轮次"] == number]
    due = total([r for r in of.rows("应检人数", lambda r: "") if r["轮次"] == number], "应检")
    pooled = total(counts, "人数")
    tested = pooled + len(home)
    waits = [w["等候分钟"] for w in of.rows("排队观测", lambda r: r["录入时间"]) if w["轮次"] == number]
    return [
        f"第{NUMERALS[int(number)]}轮检测",
        f"应检{due}人，实检{tested}人，覆盖率{share(tested, due)}",
        f"定点混采{pooled}人、{total(counts, '管数')}管",
        f"上门单采{len(home)}人" if home else "无上门采样",
        f"排队最长{int(max(waits))}分钟",
    ]


def sweeps(of: Records) -> list[str]:
    held = [s for s in of.rows("扫楼", lambda r: r["开始"]) if s["日期"] == of.day]
    if not held:
        return ["当日未开展扫楼。"]
    number = held[0]["扫楼次"]
    homes = {
        (u["小区"], f"{u['楼栋']}-{u['单元']}-{u['房号']}")
        for u in of.rows("户室", lambda r: "")
        if u["类别"] == "住户"
    }
    first: dict[tuple[str, str], Row] = {}
    for visit in of.rows("走访", lambda r: r["录入时间"]):
        door = (visit["小区"], visit["门牌"])
        if visit["扫楼次"] == number and not visit["作废时间"] and door in homes:
            known = first.setdefault(door, visit)
            if visit["第几次走访"] < known["第几次走访"]:
                first[door] = visit
    at_once = sum(v["走访结果"].startswith(("面见", "电话")) for v in first.values())
    letters = [x for x in of.rows("承诺书", lambda r: r["录入时间"]) if x["签订时间"]]
    members = {m["队员"] for m in of.rows("扫楼队", lambda r: "") if m["扫楼次"] == number}
    return [
        f"{len(members)}人开展第{NUMERALS[int(number)]}次扫楼",
        f"应访{len(first)}户，首访核实{at_once}户，复访{len(first) - at_once}户",
        f"承诺书累计签订{len(letters)}份",
    ]


def care(of: Records) -> str:
    def stands(row: Row) -> bool:
        return row["登记日期"] <= of.day and not (row["结束日期"] and row["结束日期"] <= of.day)

    on_register = [r for r in of.rows("包保对象", lambda r: "") if stands(r)]
    return f"在册特殊人员{len(on_register)}人"


@pytest.mark.parametrize("day", DAYS)
def test_every_sentence_counts_what_the_workbook_holds(
    first: Path, exported: Path, tmp_path: Path, day: date
) -> None:
    teamhub(first, "brief", "balicha", day.isoformat(), "--out", str(tmp_path / "brief.pdf"))
    paper = printed((tmp_path / "brief.pdf").read_bytes()).joined()
    of = Records(exported, day)
    wanted = [deeds(of), *duty(of), *supplies(of), *rounds(of), *sweeps(of), care(of)]
    assert [sentence for sentence in wanted if sentence not in paper] == []


def test_the_reader_notices_a_single_missing_row(first: Path, exported: Path, tmp_path: Path) -> None:
    """The control: a day later the same sentences are not those of the sheet."""
    day = date(2022, 4, 4)
    teamhub(first, "brief", "balicha", day.isoformat(), "--out", str(tmp_path / "brief.pdf"))
    paper = printed((tmp_path / "brief.pdf").read_bytes()).joined()
    of = Records(exported, day + timedelta(days=1))
    assert deeds(of) not in paper
    assert all(sentence not in paper for sentence in sweeps(of)[1:2])
