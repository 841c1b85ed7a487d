"""Compounds, doors, posts and gates of the example."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.domain.buildings import flat_label
from teamhub.domain.workbook.content import Row
from teamhub.example.days import Days
from teamhub.example.figures import CompoundFigures, figures

ALIASES = {"C01": "名珠华府"}
"""The story writes this compound in two ways: one compound."""

THREE_STAIRWELLS = frozenset({"C03", "C05", "C08", "C11"})
VACANT_PER_FIFTY = 3

SHOPS: dict[str, tuple[str, ...]] = {
    "C01": ("明珠便利店", "鲜果坊", "小桥理发店", "康宁药房", "晨光文具"),
    "C02": ("金域超市", "家味早餐店", "洁净洗衣店", "阳光母婴店", "五金杂货店", "老味道面馆"),
    "C03": ("能源小卖部", "便民菜店", "修车铺"),
    "C04": ("老电厂粮油店", "平价蔬菜店", "开锁配钥匙"),
    "C05": ("通达烟酒店", "快递代收点"),
    "C06": ("棉花小卖部", "豆腐坊", "裁缝店"),
    "C07": ("汉孟生鲜", "汉孟药店", "剪艺理发店", "水果驿站"),
    "C09": ("梧桐书店", "梧桐面包房", "宠物用品店"),
    "C10": ("惠民超市", "惠民馒头店"),
    "C11": ("阳光菜鸟站", "阳光烘焙", "茶叶铺"),
}
"""Invented names; all shops stand at building 1."""


@dataclass(frozen=True)
class Door:
    """`residents`: people who live there; 0 for a vacant flat or a shop."""

    compound: str
    building: str
    stairwell: str
    floor: int
    label: str
    kind: str
    occupied: bool
    residents: int

    @property
    def ref(self) -> str:
        """As the sheets name it: 2-1-301, for a shop 1栋康宁药房."""
        if self.kind == "shop":
            return f"{self.building}栋{self.label}"
        return f"{self.building}-{self.stairwell}-{self.label}"


@dataclass(frozen=True)
class Places:
    """Doors of each compound in walking order: by building and stairwell, from the top floor down; shops last."""

    doors: dict[str, tuple[Door, ...]]

    def homes(self, compound: str) -> list[Door]:
        """Inhabited flats."""
        return [d for d in self.doors[compound] if d.kind == "household" and d.occupied]

    def shops(self, compound: str) -> list[Door]:
        return [d for d in self.doors[compound] if d.kind == "shop"]


def make_places() -> Places:
    return Places({c.code: tuple(_doors(c)) for c in figures().compounds})


def _doors(compound: CompoundFigures) -> Iterator[Door]:
    chance = random.Random(f"doors of {compound.code}")  # noqa: S311  # sample data
    flats = list(_flats(compound, chance))
    people = iter(_residents(compound, chance))
    for building, stairwell, floor, label, occupied in flats:
        yield Door(
            compound.code,
            building,
            stairwell,
            floor,
            label,
            "household",
            occupied,
            next(people) if occupied else 0,
        )
    for name in SHOPS.get(compound.code, ()):
        yield Door(compound.code, "1", "", 1, name, "shop", True, 0)


def _flats(compound: CompoundFigures, chance: random.Random) -> Iterator[tuple[str, str, int, str, bool]]:
    """(building, stairwell, floor, label, occupied) in walking order. Households are spread evenly, the last building
    takes the remainder; on top of them come the vacant flats."""
    homes = _evenly(compound.households, compound.buildings)
    vacant = _evenly(compound.households * VACANT_PER_FIFTY // 50, compound.buildings)
    stairwells = 3 if compound.code in THREE_STAIRWELLS else 2
    for number, (lived_in, empty) in enumerate(zip(homes, vacant, strict=True), start=1):
        every = [
            (str(stairwell), floor, flat_label(floor, flat))
            for floor in range(1, 40)
            for stairwell in range(1, stairwells + 1)
            for flat in (1, 2)
        ][: lived_in + empty]
        nobody = set(chance.sample(range(len(every)), empty))
        found = [(*place, index not in nobody) for index, place in enumerate(every)]
        for stairwell, floor, label, occupied in sorted(found, key=lambda f: (f[0], -f[1], f[2])):
            yield str(number), stairwell, floor, label, occupied


def _evenly(total: int, parts: int) -> list[int]:
    """The last part takes the remainder."""
    base = total // parts
    return [base] * (parts - 1) + [total - base * (parts - 1)]


def _residents(compound: CompoundFigures, chance: random.Random) -> list[int]:
    """One to five people a household, together the registered population."""
    count = compound.households
    people = [2] * count
    for index in chance.sample(range(count), compound.registered - 2 * count):
        people[index] += 1
    for giver, taker in zip(*[iter(chance.sample(range(count), count // 3 * 2))] * 2, strict=True):
        if people[giver] > 1 and people[taker] < 5:
            people[giver] -= 1
            people[taker] += 1
    return people


GATES = (("G1", "汉孟路南端"), ("G2", "书奇医院"))
"""The two checkpoints open to outside."""
WITH_CHECKPOINT = ("C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C13")


@dataclass(frozen=True)
class PostPlan:
    code: str
    name: str
    kind: str
    compound: str | None
    seats: int


POSTS: tuple[PostPlan, ...] = (
    *(PostPlan(code, name, "gate", None, 3) for code, name in GATES),
    *(
        PostPlan(f"K{n:02d}", figures().compound(code).name, "compound_checkpoint", code, 2)
        for n, code in enumerate(WITH_CHECKPOINT, start=1)
    ),
)


def place_rows(places: Places, days: Days) -> dict[str, list[Row]]:
    return {
        "compounds": [
            {
                "code": c.code,
                "name": c.name,
                "aliases": ALIASES.get(c.code),
                "household_count": c.households,
                "registered_count": c.registered,
                "eligible_count": c.eligible,
                "position": n,
            }
            for n, c in enumerate(figures().compounds, start=1)
        ],
        "doors": [_door_row(door) for doors in places.doors.values() for door in doors],
        "posts": [
            {
                "code": p.code,
                "name": p.name,
                "kind": p.kind,
                "compound": p.compound,
                "seats": p.seats,
                "opened_on": days.day(1),
                "position": n,
            }
            for n, p in enumerate(POSTS, start=1)
        ],
        "gate_periods": [{"post": code, "open_from": days.at(1, 3)} for code, _ in GATES],
    }


def _door_row(door: Door) -> Row:
    return {
        "compound": door.compound,
        "building": door.building,
        "stairwell": door.stairwell or None,
        "label": door.label,
        "kind": door.kind,
        "floor": door.floor,
        "occupied": door.occupied,
        "resident_count": door.residents,
    }
