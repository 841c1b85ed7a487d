"""What happened at the posts: arrivals, handovers, traffic, the log, spot checks."""

from __future__ import annotations

import random
from datetime import datetime

from teamhub.domain.workbook.content import Cell, Row
from teamhub.example.days import LAST, Days, minutes
from teamhub.example.people import People
from teamhub.example.places import GATES, POSTS, PostPlan
from teamhub.example.rota import SUBSTITUTIONS, TASKS, Rota, Seat, Shift

LATE: dict[tuple[int, str], tuple[str, int]] = {
    (2, "day"): ("K09", 9),
    (4, "day"): ("K04", 12),
    (5, "night"): ("K03", 8),
    (6, "day"): ("K07", 11),
    (6, "night"): ("K05", 7),
}
"""(day, shift) -> the post whose second person came late, and by how many minutes."""

SUBSTITUTE_REASONS = {4: "家中老人急诊", 5: "身体不适", 6: "单位召回"}

VEHICLES: dict[str, tuple[int, ...]] = {"G1": (71, 83, 90, 96, 88, 92), "G2": (52, 64, 69, 71, 66, 70)}
"""Gate -> vehicles on each of the six days, all before 22:00."""

SPOT_CHECKS: tuple[tuple[int, int, int, str, str], ...] = (
    (1, 10, 30, "G1", ""),
    (1, 21, 20, "K02", ""),
    (2, 10, 10, "G2", ""),
    (2, 21, 40, "K06", "交接记录漏填时间，当场补齐"),
    (3, 9, 40, "K01", ""),
    (3, 21, 15, "K11", ""),
    (4, 10, 20, "G2", ""),
    (4, 15, 40, "K04", ""),
    (4, 21, 10, "G1", ""),
    (5, 11, 0, "K08", ""),
    (5, 21, 30, "G2", ""),
    (6, 10, 50, "G1", ""),
    (6, 21, 0, "K03", ""),
)
"""Day, hour, minute, post and remark. Nobody found a post empty."""

LOG: tuple[tuple[int, int, int, str, str], ...] = (
    (0, 20, 10, "", "接街道通知：次日凌晨开展区域核酸检测，社区工作者连夜通知到户"),
    (1, 3, 5, "G1", "卡口启用，设置隔离带，只留一条车道"),
    (1, 4, 20, "K08", "夜间气温低，为排队居民加放座椅"),
    (1, 5, 40, "K02", "排队居民较多，劝导分散等候"),
    (1, 9, 30, "G2", "劝返外来车辆2台"),
    (1, 15, 10, "K05", "用喇叭循环播放排队提示"),
    (2, 8, 40, "K02", "引导老人走优先通道"),
    (2, 10, 5, "G1", "核验保供车辆通行证3张"),
    (2, 16, 30, "K09", "居民询问黄码政策，已解释"),
    (2, 23, 15, "K03", "路灯不亮，已报物业"),
    (3, 13, 20, "G2", "消毒液更换，门岗消杀一次"),
    (3, 17, 45, "K01", "协助扫楼队联系3户未应答住户"),
    (4, 8, 12, "K06", "孔大妈为外地女儿求药，已登记诉求"),
    (4, 9, 20, "G1", "早高峰保供车辆集中，加派1人疏导"),
    (4, 14, 50, "K09", "采样点排队较长，引导居民错峰"),
    (4, 16, 45, "G2", "3件物资地址不清，暂存待核"),
    (4, 20, 40, "K02", "替班人员到岗，已登记"),
    (5, 8, 50, "K07", "劝导居民非必要不出小区"),
    (5, 10, 25, "G2", "昨日地址不清物资3件核实后送达"),
    (5, 22, 10, "K10", "夜间巡查门岗一次，无异常"),
    (6, 9, 35, "G1", "核验就医车辆1台，放行"),
    (6, 15, 20, "K08", "采样分上、下午两个场次，现场秩序良好"),
)
"""Day, hour, minute, post (empty: the community's office) and what was noted."""

SUPPLIES_LEFT = "测温枪2把、对讲机2部、喇叭1个、消毒液{n}瓶、口罩{m}只"


def duty_rows(rota: Rota, people: People, days: Days) -> list[Row]:
    chance = random.Random("arrivals")  # noqa: S311  # sample data
    accounts = {m.code for m in people.members if m.roles}
    return [_seat_row(seat, rota, days, accounts, chance) for seat in rota.seats]


def _seat_row(seat: Seat, rota: Rota, days: Days, accounts: set[str], chance: random.Random) -> Row:
    shift = seat.shift
    assigned = _assigned_at(shift, days)
    row: dict[str, Cell] = {
        "duty_date": days.day(shift.day),
        "shift_kind": shift.kind,
        "post": seat.post.code,
        "person": seat.person,
        "task": TASKS[seat.person[0]],
        "assigned_at": assigned,
    }
    if seat.replaced:
        return row | {
            "replaced_at": shift.starts_at - minutes(150),
            "reason": SUBSTITUTE_REASONS[shift.day],
        }
    if seat.instead_of:
        row |= {"substitutes": seat.instead_of, "assigned_at": shift.starts_at - minutes(150)}
    came = shift.starts_at - minutes(chance.randint(4, 22))
    if shift.kind == "surge":
        came = shift.starts_at - minutes(chance.randint(-2, 4))
    post, late = LATE.get(shift.key, ("", 0))
    if post == seat.post.code and seat.place == 1:
        came = shift.starts_at + minutes(late)
    row["confirmed_at"] = max(assigned, shift.starts_at - minutes(chance.randint(180, 600)))
    if seat.instead_of:
        row["confirmed_at"] = shift.starts_at - minutes(140)
    row |= {
        "arrived_at": came,
        "evidence": "static" if seat.person in accounts else "roll_call",
        "entered_later": False,
        "recorded_at": came + minutes(1),
    }
    if shift is not rota.shifts[-1]:
        row["checked_out_at"] = _relieved_at(shift, seat.post) + minutes(chance.randint(1, 6))
    return row


