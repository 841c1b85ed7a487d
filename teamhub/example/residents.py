"""Residents on record in the example: surname and form of address only. Four with limited mobility, nine elders
alone, three pregnant, fourteen with chronic illness, seventeen with a yellow code in three groups."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.domain.workbook.content import Row
from teamhub.example.people import People
from teamhub.example.places import Door, Places

LIMITED_MOBILITY = (("C03", "郑丽"), ("C04", "罗斌"), ("C06", "唐雪"), ("C08", "何静"))
"""Compound and carer."""
ELDERS = ("C01", "C02", "C03", "C04", "C04", "C07", "C09", "C13", "C16")
PREGNANT = ("C01", "C02", "C07")
CHRONIC = ("C01", "C01", "C02", "C02", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C11", "C12")
CARED_FOR: dict[str, tuple[str, ...]] = {"elder_alone": ELDERS, "pregnant": PREGNANT, "chronic": CHRONIC}
YELLOW: dict[str, tuple[int, tuple[str, ...]]] = {
    "A": (2, ("C01", "C01", "C03", "C07", "C09", "C11")),
    "B": (4, ("C01", "C02", "C10", "C05", "C07", "C09")),
    "C": (6, ("C02", "C04", "C06", "C08", "C13")),
}
"""Group -> day on which the code turned yellow, and the compounds of its people."""

REGISTERED = {"limited_mobility": 3, "elder_alone": 1, "pregnant": 1, "chronic": 2}
"""Category -> day of registration; those with limited mobility were found by the first sweep."""

FORMS = {
    "limited_mobility": ("大爷", "大妈"),
    "elder_alone": ("大爷", "奶奶"),
    "pregnant": ("女士",),
    "chronic": ("师傅", "阿姨", "大爷"),
    "yellow_code": ("先生", "女士", "师傅"),
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌"
"""One for each; the persons of the story have others."""


@dataclass(frozen=True)
class Resident:
    """`group` and `since` (day) of a yellow code or of the registration; `carer`: code of a person."""

    code: str
    name: str
    phone: str
    door: Door
    category: str
    since: int
    carer: str
    group: str = ""

    @property
    def compound(self) -> str:
        return self.door.compound


def make_residents(places: Places, people: People) -> list[Resident]:
    chance = random.Random("residents")  # noqa: S311  # sample data
    workers = [m.code for m in people.of("W")]
    taken: set[Door] = set()
    found: list[Resident] = []
    for n, (category, compound, since, carer, group) in enumerate(_entries(people)):
        door = chance.choice([d for d in places.homes(compound) if d not in taken and d.residents > 1])
        taken.add(door)
        forms = FORMS[category]
        found.append(
            Resident(
                code=f"R{n + 1:03d}",
                name=SURNAMES[n] + forms[n % len(forms)],
                phone=f"1990001{n + 1:04d}",
                door=door,
                category=category,
                since=since,
                carer=carer or workers[n % len(workers)],
                group=group,
            )
        )
    return found


def _entries(people: People) -> Iterator[tuple[str, str, int, str, str]]:
    """(category, compound, since, carer or nothing, group)"""
    for compound, carer in LIMITED_MOBILITY:
        yield "limited_mobility", compound, REGISTERED["limited_mobility"], people.code(carer), ""
    for category, listed in CARED_FOR.items():
        for compound in listed:
            yield category, compound, REGISTERED[category], "", ""
    for group, (day, compounds) in YELLOW.items():
        for compound in compounds:
            yield "yellow_code", compound, day, "", group


def resident_rows(residents: list[Resident]) -> list[Row]:
    return [
        {
            "code": r.code,
            "compound": r.compound,
            "unit": r.door.ref,
            "name": r.name,
            "form_of_address": r.name,
            "phone": r.phone,
        }
        for r in residents
    ]
