"""Doors as people write them, folded to building, stairwell and flat."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL_RUN = re.compile(r"[零〇一二两三四五六七八九十百]+(?=\s*(?:号楼|号院|栋|幢|座|楼|单元|层|室|号))")
_BUILDING = r"(?P<building>[0-9A-Z]{1,5})\s*(?:#\s*楼|号\s*楼|栋|幢|座|楼|#)"
_STAIRWELL = r"(?:\s*(?P<stairwell>[0-9A-Z]{1,3})\s*(?:单元|门))?"
_FLAT = r"\s*(?P<flat>[0-9]{1,5}[A-Z]?|[A-Z]?[0-9]{1,4})\s*(?:室|号|户|房)?"
_WORDED = re.compile(_BUILDING + _STAIRWELL + r"[\s\-]*" + _FLAT)
_DASHED = re.compile(
    r"(?P<building>[0-9A-Z]{1,5})#?-(?:(?P<stairwell>[0-9A-Z]{1,3})-)?(?P<flat>[0-9]{1,5}[A-Z]?|[A-Z]?[0-9]{1,4})室?"
)
_WITH_BUILDING = re.compile(_BUILDING + _STAIRWELL + r"[\s\-]*(?P<rest>\S.*)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－−_/／、.．·", "-"))
_DIGIT_RUNS = re.compile(r"([0-9]+)")


@dataclass(frozen=True)
class Door:
    """`building`, `stairwell` and `flat` without leading zeros, Latin letters upper case; empty: not said.
    A shop or anything that is no flat number has its name in `flat` and `named` true."""

    building: str
    stairwell: str
    flat: str
    named: bool = False

    @property
    def key(self) -> str:
        """2-1-301: two spellings of one door have one key."""
        return "-".join(part for part in (self.building, self.stairwell, self.flat.casefold()) if part)

    @property
    def floor(self) -> int | None:
        """301 -> 3, 1203 -> 12, B101 -> -1. None for shops and numbers too short to tell."""
        digits = "".join(c for c in self.flat if c.isdigit())
        if self.named or not 3 <= len(digits) <= 4:
            return None
        floor = int(digits) // 100
        return -floor if self.flat.startswith("B") else floor


def parse_door(text: str) -> Door:
    """2栋1单元301, 2-1-301, ２－１－３０１, 2号楼1单元301室, 二栋一单元301 -> Door("2", "1", "301").
    2栋301 and 2-301 have no stairwell. What is none of these is a name: 好邻居超市. Empty text: an empty name."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    spelt = _NUMERAL_RUN.sub(lambda m: str(_numeral(m.group())), folded).upper()
    compact = re.sub(r"\s*-\s*", "-", spelt.translate(_DASHES))
    match = _DASHED.fullmatch(compact) or _WORDED.fullmatch(compact)
    if match:
        return Door(
            _bare(match.group("building")), _bare(match.group("stairwell") or ""), _bare(match.group("flat"))
        )
    match = _WITH_BUILDING.fullmatch(spelt)
    if match:
        rest = folded[-len(match.group("rest")) :]
        return Door(_bare(match.group("building")), _bare(match.group("stairwell") or ""), rest, named=True)
    return Door("", "", folded, named=True)


def format_door(door: Door, language: str) -> str:
    """2栋1单元301 / 2-1-301; a shop: 2栋好邻居超市 / 2 好邻居超市. parse_door reads the Chinese form back."""
    if not language.startswith("zh"):
        numbers = "-".join(part for part in (door.building, door.stairwell) if part)
        return " ".join(part for part in (numbers, door.flat) if part) if door.named else door.key.upper()
    building = f"{door.building}栋" if door.building else ""
    stairwell = f"{door.stairwell}单元" if door.stairwell else ""
    return building + stairwell + door.flat


def door_on_record(building: str, stairwell: str, label: str, *, named: bool) -> Door:
    """A registered door as the parser reads its address: 02 and 2 are one building."""
    return parse_door(format_door(Door(building, stairwell, label, named), "zh"))


def means(wanted: Door, there: Door) -> bool:
    """What an address does not say fits everything: 2栋301 each 301 of building 2, a shop's name wherever it is."""
    return (
        wanted.building in ("", there.building)
        and wanted.stairwell in ("", there.stairwell)
        and wanted.flat.casefold() == there.flat.casefold()
    )


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts 2 before 10 and 2 before 2A; numbers before words."""
    parts = [part for part in _DIGIT_RUNS.split(unicodedata.normalize("NFKC", text).casefold()) if part]
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def door_order(door: Door) -> tuple[object, ...]:
    """By building, stairwell, flats before shops, flat number."""
    return (natural_key(door.building), natural_key(door.stairwell), door.named, natural_key(door.flat))


def _bare(number: str) -> str:
    return number.lstrip("0") or number[:1]


def _numeral(text: str) -> int:
    """十二 -> 12, 二十 -> 20, 三〇一 -> 301, 一百零五 -> 105."""
    if not any(c in "十百" for c in text):
        return int("".join(str(_NUMERALS[c]) for c in text))
    total, figure = 0, 0
    for c in text:
        if c in "十百":
            total += (figure or 1) * (10 if c == "十" else 100)
            figure = 0
        else:
            figure = _NUMERALS[c]
    return total + figure