def _assigned_at(shift: Shift, days: Days) -> datetime:
    """The roster is published the evening before; that of the first day right after the muster."""
    return days.at(1, 2, 54) if shift.day == 1 else days.at(shift.day - 1, 19, 30)


def _relieved_at(shift: Shift, post: PostPlan) -> datetime:
    """When the relief signed: at the end of the shift, give or take a few minutes by post."""
    return shift.ends_at + minutes(POSTS.index(post) * 7 % 4)


def handover_rows(rota: Rota, days: Days) -> list[Row]:
    """One a post and shift, from the one in charge to the one who comes."""
    rows: list[Row] = []
    for turn, (shift, following) in enumerate(zip(rota.shifts, rota.shifts[1:], strict=False)):
        for number, post in enumerate(POSTS):
            outgoing, incoming = rota.at(shift, post)[0], rota.at(following, post)[0]
            relieved = _relieved_at(shift, post)
            rows.append(
                {
                    "post": post.code,
                    "duty_date": days.day(shift.day),
                    "shift_kind": shift.kind,
                    "outgoing_person": outgoing.person,
                    "incoming_person": incoming.person,
                    "offered_at": relieved - minutes(4 + number % 3),
                    "accepted_at": relieved,
                    "incidents": _incident(shift, post),
                    "supplies": SUPPLIES_LEFT.format(
                        n=2 + (turn + number) % 4, m=20 + (turn * 7 + number * 3) % 30
                    ),
                    "remarks": "无未尽事项",
                }
            )
    return rows


def _incident(shift: Shift, post: PostPlan) -> str:
    late = LATE.get(shift.key)
    if late is not None and late[0] == post.code:
        return f"1人迟到{late[1]}分钟，已登记"
    if SUBSTITUTIONS.get(shift.key) == post.code:
        return "1人替班，已登记"
    if shift.key == (4, "day") and post.code == "G2":
        return "3件物资地址不清，待核实"
    return "无"


def gate_count_rows(days: Days) -> list[Row]:
    """Traffic at the gates: three counts by day, one in the evening; later in the night nothing passes."""
    rows: list[Row] = []
    for gate, _ in GATES:
        for day in range(1, LAST + 1):
            vehicles = VEHICLES[gate][day - 1]
            evening = vehicles // 12
            by_day = vehicles - evening
            parts = (by_day * 2 // 5, by_day * 3 // 10, by_day - by_day * 2 // 5 - by_day * 3 // 10)
            for hour, count in zip((12, 16, 20), parts, strict=True):
                rows.append(_count(gate, day, "day", days.at(day, hour) - minutes(5), count, days))
            rows.append(_count(gate, day, "night", days.at(day, 21, 50), evening, days))
            rows.append(_count(gate, day, "night", days.at(day, 31, 50), 0, days))
    return rows


def _count(gate: str, day: int, kind: str, at: datetime, vehicles: int, days: Days) -> Row:
    return {
        "post": gate,
        "duty_date": days.day(day),
        "shift_kind": kind,
        "counted_at": at,
        "vehicles": vehicles,
        "people_in": vehicles * 3 // 4 + (2 if vehicles else 0),
        "people_out": vehicles * 2 // 3 + (1 if vehicles else 0),
        "refused": vehicles // 15,
        "recorded_at": at + minutes(2),
    }


def log_rows(rota: Rota, people: People, days: Days) -> list[Row]:
    rows: list[Row] = []
    for day, hour, minute, post, text in LOG:
        at = days.at(day, hour, minute)
        on_post = [
            s.person
            for s in rota.seats
            if s.post.code == post and not s.replaced and s.shift.starts_at <= at < s.shift.ends_at
        ]
        person = on_post[0] if on_post else people.of("W")[0].code
        rows.append(
            {"at": at, "post": post or None, "person": person, "text": text, "recorded_at": at + minutes(2)}
        )
    return rows


def spot_check_rows(people: People, days: Days) -> list[Row]:
    rows: list[Row] = []
    for day, hour, minute, code, remark in SPOT_CHECKS:
        at = days.at(day, hour, minute)
        seats = next(p.seats for p in POSTS if p.code == code)
        rows.append(
            {
                "post": code,
                "checked_at": at,
                "inspector": people.leader,
                "expected": seats,
                "present": seats,
                "found_empty": False,
                "protective_gear_worn": True,
                "log_kept": not remark,
                "remark": remark or None,
                "rectified_at": at + minutes(10) if remark else None,
                "recorded_at": at + minutes(3),
            }
        )
    return rows
