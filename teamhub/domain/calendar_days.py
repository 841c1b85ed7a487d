"""Holidays and shifted working days of the official calendar, as far as it has been published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_FESTIVAL_SPELLINGS = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
_FIXED_DAYS = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节"}


@dataclass(frozen=True)
class CalendarDay:
    """A day with a name. `day_off` false: a working day at the weekend that pays for a holiday."""

    zh: str
    en: str
    day_off: bool


def holiday_on(day: date) -> CalendarDay | None:
    """5 April 2022 -> 清明节; 4 April -> 清明节假期; 2 April -> 清明节调休上班 (no day off).

    The bare name stands only on the festival itself where its date is certain; festivals of the lunar calendar
    are named by their days off. None for an ordinary day and for years that the calendar does not know."""
    # The calendar builds large tables on import; pages that never name a day should not wait for it.
    import chinese_calendar

    try:
        off, english = chinese_calendar.get_holiday_detail(day)
        terms = dict(chinese_calendar.get_solar_terms(day, day))
    except NotImplementedError:
        return None
    names = {h.value: str(h.chinese) for h in chinese_calendar.Holiday}
    if english not in names:
        return None
    zh = _FESTIVAL_SPELLINGS.get(names[english], names[english])
    if not off:
        return CalendarDay(f"{zh}调休上班", f"Working day in lieu ({english})", day_off=False)
    is_festival = _FIXED_DAYS.get((day.month, day.day)) == zh or (zh == "清明节" and terms.get(day) == "清明")
    if is_festival:
        return CalendarDay(zh, str(english), day_off=True)
    return CalendarDay(f"{zh}假期", f"{english} holiday", day_off=True)


def is_workday(day: date) -> bool | None:
    """None for years that the calendar does not know."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
