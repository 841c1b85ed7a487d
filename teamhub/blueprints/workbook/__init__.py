"""Moving in and out by workbook: upload, check, confirm; export and template; the first run."""

from __future__ import annotations

from teamhub.blueprints.workbook import first, moving_in, moving_out
from teamhub.blueprints.workbook.root import blueprint

__all__ = ["blueprint", "first", "moving_in", "moving_out"]
