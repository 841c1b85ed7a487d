"""The content of a workbook apart from its file: what an export gathers and what the example is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

Cell = str | int | float | bool | date | datetime | time | None
"""What stands in a cell. Moments are text in the community's wall-clock time: `2022-04-04 08:00`, with seconds where
they are not zero. Codes and choices may be given as code or as word."""

Row = Mapping[str, Cell]
"""Field -> cell. Fields that are missing are empty cells."""

Content = Mapping[str, Sequence[Row]]
"""Key of the sheet -> its rows. Sheets that are missing are empty."""
