"""Several named values in one cell: `final=否；contact=met`."""

from __future__ import annotations

import json
import re

from teamhub.domain.workbook.faults import Unreadable

_PAIR_SEPARATORS = re.compile(r"[；;\n]+")


def read_pairs(text: str) -> dict[str, object]:
    """name=value；name=value. A value in quotes or brackets is JSON; 是 and 否 are true and false."""
    found: dict[str, object] = {}
    for part in _split_pairs(text):
        name, sign, value = part.partition("=") if "=" in part else part.partition("＝")
        if not sign or not name.strip():
            raise Unreadable("not_pairs")
        found[name.strip()] = _pair_value(value.strip())
    return found


def _split_pairs(text: str) -> list[str]:
    """At separators outside quotes and brackets."""
    parts, depth, quoted, start, slash = [], 0, False, 0, False
    for place, sign in enumerate(text):
        if quoted:
            quoted = not (sign == '"' and not slash)
            slash = sign == "\\" and not slash
        elif sign == '"' and text[start:place].rstrip().endswith(("=", "[", "{", ",", ":")):
            quoted, slash = True, False
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        elif depth <= 0 and _PAIR_SEPARATORS.match(sign):
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _pair_value(text: str) -> object:
    word = text.casefold()
    if word in ("是", "true"):
        return True
    if word in ("否", "false"):
        return False
    if text[:1] in '"[{' or re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", text) or word == "null":
        try:
            return json.loads(text)
        except ValueError:
            raise Unreadable("not_pairs") from None
    return text


def written_pairs(values: dict[str, object]) -> str:
    """The text that `read_pairs` reads back to exactly these values."""
    return "；".join(f"{name}={_written_value(value)}" for name, value in values.items())


def _written_value(value: object) -> str:
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, str):
        simple = not re.search(r'[；;\n"\[\]{}]', value) and value == value.strip()
        try:
            simple = simple and _pair_value(value) == value
        except Unreadable:
            simple = False
        return value if simple else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)
