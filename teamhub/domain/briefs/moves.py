"""Which figures of a brief are others than they were: since a draft was saved, since it was issued, since another day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from teamhub.domain.briefs.brief import Brief, Table
from teamhub.domain.briefs.runs import Fig, Runs, Words, plain

CLAUSE_END = re.compile(r"[，。；：、（）:;,()]|\.\s|\.$")
NUMBERED = re.compile(r"\b([RS])\d+\b")


@dataclass(frozen=True)
class Told:
    """One figure where the brief tells it first. `label`: the words around it, or its row and column."""

    key: str
    section: str
    label: str
    text: str


@dataclass(frozen=True)
class Move:
    """`was` or `now` empty: one of the two does not tell this figure. `change`: signed difference, empty where there
    is none to compute."""

    key: str
    section: str
    label: str
    was: str
    now: str
    change: str


def moves(was: Brief, now: Brief) -> tuple[Move, ...]:
    """The figures that differ, in the order of the brief. Both in one language, with the same texts."""
    return tuple(m for m in side_by_side(told(was), told(now)) if m.was != m.now)


def between_days(one: Brief, other: Brief) -> tuple[Move, ...]:
    """All figures of the running text of both days; the third round of one stands beside the second of the other."""
    return tuple(side_by_side(told(one, prose_only=True), told(other, prose_only=True)))


def told(brief: Brief, *, prose_only: bool = False) -> dict[str, Told]:
    """By key; `prose_only` leaves the tables out and reads R3 and R2 as the round of the day."""
    found: dict[str, Told] = {}
    for one in _all_told(brief, prose_only):
        found.setdefault(one.key, one)
    return found


def side_by_side(was: dict[str, Told], now: dict[str, Told]) -> Iterator[Move]:
    for key in dict.fromkeys([*now, *was]):
        left, right = was.get(key), now.get(key)
        shown = right or left
        assert shown is not None
        old, new = left.text if left else "", right.text if right else ""
        yield Move(key, shown.section, shown.label, old, new, change(old, new))


def change(was: str, now: str) -> str:
    """+4, −3, +0.12; empty when equal or when either is no number."""
    pair = [re.fullmatch(r"(\d[\d,]*)(\.\d+)?%?", text) for text in (was, now)]
    if not all(pair) or was.endswith("%") != now.endswith("%"):
        return ""
    places = max(len((m.group(2) or ".")[1:]) for m in pair if m)
    old, new = (float(text.replace(",", "").rstrip("%")) for text in (was, now))
    difference = round(new - old, places)
    if not difference:
        return ""
    sign = "+" if difference > 0 else "−"
    return f"{sign}{abs(difference):.{places}f}"


def _all_told(brief: Brief, prose_only: bool) -> Iterator[Told]:
    def key(source: str) -> str:
        return NUMBERED.sub(r"\1", source) if prose_only else source

    for paragraph in brief.lead:
        yield from _in_prose(paragraph.runs, "", key)
    for section in brief.sections:
        for block in section.blocks:
            if not isinstance(block, Table):
                yield from _in_prose(block.runs, section.title, key)
            elif not prose_only:
                yield from _in_table(block, section.title)


def _in_prose(runs: Runs, section: str, key: Callable[[str], str]) -> Iterator[Told]:
    for place, run in enumerate(runs):
        if isinstance(run, Fig):
            before = _last_clause(plain(_words_until(runs[:place][::-1])[::-1]))
            after = _first_clause(plain(_words_until(runs[place + 1 :])))
            yield Told(key(run.source), section, f"{before}…{after}", run.text)


def _words_until(runs: Runs) -> tuple[Words, ...]:
    """The words next to a figure, up to the next figure."""
    out: list[Words] = []
    for run in runs:
        if isinstance(run, Fig):
            break
        out.append(run)
    return tuple(out)


def _last_clause(text: str) -> str:
    return CLAUSE_END.split(text)[-1].lstrip()


def _first_clause(text: str) -> str:
    return CLAUSE_END.split(text)[0].rstrip()


def _in_table(table: Table, section: str) -> Iterator[Told]:
    for row in table.rows:
        head = plain(row.cells[0])
        for column, cell in zip(table.columns, row.cells, strict=True):
            for run in cell:
                if isinstance(run, Fig):
                    where = head if run in row.cells[0] else f"{head} · {column.title}"
                    yield Told(run.source, section, where, run.text)
