"""What is wrong with a workbook, told by place and code; the sentence is made for the reader later."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from teamhub.domain.errors import RuleBroken

SHOWN = 500
"""So many faults are kept with their place; all are counted."""

SHORTENED = 24
"""Characters of a cell that a fault repeats."""


class BookRefused(RuleBroken):
    """The file cannot be opened as a workbook at all."""


class Unreadable(RuleBroken):
    """The cell does not hold what its column asks for."""


class Weight(StrEnum):
    """A fault refuses the file; a warning and a note do not."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Fault:
    """`sheet`: its name in the file; `row`: counted from 1 as the spreadsheet does, 0 for the whole sheet; `column`:
    the heading in the file; `field`: the column's name in the program; `shown`: the cell, shortened."""

    sheet: str
    row: int
    column: str
    code: str
    shown: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)
    weight: Weight = Weight.FAULT
    field: str = ""


class FaultList:
    """Collects faults up to SHOWN of each weight and counts the rest."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.counts: dict[Weight, int] = dict.fromkeys(Weight, 0)
        self.by_sheet: dict[str, int] = {}

    def add(self, fault: Fault) -> None:
        self.counts[fault.weight] += 1
        if fault.weight is Weight.FAULT:
            self.by_sheet[fault.sheet] = self.by_sheet.get(fault.sheet, 0) + 1
        if self.counts[fault.weight] <= SHOWN:
            self.kept.append(fault)

    def copy(self) -> FaultList:
        """The same faults, to go on from."""
        other = FaultList()
        other.kept, other.counts, other.by_sheet = list(self.kept), dict(self.counts), dict(self.by_sheet)
        return other

    @property
    def refused(self) -> bool:
        return self.counts[Weight.FAULT] > 0

    def of(self, weight: Weight) -> list[Fault]:
        return [fault for fault in self.kept if fault.weight is weight]


def shortened(value: object) -> str:
    """The cell as the reader will recognise it, on one line."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    return text if len(text) <= SHORTENED else text[: SHORTENED - 1] + "…"
