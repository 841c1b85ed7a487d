"""Rates. One rounding for page, file and paper: per cent with two decimals, half up, but 100.00 only when
nothing is missing and 0.00 only when nothing was done."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_STEP = Decimal("0.01")


def percent(part: int, whole: int) -> Decimal | None:
    """5096 of 5186 -> Decimal("98.26"). None where there is no whole. More than the whole counts as all of it."""
    if whole <= 0:
        return None
    if part >= whole:
        return Decimal("100.00")
    if part <= 0:
        return Decimal("0.00")
    rounded = (Decimal(part) * 100 / Decimal(whole)).quantize(_STEP, rounding=ROUND_HALF_UP)
    return min(max(rounded, _STEP), Decimal("99.99"))


def percent_text(part: int, whole: int) -> str:
    """ "98.26%", or a dash where there is no whole."""
    rate = percent(part, whole)
    return "—" if rate is None else f"{rate}%"
