"""How a sheet of the community workbook is described: its name, its columns, its key. Everything that reads, checks,
applies, writes or documents the workbook goes by these descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NAME = "name"
    PHONE = "phone"
    INT = "int"
    BOOL = "bool"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    CODE = "code"
    CHOICE = "choice"
    REF = "ref"
    LIST = "list"
    PAIRS = "pairs"


@dataclass(frozen=True)
class Choice:
    """One of the few values that the program itself knows."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class ColumnSpec:
    """`field`: its name in the program. `vocabulary`: of a CODE. `ref`: the sheet that a REF or a LIST points into;
    `within`: fields of the same row that narrow it (the compound of a door). `longest`: characters. `least`, `most`:
    of an INT. `day_from`: the field whose day completes a time without a date. `also`: other headings offices use.
    `store`: the column of the table when it is not called like the field; `stored` False: only used to find."""

    field: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    meaning_zh: str = ""
    meaning_en: str = ""
    example: str = ""
    required: bool = False
    vocabulary: str = ""
    choices: tuple[Choice, ...] = ()
    ref: str = ""
    within: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    longest: int = 0
    least: int = 0
    most: int = 1_000_000
    day_from: str = ""
    store: str = ""
    stored: bool = True

    @property
    def column(self) -> str:
        """The column of the table."""
        if self.store:
            return self.store
        return f"{self.field}_id" if self.kind is Kind.REF else self.field

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def meaning(self, language: str) -> str:
        return self.meaning_zh if language.startswith("zh") else self.meaning_en


@dataclass(frozen=True)
class SheetSpec:
    """`key_columns`: the fields that tell one row from another, so that the same file applied twice changes nothing.
    `otherwise`: the fields by which a row without its code is found again (a roster without numbers);
    `code_pattern`: how a new row's own code is then made of a number. `parent_fields`: fields that describe a heading record
    repeated on every row (the team of a team member); a row that has nothing else makes that record alone."""

    key: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    key_columns: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]
    otherwise: tuple[str, ...] = ()
    code_pattern: str = ""
    parent_fields: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    single: bool = False

    def column(self, field: str) -> ColumnSpec:
        """Raises KeyError."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def meaning(self, language: str) -> str:
        return self.meaning_zh if language.startswith("zh") else self.meaning_en

    def required(self) -> Iterator[ColumnSpec]:
        return (column for column in self.columns if column.required)


CODE, NAME, LABEL, PROSE = 40, 120, 240, 20_000
"""The longest texts, in characters, by the size of the database column."""


def must(column: ColumnSpec) -> ColumnSpec:
    """The same column, not to be left empty."""
    return replace(column, required=True)


def text(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.TEXT, meaning_zh, meaning_en, example, {"longest": NAME} | more)


def name(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.NAME, meaning_zh, meaning_en, example, {"longest": NAME} | more)


def number(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.INT, meaning_zh, meaning_en, example, more)


def switch(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "否", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.BOOL, meaning_zh, meaning_en, example, more)


def day(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.DATE, meaning_zh, meaning_en, example, more)


def moment(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.MOMENT, meaning_zh, meaning_en, example, more)


def code(
    field: str,
    zh: str,
    en: str,
    vocabulary: str,
    meaning_zh: str,
    meaning_en: str,
    example: str = "",
    **more: object,
) -> ColumnSpec:
    return _column(
        field, zh, en, Kind.CODE, meaning_zh, meaning_en, example, {"vocabulary": vocabulary} | more
    )


def choice(
    field: str,
    zh: str,
    en: str,
    choices: tuple[Choice, ...],
    meaning_zh: str,
    meaning_en: str,
    example: str = "",
    **more: object,
) -> ColumnSpec:
    return _column(field, zh, en, Kind.CHOICE, meaning_zh, meaning_en, example, {"choices": choices} | more)


def ref(
    field: str,
    zh: str,
    en: str,
    sheet: str,
    meaning_zh: str,
    meaning_en: str,
    example: str = "",
    **more: object,
) -> ColumnSpec:
    return _column(field, zh, en, Kind.REF, meaning_zh, meaning_en, example, {"ref": sheet} | more)


def listed(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.LIST, meaning_zh, meaning_en, example, more)


def pairs(
    field: str, zh: str, en: str, meaning_zh: str, meaning_en: str, example: str = "", **more: object
) -> ColumnSpec:
    return _column(field, zh, en, Kind.PAIRS, meaning_zh, meaning_en, example, more)


def _column(
    field: str,
    zh: str,
    en: str,
    kind: Kind,
    meaning_zh: str,
    meaning_en: str,
    example: str,
    more: dict[str, object],
) -> ColumnSpec:
    plain = ColumnSpec(field, zh, en, kind, meaning_zh, meaning_en, example)
    return replace(plain, **more)  # type: ignore[arg-type]  # the builders above pass fields of ColumnSpec on
