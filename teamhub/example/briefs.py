"""The daily briefs of the example: five issued, the last day's still to be written."""

from __future__ import annotations

from teamhub.domain.calendar_days import holiday_on
from teamhub.domain.workbook.content import Cell, Row
from teamhub.example.days import Days
from teamhub.example.people import LEADER, People

CASE = "棉花小区孔大妈的女儿在外地急需用药，工作队安排专人把药送到边界卡口，与当地对接交接，当日办结。"
PROBLEMS = (
    "梧桐雅居采样点最长排队28分钟，接近30分钟上限。",
    "书奇医院卡口有3件物资因地址不清待送。",
    "上门单采路线分散，医务人员往返时间长。",
)


def brief_rows(people: People, days: Days) -> list[Row]:
    """The words of the fourth day are typed, those of the others left to the program."""
    rows: list[Row] = []
    for day in range(1, 6):
        row: dict[str, Cell] = {
            "day": days.day(day),
            "edition": 1,
            "number": day,
            "issued_at": days.at(day, 22, 20),
            "reviewed_by": LEADER,
            "approved_by": people.of("A")[0].name,
        }
        if day == 4:
            row |= {"problems": "\n".join(PROBLEMS), "plan": "\n".join(_plan(days)), "typical_case": CASE}
        rows.append(row)
    return rows


def _plan(days: Days) -> tuple[str, ...]:
    named = holiday_on(days.day(5))
    festival = f"（{named.zh}）" if named is not None and named.day_off else ""
    return (
        f"{days.said(5)}{festival}不开展全员检测，开展第三次扫楼，重点核对外出返回人员。",
        "下一轮检测起，梧桐雅居分上、下午两个场次。",
        "上门采样按“小区—楼栋—单元”排线，专人引导。",
        "夜班重点关注包保对象用药。",
    )
