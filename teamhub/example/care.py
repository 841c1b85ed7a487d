"""The care register: each resident with a carer and a deputy, contacted every day."""

from __future__ import annotations

from datetime import datetime

from teamhub.domain.workbook.content import Row
from teamhub.example.days import LAST, Days, minutes
from teamhub.example.people import People
from teamhub.example.residents import Resident

NEEDS = {
    "limited_mobility": "上门采样；代买生活用品",
    "elder_alone": "每日问候；代购蔬菜",
    "pregnant": "产检用车",
    "chronic": "长期用药，药量不足3天时代购",
    "yellow_code": "居家期间送菜、收垃圾",
}
CONDITIONS = {
    "limited_mobility": ("精神尚好，无新增需求", "家属在旁照看，情况稳定", "已上门，生活物资充足"),
    "elder_alone": ("情况正常", "已提醒按时用药、开窗通风", "与子女通话正常"),
    "pregnant": ("身体正常，无不适", "产检时间已登记"),
    "chronic": ("药量够用", "已测血压，正常", "提醒按时服药"),
    "yellow_code": ("居家未外出，体温正常", "情绪平稳，已送菜上门", "已告知下次单检时间"),
}
CHANNELS = ("visit", "phone", "message")
RELEASE_DAY = 5


def last_day(resident: Resident) -> int | None:
    """The day on which somebody left the register; None: still on it when the example ends."""
    return RELEASE_DAY if resident.group == "A" else None


def care_rows(residents: list[Resident], people: People, days: Days) -> dict[str, list[Row]]:
    workers = [m.code for m in people.of("W")]
    register: list[Row] = []
    assignments: list[Row] = []
    contacts: list[Row] = []
    for n, r in enumerate(residents):
        ended = last_day(r)
        ends_on = days.day(ended) if ended else None
        deputy = next(w for w in workers[(n * 3 + 1) % len(workers) :] + workers if w != r.carer)
        register.append(
            {
                "resident": r.code,
                "category": r.category,
                "needs": NEEDS[r.category],
                "registered_on": days.day(r.since),
                "ended_on": ends_on,
            }
        )
        cared_for = {"resident": r.code, "vulnerable": r.category}
        assignments.append(
            {
                **cared_for,
                "carer": r.carer,
                "deputy": deputy,
                "starts_on": days.day(r.since),
                "ends_on": ends_on,
            }
        )
        for day in range(r.since, (ended or LAST) + 1):
            at = _contact_time(r, day, n, days)
            told = CONDITIONS[r.category]
            contacts.append(
                {
                    **cared_for,
                    "contacted_at": at,
                    "contacted_by": r.carer,
                    "channel": CHANNELS[(n + day) % len(CHANNELS)],
                    "condition": told[(n + day) % len(told)],
                    "recorded_at": at + minutes(2),
                }
            )
    return {"care_register": register, "care_assignments": assignments, "care_contacts": contacts}


def _contact_time(resident: Resident, day: int, number: int, days: Days) -> datetime:
    """Between nine and six; on the first day after the case was known, on the last before the release."""
    if day == last_day(resident):
        return days.at(day, 8, 30 + number % 20)
    if day == resident.since:
        return days.at(day, 13, 30) + minutes(number * 7 % 240)
    return days.at(day, 9) + minutes((number * 37 + day * 11) % 510)
