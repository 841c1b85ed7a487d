"""Dates, times, ordinals and lists in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from teamhub.domain.briefs.runs import Voice
from teamhub.domain.figures import Label
from teamhub.domain.phrases import chinese_ordinal

_MONTHS = ("January February March April May June July August September October November December").split()


def month_day(voice: Voice, day: date) -> str:
    """4月4日 / 4 April."""
    return f"{day.month}月{day.day}日" if voice.zh else f"{day.day} {_MONTHS[day.month - 1]}"


def full_date(voice: Voice, day: date) -> str:
    """2022年4月4日 / 4 April 2022."""
    return f"{day.year}年{month_day(voice, day)}" if voice.zh else f"{month_day(voice, day)} {day.year}"


def clock_time(voice: Voice, moment: datetime) -> str:
    """22时, 2时50分 / 22:00, 02:50."""
    if not voice.zh:
        return f"{moment:%H:%M}"
    return f"{moment.hour}时" + (f"{moment.minute}分" if moment.minute else "")


def ordinal(voice: Voice, number: int) -> str:
    """三 / third."""
    return chinese_ordinal(number) if voice.zh else english_ordinal(number)


def english_ordinal(number: int) -> str:
    """first ... tenth, then 11th, 12th, 21st."""
    words = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
    if 1 <= number <= len(words):
        return words[number - 1]
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def marker(voice: Voice, place: int) -> str:
    """Section marker: 一、 / 1."""
    return f"{chinese_ordinal(place)}、" if voice.zh else f"{place}."


def item_marker(voice: Voice, place: int) -> str:
    """Item marker: （一） / (1)."""
    return f"（{chinese_ordinal(place)}）" if voice.zh else f"({place})"


def inside(label: Label) -> Label:
    """The label within a sentence: English begins it small, unless its word is in capitals throughout."""
    english = label.of("en")
    return label if english[1:2].isupper() else Label(label.zh, english[:1].lower() + english[1:])


def names(voice: Voice, given: Sequence[str]) -> str:
    """明珠华府、棉花小区 / A, B and C."""
    if voice.zh or len(given) < 2:
        return ("、" if voice.zh else ", ").join(given)
    return f"{', '.join(given[:-1])} and {given[-1]}"


def hours(voice: Voice, minutes: int) -> str:
    """12小时, 7小时30分钟 / 12 h, 7 h 30 min."""
    whole, rest = divmod(minutes, 60)
    if voice.zh:
        return (f"{whole}小时" if whole else "") + (f"{rest}分钟" if rest or not whole else "")
    return " ".join(filter(None, (f"{whole} h" if whole else "", f"{rest} min" if rest or not whole else "")))


def part_of_day(voice: Voice, moment: datetime) -> str:
    if moment.hour < 6:
        return "凌晨" if voice.zh else "night"
    if moment.hour < 12:
        return "上午" if voice.zh else "a.m."
    if moment.hour < 18:
        return "下午" if voice.zh else "p.m."
    return "晚间" if voice.zh else "evening"


def parts_of_day(voice: Voice, moments: Sequence[datetime]) -> str:
    """上、下午 when both halves of the day are there."""
    parts = list(dict.fromkeys(part_of_day(voice, m) for m in moments))
    if voice.zh and parts == ["上午", "下午"]:
        return "上、下午"
    return names(voice, parts) if voice.zh else ", ".join(parts)
