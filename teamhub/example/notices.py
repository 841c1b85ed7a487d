"""The call-out of the first night, the directives and one leave."""

from __future__ import annotations

from teamhub.domain.workbook.content import Row
from teamhub.example.days import Days, minutes
from teamhub.example.people import People
from teamhub.example.rota import Rota

FIRST_ARRIVAL, LAST_ARRIVAL = 31, 49
"""Minutes after two in the morning; due at 02:50."""

URGENT_TITLE = "关于加强党建引领 推动下沉党员干部配合做好疫情防控工作的紧急提示"
URGENT_BODY = (
    "各市直单位下沉工作队要把疫情防控作为头等大事，服从社区统一安排，全力配合社区做好卡口值守、核酸检测、扫楼排查和居民服务；"
    "严肃值守纪律，落实24小时值守和交接班制度。收到后请即签收。"
)


def muster_rows(people: People, days: Days) -> dict[str, list[Row]]:
    cadres = people.of("P")
    span = LAST_ARRIVAL - FIRST_ARRIVAL
    order = sorted(range(len(cadres)), key=lambda n: n * 8 % len(cadres))
    calls: list[Row] = []
    for place, n in enumerate(order):
        arrived = days.at(1, 2, FIRST_ARRIVAL + span * place // (len(cadres) - 1))
        calls.append(
            {
                "muster": "M1",
                "person": cadres[n].code,
                "organization": cadres[n].organization,
                "answer": "coming",
                "answered_at": days.at(1, 1, 24 + place % 17),
                "arrived_at": arrived,
                "evidence": "roll_call",
            }
        )
    return {
        "musters": [
            {
                "code": "M1",
                "ordered_at": days.at(1, 1, 20),
                "due_at": days.at(1, 2, 50),
                "place": "八里岔社区党群服务中心",
                "issuer": "北郊街道",
                "text": "接指令后请立即出发，2时50分前到社区党群服务中心集合，自带保暖衣物，到达后向队长报到。",
                "closed_at": days.at(1, 2, 52),
            }
        ],
        "muster_calls": calls,
    }


def leave_rows(rota: Rota, people: People, days: Days) -> list[Row]:
    """The one whose seat was taken over on the fourth day."""
    seat = next(s for s in rota.seats if s.replaced and s.shift.day == 4)
    return [
        {
            "person": seat.person,
            "starts_at": seat.shift.starts_at,
            "ends_at": seat.shift.ends_at,
            "reason": "family",
            "note": "家中老人急诊",
            "requested_at": seat.shift.starts_at - minutes(175),
            "decided_at": seat.shift.starts_at - minutes(155),
            "decided_by": people.code("吴国强"),
            "approved": True,
            "closed_at": days.at(5, 9),
        }
    ]


def directive_rows(people: People, days: Days) -> dict[str, list[Row]]:
    receipts: list[Row] = []
    for n, worker in enumerate(people.of("W")):
        receipts.append(_receipt("N001", worker.code, days, 0, 20, 6 + n * 2))
    for n, cadre in enumerate(people.of("P")):
        if n < 15:
            receipts.append(_receipt("N002", cadre.code, days, 1, 10, 20 + n * 31))
        else:
            receipts.append(_receipt("N002", cadre.code, days, 2, 7, 40 + (n - 15) * 16))
    return {
        "directives": [
            {
                "code": "N001",
                "title": "关于做好区域核酸检测准备工作的通知",
                "issuer": "北郊街道",
                "issued_at": days.at(0, 20),
                "body": "请各社区连夜做好采样点布置、人员通知和物资准备，次日凌晨按指令开展第一轮检测。",
                "due_at": days.at(0, 22),
            },
            {
                "code": "N002",
                "title": URGENT_TITLE,
                "issuer": "市委组织部",
                "issued_at": days.at(1, 10),
                "body": URGENT_BODY,
                "due_at": days.at(2, 9),
            },
        ],
        "directive_receipts": receipts,
    }


def _receipt(directive: str, person: str, days: Days, day: int, hour: int, minute: int) -> Row:
    return {"directive": directive, "person": person, "acknowledged_at": days.at(day, hour, minute)}
