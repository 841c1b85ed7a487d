"""Days and times as offices write them: real dates, serial numbers, text in several orders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone

from teamhub.domain.workbook.faults import Unreadable

_SERIAL_START = datetime(1899, 12, 30)  # noqa: DTZ001  # wall-clock time of no zone yet
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050
"""1990 to 2099: other numbers are no dates."""

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*[日号])?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_UNCLEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[-/]\d{1,2}")
_TIME = re.compile(
    r"(上午|下午|晚上|凌晨|am|pm)?\s*(\d{1,2})\s*[:点时h]\s*(?:(\d{1,2}|半)\s*分?)?\s*(?:[:秒]?\s*(\d{1,2})(\.\d{1,6})?\s*秒?)?\s*(am|pm)?"
)
_OFFSET = re.compile(r"\s*([+-])(\d{2}):(\d{2})$")


def read_day(raw: object) -> date:
    """A date, a date with a time, a serial number, 2022-4-4, 2022年4月4日, 20220404."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, float):
        return _of_number(raw).date()
    return _day_in(_flat(raw))[0]


def read_moment(
    raw: object, zone_read: Callable[[datetime], datetime], *, time_alone: bool
) -> datetime | time:
    """An instant; where `time_alone` is allowed, also a mere time of day, which the row's day completes."""
    if isinstance(raw, datetime):
        return zone_read(_whole_second(raw))
    if isinstance(raw, date):
        return zone_read(datetime.combine(raw, time()))
    if isinstance(raw, (time, timedelta)) or (isinstance(raw, float) and 0 <= raw < 1):
        return _alone(read_time(raw), time_alone)
    if isinstance(raw, float):
        return zone_read(_whole_second(_of_number(raw)))
    text = _flat(raw)
    if _TIME.fullmatch(text):
        return _alone(_time_in(text), time_alone)
    offset = _OFFSET.search(text)
    day, rest = _day_in(text[: offset.start()] if offset else text)
    rest = rest.lstrip("t,， ").strip()
    clock = time()
    if rest in {"24:00", "24:00:00", "24时", "24点"}:
        day += timedelta(days=1)
    elif rest:
        clock = _time_in(rest)
    local = datetime.combine(day, clock)
    if offset is None:
        return zone_read(local)
    ahead = timedelta(hours=int(offset.group(2)), minutes=int(offset.group(3)))
    return local.replace(tzinfo=timezone(ahead if offset.group(1) == "+" else -ahead))


def read_time(raw: object) -> time:
    """08:00, 8点30分, 下午3:20, a spreadsheet time or a fraction of a day."""
    if isinstance(raw, datetime):
        return _whole_second(raw).time()
    if isinstance(raw, time):
        return raw.replace(microsecond=0)
    if isinstance(raw, timedelta):
        return (_SERIAL_START + timedelta(seconds=round(raw.total_seconds()) % 86_400)).time()
    if isinstance(raw, float) and 0 <= raw <= 1:
        return (_SERIAL_START + timedelta(seconds=round(raw * 86_400) % 86_400)).time()
    return _time_in(_flat(raw))


def _flat(raw: object) -> str:
    text = unicodedata.normalize(
        "NFKC", str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw)
    )
    text = re.sub(r"[（(]?(?:星期|周)[一二三四五六日天][)）]?", " ", text)
    return " ".join(text.strip().lower().split())


def _alone(clock: time, allowed: bool) -> time:
    if not allowed:
        raise Unreadable("moment_needs_day")
    return clock


def _of_number(number: float) -> datetime:
    if number.is_integer() and 19_000_101 <= number <= 20_991_231:
        return datetime.combine(_day_in(str(int(number)))[0], time())
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise Unreadable("not_a_date")
    return _SERIAL_START + timedelta(days=number)


def _day_in(text: str) -> tuple[date, str]:
    """The day at the start of the text, and what follows it."""
    found = _DAY.match(text) or _COMPACT.match(text)
    if found is None:
        raise Unreadable("date_unclear" if _UNCLEAR.match(text) else "not_a_date")
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Unreadable("no_such_date") from None
    rest = text[found.end() :]
    if rest[:1].isdigit() and not found.group().endswith(("日", "号")):
        raise Unreadable("not_a_date")
    return day, rest


def _time_in(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unreadable("not_a_time")
    before, hour, minute, second, fraction, after = found.groups()
    hours = int(hour)
    half = before or after
    if half in ("下午", "晚上", "pm") and hours < 12:
        hours += 12
    if half in ("上午", "凌晨", "am") and hours == 12:
        hours = 0
    micros = round(float(fraction or 0) * 1_000_000)
    try:
        return time(
            hours % 24 if hours == 24 and not int(minute or 0) else hours,
            30 if minute == "半" else int(minute or 0),
            int(second or 0),
            micros,
        )
    except ValueError:
        raise Unreadable("not_a_time") from None


def _whole_second(moment: datetime) -> datetime:
    """A spreadsheet keeps times as fractions of a day: 07:51:59.9996 was 07:52:00."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
