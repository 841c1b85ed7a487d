"""Numbers, times and lists in words, Chinese and English. `language`: zh_Hans_CN, zh or en."""

from __future__ import annotations

from collections.abc import Sequence

_FIGURES = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ((100_000_000, "亿"), (10_000, "万"))


def chinese_ordinal(number: int) -> str:
    """3 -> 三, 12 -> 十二, 20 -> 二十, 105 -> 一百零五: for 第三轮, (三). 0 to 9999. ValueError outside."""
    if not 0 <= number <= 9999:
        raise ValueError("numerals are written for 0 to 9999")
    if number == 0:
        return _FIGURES[0]
    written, gap = "", False
    for place in range(3, -1, -1):
        figure = number // 10**place % 10
        if figure == 0:
            gap = bool(written)
            continue
        written += (_FIGURES[0] if gap else "") + _FIGURES[figure] + _PLACES[place]
        gap = False
    return written.removeprefix("一") if written.startswith("一十") else written


def english_ordinal(number: int) -> str:
    """1 -> 1st, 2 -> 2nd, 11 -> 11th, 23 -> 23rd."""
    if 11 <= number % 100 <= 13:
        return f"{number}th"
    return f"{number}{({1: 'st', 2: 'nd', 3: 'rd'}).get(number % 10, 'th')}"


def rounded_count(count: int, language: str, *, least: int) -> str:
    """A total in round words that never claims more than there is.

    20168 -> 2万余 / more than 20,000; 15055 -> 1.5万余; 108 -> 100余; 2200 -> 2200. The two leading figures stay,
    the rest is cut off, and 余 stands only where something was cut off. Below `least` the exact number: 98 -> 98,
    since 近100 would claim two more."""
    if count < least or count < 100:
        return _plain(count, language)
    step = 10 ** (len(str(count)) - 2)
    kept = count // step * step
    words = _plain(kept, language)
    if kept == count:
        return words
    return f"{words}余" if language.startswith("zh") else f"more than {words}"


def _plain(count: int, language: str) -> str:
    """20000 -> 2万 / 20,000; 15000 -> 1.5万; 20168 -> 20168 / 20,168. 万 only where nothing is lost."""
    if not language.startswith("zh"):
        return f"{count:,}"
    for size, word in _MYRIADS:
        if count >= size and count % (size // 10) == 0:
            whole, tenth = divmod(count // (size // 10), 10)
            return f"{whole}.{tenth}{word}" if tenth else f"{whole}{word}"
    return str(count)


def duration_words(minutes: int, language: str) -> str:
    """79 -> 1小时19分钟 / 1 hour 19 minutes; 1500 -> 1天1小时. A negative duration reads as 0."""
    days, rest = divmod(max(0, minutes), 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [(days, "天", "day"), (hours, "小时", "hour"), (left, "分钟", "minute")]
    told = [part for part in parts if part[0]] or parts[-1:]
    if language.startswith("zh"):
        return "".join(f"{number}{zh}" for number, zh, _ in told)
    return " ".join(counted(number, en) for number, _, en in told)


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """English: 1 deed, 2 deeds, 0 deeds, 1,200 deeds; an irregular plural is given."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def joined(items: Sequence[str], language: str) -> str:
    """甲、乙、丙 / a, b and c."""
    if language.startswith("zh"):
        return "、".join(items)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
