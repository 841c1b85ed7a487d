"""From what a cell says (a code, a name, an address) to the row that it means."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from teamhub.domain.addresses import parse_door
from teamhub.domain.workbook.faults import Unreadable
from teamhub.domain.workbook.words import word_key
from teamhub.queries.workbook.addresses import door_text

if TYPE_CHECKING:
    from teamhub.actions.workbook.planner import Planner

Entry = tuple[Hashable, int]
AMBIGUOUS = 0

NAMED_BY: dict[str, tuple[str, ...]] = {
    "organizations": ("name", "name_en"),
    "people": ("code", "name"),
    "posts": ("code", "name"),
    "musters": ("code",),
    "sampling_sites": ("code", "name"),
    "residents": ("code", "name"),
    "timed_cases": ("code",),
    "home_samples": ("code",),
    "requests": ("code",),
    "relay_runs": ("code",),
    "directives": ("code",),
    "rounds": ("number",),
    "sweeps": ("number",),
    "compounds": ("code", "name"),
}
"""Sheet -> columns that name its rows, the strongest first: where a word is both a code and a name, it is the code."""

NAMED_WITHIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "site_sessions": ("round_id", ("code",)),
    "care_register": ("resident_id", ("category",)),
}
PARENTS_WITHIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "sampling_teams": ("round_id", ("code",)),
    "sweep_teams": ("sweep_id", ("code", "name")),
}
"""Sheets whose heading record is meant."""

_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")}


class Directory:
    """Indexes made on first use, when the sheet that they point into has been taken in."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._indexes: dict[str, dict[Hashable, int]] = {}

    def forget(self, sheet: str) -> None:
        """The sheet got rows after its index was made."""
        self._indexes.pop(sheet, None)

    def find(self, sheet: str, text: str, within: tuple[Any, ...] = ()) -> int:
        """The id of the row. Raises Unreadable(not_found | ambiguous)."""
        index = self._indexes.get(sheet)
        if index is None:
            index = self._indexes[sheet] = _folded(self._entries(sheet))
        for word in _spellings(sheet, text):
            found = index.get((*within, word))
            if found == AMBIGUOUS:
                raise Unreadable("ambiguous")
            if found is not None:
                return found
        if NAMED_BY.get(sheet, ())[:2] == ("code", "name"):
            return self._code_and_name(sheet, text)
        raise Unreadable("not_found")

    def _code_and_name(self, sheet: str, text: str) -> int:
        """`P002 李文涛`, as exports write it: the code counts, the name must agree."""
        code, _, name = text.partition(" ")
        found = self._indexes[sheet].get((word_key(code),)) if name else None
        if not found:
            raise Unreadable("not_found")
        if word_key(str(self._planner.sheet(sheet).by_id[found].get("name"))) != word_key(name):
            raise Unreadable("code_and_name_differ")
        return found

    def _entries(self, sheet: str) -> Iterable[Iterable[Entry]]:
        planner = self._planner
        if sheet in NAMED_BY:
            rows = planner.sheet(sheet).by_id.values()
            yield from (_words(rows, column) for column in NAMED_BY[sheet])
            if sheet == "compounds":
                aliases = planner.alongside("compound_aliases", ("name",)).by_id.values()
                yield (((word_key(row["name"]),), row["compound_id"]) for row in aliases)
        elif sheet == "staffing_templates":
            yield _words(planner.parent(sheet).by_id.values(), "name")
        elif sheet == "doors":
            yield from self._doors()
        else:
            within, columns = NAMED_WITHIN.get(sheet) or PARENTS_WITHIN[sheet]
            shelf = planner.sheet(sheet) if sheet in NAMED_WITHIN else planner.parent(sheet)
            for column in columns:
                yield (((row[within], word_key(str(row[column]))), row["id"]) for row in shelf.by_id.values())

    def _doors(self) -> Iterator[Iterable[Entry]]:
        """2-1-301 within its compound; a name alone where the compound has only one such door."""
        units = list(self._planner.sheet("doors").by_id.values())
        names = {row["id"]: str(row["name"]) for row in self._planner.parent("doors").by_id.values()}
        yield (
            (
                (u["compound_id"], _door(names[u["building_id"]], u["stairwell"], u["label"], full=True)),
                u["id"],
            )
            for u in units
        )
        yield (
            ((u["compound_id"], _door(names[u["building_id"]], u["stairwell"], u["label"])), u["id"])
            for u in units
        )
        bare = {row_id: name.lstrip("0") or name for row_id, name in names.items()}
        yield (
            (
                (u["compound_id"], _door(bare[u["building_id"]], u["stairwell"].lstrip("0"), u["label"])),
                u["id"],
            )
            for u in units
        )
        yield (((u["compound_id"], word_key(u["label"])), u["id"]) for u in units if u["kind"] != "household")


def _door(building: str, stairwell: str, label: str, *, full: bool = False) -> str:
    return door_text(building, stairwell, label, full=full).casefold()


def _words(rows: Iterable[dict[str, Any]], column: str) -> Iterator[Entry]:
    return (
        ((word_key(str(row.get(column))),), row["id"]) for row in rows if row.get(column) not in ("", None)
    )


def _folded(strengths: Iterable[Iterable[Entry]]) -> dict[Hashable, int]:
    """Stronger names first; two rows of one strength with one name make it ambiguous."""
    index: dict[Hashable, int] = {}
    for entries in strengths:
        layer: dict[Hashable, int] = {}
        for word, row_id in entries:
            layer[word] = row_id if layer.get(word, row_id) == row_id else AMBIGUOUS
        for word, row_id in layer.items():
            index.setdefault(word, row_id)
    return index


def _spellings(sheet: str, text: str) -> Iterator[str]:
    """Ways in which the index may hold this text."""
    if sheet == "doors":
        yield text.casefold()
        door = parse_door(text)
        if not door.named:
            yield door.key
        elif door.building:
            yield _door(door.building, door.stairwell, door.flat)
        yield word_key(door.flat)
        return
    yield word_key(text)
    if sheet in ("rounds", "sweeps"):
        number = re.search(r"\d+", text)
        numeral = re.search(r"[一二三四五六七八九十]", text)
        if number:
            yield str(int(number.group()))
        elif numeral:
            yield str(_NUMERALS[numeral.group()])
