"""One cell as somebody typed it, folded to the value it means. Raises Unreadable with the code of the reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from teamhub.domain.errors import RuleBroken
from teamhub.domain.people import fold_name, fold_phone
from teamhub.domain.workbook.faults import Unreadable
from teamhub.domain.workbook.pairs import read_pairs
from teamhub.domain.workbook.spec import CODE, PROSE, ColumnSpec, Kind
from teamhub.domain.workbook.words import word_key
from teamhub.forms.workbook.moments import read_day, read_moment, read_time

_WIDE = str.maketrans(
    {chr(c + 0xFEE0): chr(c) for c in range(0x21, 0x7F) if chr(c).isalnum()} | {"\u3000": " ", "\u00a0": " "}
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NUMBER = re.compile(r"([+-]?\d+)(?:\.0+)?\s*(?:人|户|件|管|分钟|分|小时|天|次|轮|名|台|辆|岁)?")
_PUNCTUATION = re.compile(r"[，。：；？！（）《》“”〔〕]")
_SEPARATORS = re.compile(r"[；;、，,\n]+")
_ALIAS_SEPARATORS = re.compile(r"[；;、\n]+")
YES = frozenset("是 有 对 √ ✓ ✔ y yes true t 1 1.0 已 同意".split())
NO = frozenset("否 无 不 不是 没有 × ✗ ✘ x n no false f 0 0.0 未 不同意".split())
NOTHING = frozenset({"无", "none"})


def plain(raw: object) -> str:
    """The cell as text: numbers without .0, line breaks as \\n, without control characters; ends without blanks."""
    if isinstance(raw, str):
        text = raw
    elif isinstance(raw, bool):
        text = "是" if raw else "否"
    elif isinstance(raw, float):
        text = str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    elif isinstance(raw, datetime):
        text = raw.strftime("%Y-%m-%d" if raw.time() == time() else "%Y-%m-%d %H:%M:%S")
    elif isinstance(raw, time):
        text = raw.strftime("%H:%M")
    else:
        text = str(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).strip(" \n\u3000\u00a0\ufeff\u200b")


def folded_code(raw: object) -> str:
    """A code or number: full-width letters and digits narrow, no blanks at the ends."""
    return _INVISIBLE.sub("", plain(raw).translate(_WIDE)).strip()


Read = Callable[[object], object]
"""A raw, not empty cell -> its value. Raises Unreadable."""

ZoneRead = Callable[[datetime], datetime]
"""A wall-clock time of the community -> the instant."""


def reader_of(column: ColumnSpec, words: dict[str, str] | None, zone_read: ZoneRead) -> Read:
    """The function that reads this column's cells. `words`: folded word -> code, of a CODE, a CHOICE or a REF that
    goes by a vocabulary."""
    builders: dict[Kind, Callable[[], Read]] = {
        Kind.TEXT: lambda: _text_reader(column),
        Kind.NAME: lambda: lambda raw: _bounded(_name(raw), column),
        Kind.PHONE: lambda: lambda raw: _bounded(_phone(raw), column),
        Kind.INT: lambda: lambda raw: _whole(raw, column),
        Kind.BOOL: lambda: _truth,
        Kind.DATE: lambda: read_day,
        Kind.TIME: lambda: _minute_of_day,
        Kind.MOMENT: lambda: lambda raw: read_moment(raw, zone_read, time_alone=bool(column.day_from)),
        Kind.CODE: lambda: _word_reader(words or {}),
        Kind.CHOICE: lambda: _word_reader(words or {}),
        Kind.REF: lambda: folded_code if words is None else _word_reader(words),
        Kind.LIST: lambda: _list_reader(column, words),
        Kind.PAIRS: lambda: lambda raw: read_pairs(plain(raw)),
    }
    return builders[column.kind]()


def _text_reader(column: ColumnSpec) -> Callable[[object], object]:
    fold = folded_code if column.longest <= CODE else plain
    return lambda raw: _bounded(fold(raw), column)


def _bounded(text: str, column: ColumnSpec) -> str:
    if column.longest and len(text) > column.longest:
        raise Unreadable("too_long", most=column.longest)
    return text


def _name(raw: object) -> str:
    """One spelling of a name; a title with Chinese punctuation keeps it."""
    text = plain(raw)
    return " ".join(folded_code(text).split()) if _PUNCTUATION.search(text) else fold_name(text)


def _phone(raw: object) -> str:
    try:
        return fold_phone(plain(raw))
    except RuleBroken as error:
        raise Unreadable(error.code) from None


def _whole(raw: object, column: ColumnSpec) -> int:
    if isinstance(raw, (bool, datetime, date, time, timedelta)):
        raise Unreadable("not_a_number")
    if isinstance(raw, float):
        if not raw.is_integer():
            raise Unreadable("not_whole")
        number = int(raw)
    else:
        text = unicodedata.normalize("NFKC", plain(raw)).replace(" ", "")
        found = _NUMBER.fullmatch(re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))
        if found is None:
            raise Unreadable("not_a_number")
        number = int(found.group(1))
    if not column.least <= number <= column.most:
        raise Unreadable("out_of_range", least=column.least, most=column.most)
    return number


def _truth(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = unicodedata.normalize("NFKC", plain(raw)).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable("not_yes_or_no")


def _minute_of_day(raw: object) -> int:
    moment = read_time(raw)
    return moment.hour * 60 + moment.minute


def _word_reader(words: dict[str, str]) -> Callable[[object], object]:
    def read(raw: object) -> str:
        code = words.get(word_key(plain(raw)))
        if code is None:
            raise Unreadable("not_in_list")
        return code

    return read


def _list_reader(column: ColumnSpec, words: dict[str, str] | None) -> Callable[[object], object]:
    if column.longest == PROSE:
        return lambda raw: _lines(plain(raw))
    separators = _SEPARATORS if column.ref or column.choices else _ALIAS_SEPARATORS
    one: Callable[[object], object] = _word_reader(words) if words is not None else folded_code

    def read(raw: object) -> tuple[object, ...]:
        items = [part.strip() for part in separators.split(plain(raw)) if part.strip()]
        if column.longest and any(len(item) > column.longest for item in items):
            raise Unreadable("too_long", most=column.longest)
        return tuple(dict.fromkeys(one(item) for item in items))

    return read


def _lines(text: str) -> tuple[str, ...]:
    """One item a line; 无 alone: none at all."""
    if text.casefold() in NOTHING:
        return ()
    return tuple(line.strip() for line in text.splitlines() if line.strip())
