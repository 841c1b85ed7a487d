"""The address of a door in a workbook."""

from __future__ import annotations


def door_text(building: str, stairwell: str, label: str, *, full: bool = False) -> str:
    """2-1-301. `full` tells apart doors that would read the same: 2|1|301."""
    parts = (building, stairwell, label)
    return "|".join(parts) if full else "-".join(part for part in parts if part)
