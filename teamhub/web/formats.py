"""Jinja filters: moments, days, numbers and durations as the reader writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from teamhub.web.language import language, zone

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(moment: datetime) -> datetime:
    """The moment on the community's clocks."""
    return moment.astimezone(ZoneInfo(zone()))


def _chinese() -> bool:
    return language() != "en"


def clock(moment: datetime | None) -> str:
    """HH:MM; empty for None."""
    return local(moment).strftime("%H:%M") if moment else ""


def _as_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """4月4日 | 4 Apr."""
    if value is None:
        return ""
    d = _as_day(value)
    return f"{d.month}月{d.day}日" if _chinese() else f"{d.day} {MONTHS_EN[d.month - 1]}"


def day_long(value: date | datetime | None) -> str:
    """4月4日 星期一 | Monday, 4 Apr."""
    if value is None:
        return ""
    d = _as_day(value)
    if _chinese():
        return f"{day(d)} 星期{WEEKDAYS_ZH[d.weekday()]}"
    return f"{WEEKDAYS_EN[d.weekday()]}, {day(d)}"


def day_full(value: date | datetime | None) -> str:
    """2022年4月4日 | 4 Apr 2022."""
    if value is None:
        return ""
    d = _as_day(value)
    return f"{d.year}年{day(d)}" if _chinese() else f"{day(d)} {d.year}"


def moment(value: datetime | None) -> str:
    """4月4日 07:52 | 4 Apr 07:52."""
    return f"{day(value)} {clock(value)}" if value else ""


def number(value: Decimal | float | None) -> str:
    """5,186; an em rule for None."""
    return "—" if value is None else f"{value:,}"


def percent2(value: Fraction | Decimal | float | None) -> str:
    """A ratio as 98.26%; an em rule for None."""
    if value is None:
        return "—"
    exact = value if isinstance(value, Fraction) else Fraction(value)
    hundredths = (exact * 20000 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def duration(minutes: float | None) -> str:
    """5 小时 12 分 | 5 h 12 min, from minutes."""
    if minutes is None:
        return "—"
    hours, rest = divmod(int(minutes), 60)
    h, m = ("小时", "分") if _chinese() else ("h", "min")
    if not hours:
        return f"{rest} {m}"
    return f"{hours} {h} {rest} {m}" if rest else f"{hours} {h}"


FILTERS: dict[str, Callable[..., Any]] = {
    "clock": clock,
    "day": day,
    "day_long": day_long,
    "day_full": day_full,
    "moment": moment,
    "number": number,
    "percent2": percent2,
    "duration": duration,
}


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(FILTERS)
