"""A composed brief: everything that is printed, chosen and in order, with nothing left to decide but the ink."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from teamhub.domain.briefs.runs import Fig, Run, Runs, plain


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    runs: Runs


@dataclass(frozen=True)
class Item:
    """A numbered item: `marker` is "（一）" or "(1)"."""

    kind: ClassVar[str] = "item"
    marker: str
    runs: Runs


class Align(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CENTRE = "centre"


@dataclass(frozen=True)
class Column:
    """`share`: its part of the table's width, per cent."""

    title: str
    align: Align
    share: int


def full_width(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The same columns with shares that add up to 100."""
    given = tuple(columns)
    total = sum(c.share for c in given)
    shares = [max(1, c.share * 100 // total) for c in given]
    widest = max(range(len(given)), key=lambda place: shares[place])
    shares[widest] += 100 - sum(shares)
    return tuple(replace(c, share=share) for c, share in zip(given, shares, strict=True))


@dataclass(frozen=True)
class Row:
    cells: tuple[Runs, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """`key` names it for tests and for the page; `dense`: many columns, set in the smallest size."""

    kind: ClassVar[str] = "table"
    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    dense: bool = False


Block = Paragraph | Item | Table


@dataclass(frozen=True)
class Section:
    """`marker`: "一、" or "1."."""

    key: str
    marker: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Distribution:
    """One line of the end block: "报：" and who."""

    label: str
    receivers: str


@dataclass(frozen=True)
class Ending:
    reviewed_label: str
    reviewed_by: str
    approved_label: str
    approved_by: str
    distribution: tuple[Distribution, ...]
    copies: str


@dataclass(frozen=True)
class Proof:
    """What lets a reader look the paper up. `link` is what the picture holds, `invitation` says what to do."""

    code_label: str
    code: str
    link: str
    invitation: str


@dataclass(frozen=True)
class Brief:
    """`standing` is the line that lets a single sheet stand alone; `bookmark` names the document in readers.
    `keywords` go into the file's metadata. `example_note`: empty unless the figures are invented."""

    language: str
    masthead: str
    number_line: str
    secrecy: str
    compiled_by: str
    date_line: str
    title: str
    as_of_line: str
    addressee: str
    lead: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    ending: Ending
    standing: str
    example_note: str
    draft_note: str
    created: str
    keywords: tuple[str, ...] = ()
    proof: Proof | None = None


def paragraphs(brief: Brief) -> Iterator[Runs]:
    """Every piece of running text and every cell, in reading order."""
    for lead in brief.lead:
        yield lead.runs
    for section in brief.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    yield from row.cells
            else:
                yield block.runs


def figures_of(brief: Brief) -> Iterator[Fig]:
    for runs in paragraphs(brief):
        yield from (r for r in runs if isinstance(r, Fig))


def text_of(brief: Brief) -> str:
    """The whole brief as plain text, a paragraph a line, the cells of a row parted by |."""
    lines = [brief.masthead, brief.number_line, f"{brief.compiled_by} {brief.date_line}", brief.title]
    lines += [brief.as_of_line, brief.addressee, *(plain(p.runs) for p in brief.lead)]
    for section in brief.sections:
        lines.append(joined(brief, section.marker, section.title))
        for block in section.blocks:
            lines.extend(_lines_of(brief, block))
    ending = brief.ending
    lines.append(f"{ending.reviewed_label}{ending.reviewed_by} {ending.approved_label}{ending.approved_by}")
    lines += [d.label + d.receivers for d in ending.distribution]
    lines.append(ending.copies)
    return "\n".join(line for line in lines if line.strip())


def joined(brief: Brief, marker: str, words: str) -> str:
    """A marker and what follows: English parts them by a space."""
    return f"{marker}{words}" if brief.language.startswith("zh") else f"{marker} {words}"


def _lines_of(brief: Brief, block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield " | ".join(c.title for c in block.columns)
        for row in block.rows:
            yield " | ".join(plain(c) for c in row.cells)
    elif isinstance(block, Item):
        yield joined(brief, block.marker, plain(block.runs))
    else:
        yield plain(block.runs)


__all__ = [
    "Align",
    "Block",
    "Brief",
    "Column",
    "Distribution",
    "Ending",
    "Item",
    "Paragraph",
    "Proof",
    "Row",
    "Run",
    "Section",
    "Table",
    "figures_of",
    "paragraphs",
    "text_of",
]
