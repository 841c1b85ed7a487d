"""What the sentences of a brief have to say, counted from an exported workbook by hands of its own: nothing here knows
the code that composes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

NUMERALS = "零一二三四五六"
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth")
Row = dict[str, Any]
Said = list[tuple[str, str]]
"""Chinese and English, without white space."""


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


def sentences(of: Records) -> Said:
    return [*deeds(of), *duty(of), *checks(of), *supplies(of), *rounds(of), *sweeps(of), *care(of)]


def missing(paper: str, of: Records, *, chinese: bool) -> list[str]:
    """`paper`: the running text of the PDF, without white space. What it should say and does not."""
    wanted = ["".join((zh if chinese else en).split()) for zh, en in sentences(of)]
    return [sentence for sentence in wanted if sentence not in paper]


def moment(value: object) -> str:
    return str(value)[:16]


def share(part: int, whole: int) -> str:
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def total(rows: list[Row], column: str) -> int:
    return sum(int(row[column]) for row in rows)


def plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def deeds(of: Records) -> Said:
    noted = [d for d in of.rows("实事", lambda r: r["录入时间"]) if not d["作废时间"]]
    today = sum(of.today(d["办成时间"]) for d in noted)
    if not noted:
        return [("尚未登记实事。", "No deed has been noted yet.")]
    return [(f"当日办理{today}件，累计{len(noted)}件。", f"{today} done today, {len(noted)} so far.")]


def duty(of: Records) -> Said:
    seats = [
        s
        for s in of.rows("值守", lambda r: r["排班时间"] or "")
        if s["值班日期"] == of.day and not s["取消时间"] and not s["被替时间"]
    ]
    if not seats:
        return [("当日未设卡口。", "No checkpoint was kept.")]
    came = [s for s in seats if s["到岗"] and moment(s["到岗"]) <= of.evening]
    late, absent = sum(s["到岗评定"] == "迟到" for s in came), len(seats) - len(came)
    said = [
        (
            f"应到{len(seats)}人次，实到{len(came)}人次",
            f"{plural(len(seats), 'seat was', 'seats were')} due and {len(came)} taken",
        )
    ]
    if late:
        said.append((f"迟到{late}人次", f"{late} late"))
    if absent:
        said.append((f"缺勤{absent}人次", f"{absent} absent"))
    return said if late or absent else [*said, ("无迟到、缺勤", "nobody was late or absent")]


def checks(of: Records) -> Said:
    if not any(s["值班日期"] == of.day for s in of.rows("值守", lambda r: r["排班时间"] or "")):
        return []
    made = [c for c in of.rows("查岗", lambda r: r["录入时间"]) if of.today(c["查岗时间"])]
    empty = sum(c["空岗"] == "是" for c in made)
    if not made:
        return [("当日未查岗。", "No spot check was made.")]
    how_many = plural(len(made), "spot check was", "spot checks were")
    if not empty:
        return [(f"查岗{len(made)}次，未发现空岗。", f"{how_many} made: no post was found empty.")]
    return [
        (f"查岗{len(made)}次，发现空岗{empty}处。", f"{how_many} made: {plural(empty, 'post was', 'posts were')} found empty.")
    ]  # fmt: skip


def supplies(of: Records) -> Said:
    came = [p for p in of.rows("物资", lambda r: r["录入时间"]) if of.today(p["到达时间"])]
    if not came:
        return []
    there = [p for p in came if p["送达时间"] and moment(p["送达时间"]) <= of.evening]
    delivered, received = total(there, "件数"), total(came, "件数")
    return [(f"已送达{delivered}", f"{delivered} delivered"), (str(received), str(received))]


def rounds(of: Records) -> Said:
    begun = [r for r in of.rows("检测轮次", lambda r: r["开始"]) if of.today(r["开始"])]
    if not begun:
        return [("当日未开展全员检测。", "No full testing round was held.")]
    number = begun[0]["轮次"]
    make_up = {s["编号"] for s in of.rows("采样场次", lambda r: "") if s["补采"] == "是"}
    counts = [
        c
        for c in of.rows("采样计数", lambda r: r["录入时间"])
        if c["轮次"] == number and c["场次"] not in make_up and of.today(c["时间"])
    ]
    home = len([h for h in of.rows("上门采样", lambda r: r["采样时间"] or "9999") if h["轮次"] == number])
    due = total([r for r in of.rows("应检人数", lambda r: "") if r["轮次"] == number], "应检")
    pooled, tubes = total(counts, "人数"), total(counts, "管数")
    tested = pooled + home
    waits = [w["等候分钟"] for w in of.rows("排队观测", lambda r: r["录入时间"]) if w["轮次"] == number]
    longest = int(max(waits))
    within = longest <= 30
    return [
        (f"第{NUMERALS[int(number)]}轮检测", f"The {ORDINALS[int(number)]} round was held"),
        (
            f"应检{due}人，实检{tested}人，覆盖率{share(tested, due)}",
            f"Of {due:,} eligible {tested:,} were tested, a coverage of {share(tested, due)}",
        ),
        (f"定点混采{pooled}人、{tubes}管", f"{pooled:,} pooled at the sites in {plural(tubes, 'tube', 'tubes')}"),
        (f"上门单采{home}人", f"{home} sampled singly at home") if home else ("无上门采样", "none sampled at home"),
        (f"排队最长{longest}分钟，{'未' * within}超过30分钟",
         f"The longest queue was {longest} minutes, {'not ' * within}above {'' if within else 'the limit of '}30"),
    ]  # fmt: skip


def sweeps(of: Records) -> Said:
    held = [s for s in of.rows("扫楼", lambda r: r["开始"]) if s["日期"] == of.day]
    if not held:
        return [("当日未开展扫楼。", "No sweep was held.")]
    number = held[0]["扫楼次"]
    homes = {
        (u["小区"], f"{u['楼栋']}-{u['单元']}-{u['房号']}")
        for u in of.rows("户室", lambda r: "")
        if u["类别"] == "住户"
    }
    visits: dict[tuple[str, str], list[Row]] = {}
    for visit in of.rows("走访", lambda r: r["录入时间"]):
        door = (visit["小区"], visit["门牌"])
        if visit["扫楼次"] == number and not visit["作废时间"] and door in homes:
            visits.setdefault(door, []).append(visit)
    firsts = [min(found, key=lambda v: v["第几次走访"]) for found in visits.values()]
    at_once = sum(reached(v) for v in firsts)
    open_doors = [door for door, found in visits.items() if not any(reached(v) for v in found)]
    again = len(firsts) - at_once - len(open_doors)
    letters = [x for x in of.rows("承诺书", lambda r: r["录入时间"]) if x["签订时间"]]
    members = {m["队员"] for m in of.rows("扫楼队", lambda r: "") if m["扫楼次"] == number}
    compounds = {door[0] for door in visits}
    cleared = len(compounds - {door[0] for door in open_doors})
    nth, due = int(number), plural(len(firsts), "household was", "households were")
    rest = plural(len(open_doors), "household", "households")
    state = ("全部清零", "all cleared")
    if open_doors:
        state = (
            f"{len(compounds)}个小区中{cleared}个清零，尚有{len(open_doors)}户未清零",
            f"{cleared} of {plural(len(compounds), 'compound', 'compounds')} cleared, {rest} still open",
        )
    return [
        (
            f"{len(members)}人开展第{NUMERALS[nth]}次扫楼",
            f"{plural(len(members), 'person', 'people')} carried out the {ORDINALS[nth]} sweep",
        ),
        (
            f"应访{len(firsts)}户，首访核实{at_once}户",
            f"{due} due, {at_once:,} settled at the first visit",
        ),
        *([(f"复访{again}户", f"{again} after a revisit")] if again else []),
        state,
        (f"承诺书累计签订{len(letters)}份", f"letters signed so far: {len(letters):,}"),
    ]


def reached(visit: Row) -> bool:
    return str(visit["走访结果"]).startswith(("面见", "电话"))


def care(of: Records) -> Said:
    def stands(row: Row) -> bool:
        return row["登记日期"] <= of.day and not (row["结束日期"] and row["结束日期"] <= of.day)

    on_register = {(r["居民"], r["特殊群体"]) for r in of.rows("包保对象", lambda r: "") if stands(r)}
    if not on_register:
        return [("目前无在册特殊人员。", "Nobody is on the care register.")]
    cared = {(r["居民"], r["特殊群体"]) for r in of.rows("包保责任", lambda r: "")} & on_register
    called = {
        (r["居民"], r["特殊群体"])
        for r in of.rows("包保联系", lambda r: r["录入时间"])
        if of.today(r["联系时间"]) and str(r["联系结果"]).startswith("联系上")
    } & on_register
    count, without = len(on_register), len(on_register) - len(cared)
    return [
        (f"在册特殊人员{count}人", f"{plural(count, 'person is', 'people are')} on the care register"),
        (f"已明确包保人{len(cared)}人、尚缺{without}人", f"{len(cared)} with a named carer, {without} without")
        if without else ("全部明确包保人", "each has a named carer"),
        ("当日全部联系", "all were contacted today") if called == on_register
        else (f"当日联系{len(called)}人", f"{len(called)} contacted today"),
    ]  # fmt: skip
