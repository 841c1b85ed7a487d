"""Requests and deeds of the example: 108 deeds by day and kind, the requests that some of them answer, and the two
whose whole way is on record."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from teamhub.domain.workbook.content import Cell, Row
from teamhub.domain.workbook.pairs import written_pairs
from teamhub.example.days import Days, minutes
from teamhub.example.deed_stories import (
    ACROSS_THE_BORDER,
    CARE_REQUESTS,
    CATEGORIES,
    DRIVEN,
    GROUPS,
    MINUTES,
    PER_DAY,
    SUMMARIES,
    TOLD,
    Told,
)
from teamhub.example.figures import figures
from teamhub.example.people import People
from teamhub.example.residents import Resident
from teamhub.example.rota import TEST_DAYS, Rota, day_group_is_first

URGENT = frozenset({"medicine", "medical_trip", "border_handover"})
FORMS = ("大妈", "大爷", "女士", "师傅", "先生", "阿姨")
OTHER_SPELLING = "名珠华府"
"""As the story writes the compound here: another name of C01."""
SURNAMES = "林董袁邓傅曾彭吕苏卢蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"


@dataclass(frozen=True)
class Step:
    kind: str
    at: datetime
    person: str = ""
    note: str = ""
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """`asked_at`: of the request that it answers; None: noted straight away. `resident`: on the care register."""

    day: int
    category: str
    done_at: datetime
    compound: str
    beneficiary: str
    summary: str
    helpers: tuple[str, ...]
    minutes: int
    asked_at: datetime | None = None
    wish: str = ""
    resident: Resident | None = None
    thanks: str = ""
    story: str = ""
    code: str = ""
    request: str = ""


def make_deeds(people: People, rota: Rota, residents: list[Resident], days: Days) -> list[Deed]:
    """In the order in which they were done, with their numbers."""
    chance = random.Random("deeds")  # noqa: S311  # sample data
    made: list[Deed] = []
    for day, counts in PER_DAY.items():
        given = [*_told(people, day, days), *(_of_care(people, residents, days, chance) if day == 4 else ())]
        group_of = {c: g for g, listed in CATEGORIES.items() for c in listed} | {
            "border_handover": "medicine"
        }
        have = Counter(group_of[d.category] for d in given)
        made += given
        for group, wanted in zip(GROUPS, counts, strict=True):
            made += [
                _ordinary(people, rota, group, n, day, days, chance) for n in range(wanted - have[group])
            ]
    made.sort(key=lambda d: d.done_at)
    numbered: list[Deed] = []
    asked = sorted((d.asked_at, n) for n, d in enumerate(made) if d.asked_at is not None)
    requests = {n: f"Q{place:03d}" for place, (_, n) in enumerate(asked, start=1)}
    for n, deed in enumerate(made):
        numbered.append(replace(deed, code=f"D{n + 1:03d}", request=requests.get(n, "")))
    return numbered


def _told(people: People, day: int, days: Days) -> Iterator[Deed]:
    for t in TOLD:
        if t.day != day:
            continue
        helpers = tuple(people.code(name) for name in t.helpers)
        asked_at = {DRIVEN: days.at(3, 13, 5), ACROSS_THE_BORDER: days.at(4, 8, 10)}.get(t.beneficiary)
        yield Deed(
            day, t.category, days.at(day, *t.done), t.compound, t.beneficiary, t.summary, helpers, t.minutes,
            asked_at=asked_at, wish=_wish(t), thanks=t.thanks, story=t.story,
        )  # fmt: skip


def _wish(told: Told) -> str:
    wishes = {
        DRIVEN: "女儿长期用药，附近药店没有所需的进口药，请求外出购药",
        ACROSS_THE_BORDER: "女儿在随县吴山镇，急需用药，请求送药",
    }
    return wishes.get(told.beneficiary, "")


def _of_care(people: People, residents: list[Resident], days: Days, chance: random.Random) -> Iterator[Deed]:
    """What the carers of the register heard on the fourth day, all settled the same day."""
    used: Counter[str] = Counter()
    for n, (category, kind, wish, summary) in enumerate(CARE_REQUESTS):
        register = [r for r in residents if r.category == category]
        resident = register[used[category]]
        used[category] += 1
        asked_at = days.at(4, 9, 10) + minutes(n * 34)
        took = timedelta(minutes=chance.randint(45, 150))
        yield Deed(
            4, kind, asked_at + took, resident.compound, resident.name, summary, (resident.carer,),
            int(took / minutes(1)) - 20, asked_at=asked_at, wish=wish, resident=resident,
        )  # fmt: skip


def _ordinary(
    people: People, rota: Rota, group: str, turn: int, day: int, days: Days, chance: random.Random
) -> Deed:
    kinds = CATEGORIES[group]
    category = kinds[(day + turn) % len(kinds)]
    weights = [c.households for c in figures().compounds]
    compound = chance.choices(figures().compounds, weights)[0]
    done_at = days.at(day, 9, 30) + minutes(chance.randrange(630))
    took = chance.randint(*MINUTES[category])
    summary = SUMMARIES[category][(day * 3 + turn) % len(SUMMARIES[category])]
    by_request = category in URGENT or (group in ("delivery", "other") and turn % 2 == 0)
    return Deed(
        day=day,
        category=category,
        done_at=done_at,
        compound=compound.code,
        beneficiary=chance.choice(SURNAMES) + chance.choice(FORMS),
        summary=summary,
        helpers=(_helper(people, rota, day, done_at, days, chance),),
        minutes=took,
        asked_at=done_at - minutes(took + chance.randint(10, 60)) if by_request else None,
        wish=summary,
    )


def _helper(people: People, rota: Rota, day: int, at: datetime, days: Days, chance: random.Random) -> str:
    """Somebody on duty at that hour; between the sessions of a testing day also the cadres of the day."""
    shift = next(s for s in rota.shifts if s.starts_at <= at < s.ends_at)
    ready = [p for p in rota.on_duty(shift) if p[0] in "PW"]
    between = at.hour in (12, 13, 18, 19)
    if day in TEST_DAYS and between:
        ready = people.cadre_group(day_group_is_first(day))
    return chance.choice(ready)


def deed_rows(deeds: list[Deed]) -> list[Row]:
    return [
        {
            "code": d.code,
            "category": d.category,
            "done_at": d.done_at,
            "compound": d.compound,
            "request": d.request or None,
            "helpers": "；".join(d.helpers),
            "summary": d.summary,
            "beneficiary": d.beneficiary,
            "minutes": d.minutes,
            "thanks": d.thanks or None,
            "quote_consent": bool(d.story),
            "story": d.story or None,
            "recorded_at": d.done_at + minutes(3),
        }
        for d in deeds
    ]


def request_rows(deeds: list[Deed], people: People, days: Days) -> dict[str, list[Row]]:
    requests: list[Row] = []
    steps: list[Row] = []
    answered = sorted((d for d in deeds if d.request), key=lambda d: d.request)
    for deed in answered:
        way = _way(deed, people, days)
        when = {s.kind: s.at for s in way}
        requests.append(_request_row(deed, when))
        steps += [_step_row(deed.request, s) for s in way]
    for n, (wish, category, asked_at) in enumerate(_open(days), start=len(answered) + 1):
        code = f"Q{n:03d}"
        requests.append(
            {
                "code": code,
                "category": category,
                "urgency": "normal",
                "channel": "phone",
                "asked_at": asked_at,
                "compound": "C02",
                "requested_by": "居民",
                "wish": wish,
                "state": "open",
                "recorded_at": asked_at + minutes(2),
            }
        )
        steps.append(_step_row(code, Step("asked", asked_at)))
    return {"requests": requests, "request_steps": steps}


def _open(days: Days) -> Iterator[tuple[str, str, datetime]]:
    """Asked in the last hours of the example: the night shift takes them over."""
    yield "夜间燃气灶打不着火，请求查看", "repair", days.at(6, 20, 35)
    yield "请求明早代购婴儿奶粉", "shopping", days.at(6, 21, 20)


def _request_row(deed: Deed, when: dict[str, datetime]) -> Row:
    asked_by, relation = deed.beneficiary, ""
    if deed.beneficiary.endswith("女儿"):
        asked_by = deed.beneficiary.removesuffix("女儿")
        relation = "父女" if asked_by.endswith("师傅") else "母女"
    row: dict[str, Cell] = {
        "code": deed.request,
        "category": deed.category,
        "way": {DRIVEN: "escorted_trip", ACROSS_THE_BORDER: "border_handover"}.get(deed.beneficiary),
        "urgency": "urgent" if deed.category in URGENT else "normal",
        "channel": "carer" if deed.resident else "post",
        "asked_at": deed.asked_at,
        "compound": OTHER_SPELLING if deed.beneficiary == DRIVEN else deed.compound,
        "requested_by": asked_by,
        "beneficiary": deed.beneficiary,
        "relation": relation or None,
        "wish": deed.wish,
        "state": "closed",
        "assigned_to": deed.helpers[0],
        "done_at": when["done"],
        "confirmed_at": when["confirmed"],
        "closed_at": when["closed"],
        "recorded_at": when["asked"] + minutes(2),
    }
    if deed.resident:
        row |= {
            "resident": deed.resident.code,
            "vulnerable": deed.resident.category,
            "unit": deed.resident.door.ref,
        }
    return row


def _way(deed: Deed, people: People, days: Days) -> list[Step]:
    """From the wish to the closing."""
    assert deed.asked_at is not None
    helper, asked = deed.helpers[0], deed.asked_at
    begun = [
        Step("asked", asked),
        Step("assigned", asked + minutes(4), people.leader),
        Step("accepted", asked + minutes(7), helper),
    ]
    ended = [
        Step("done", deed.done_at, helper),
        Step("confirmed", deed.done_at + minutes(20), note="居民电话确认"),
        Step("closed", deed.done_at + minutes(25), people.leader),
    ]
    between: list[Step] = []
    if deed.beneficiary == DRIVEN:
        between = [
            Step("approved", days.at(3, 13, 22), people.leader, "同意专车陪同购药，当日往返"),
            Step(
                "departed", days.at(3, 14, 10), helper, "由汉孟路南端卡口出",
                {"gate": "汉孟路南端", "vehicle": "工作队1号车", "driver": "孙浩", "pharmacy": "指定药店"},
            ),
            Step("returned", days.at(3, 16, 5), helper, "由汉孟路南端卡口回，人员测温正常", {"gate": "汉孟路南端"}),
        ]  # fmt: skip
    if deed.beneficiary == ACROSS_THE_BORDER:
        between = [
            Step("note", days.at(4, 8, 20), helper, "已解释：封控期间人员不得跨区域流动，药品由工作队送达"),
            Step("approved", days.at(4, 8, 35), people.leader, "同意派人送药到边界卡口"),
            Step("sent", days.at(4, 9, 20), helper, "药品封装登记后送出", {"from": "汉孟路南端", "vehicle": "工作队2号车"}),
            Step(
                "handed_over", days.at(4, 10, 30), helper, "在边界卡口交接",
                {"place": "随县边界卡口", "counterpart": "吴山镇", "contact": "吴山镇值班人员"},
            ),
            Step("received", days.at(4, 11, 15), note="女儿本人收到药品"),
        ]  # fmt: skip
    return [*begun, *between, *ended]


def _step_row(request: str, step: Step) -> Row:
    return {
        "request": request,
        "kind": step.kind,
        "at": step.at,
        "person": step.person or None,
        "note": step.note or None,
        "facts": written_pairs(step.facts) or None,
    }
