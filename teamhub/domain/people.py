"""Phones and names as people and spreadsheets write them, folded to one spelling."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from teamhub.domain.errors import RuleBroken

_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_TRAILING_ZERO = re.compile(r"([0-9]{5,})\.0+")
_DECORATION = re.compile(r"[\s\-‐‑–—_.·()/'\"`]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_DOTS = re.compile(r"\s*[·•・‧∙⋅]\s*")


class PhoneUnreadable(RuleBroken):
    """What was typed is no telephone number."""

    def __init__(self) -> None:
        super().__init__("phone_unreadable")


class PhoneRounded(RuleBroken):
    """A spreadsheet kept only the first figures of the number (1.38E+10): the rest is lost."""

    def __init__(self) -> None:
        super().__init__("phone_rounded")


def fold_phone(text: str) -> str:
    """Digits only, a foreign number with a leading +. Empty text stays empty.

    Reads full-width digits, spaces, dashes, +86, 13812345678.0 and 1.3812345678E+10.
    Raises PhoneUnreadable or PhoneRounded."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().lstrip("'")
    if not text:
        return ""
    if _SCIENTIFIC.fullmatch(text):
        return _unscience(text)
    whole = _TRAILING_ZERO.fullmatch(text)
    digits = _DECORATION.sub("", whole.group(1) if whole else text)
    foreign = digits.startswith("+")
    digits = digits.removeprefix("+")
    if not re.fullmatch(r"[0-9]+", digits):
        raise PhoneUnreadable
    for prefix in ("0086", "86"):
        if digits.startswith(prefix + "1") and len(digits) == len(prefix) + 11:
            return digits.removeprefix(prefix)
    if not 3 <= len(digits) <= 15:
        raise PhoneUnreadable
    return "+" + digits if foreign else digits


def is_mobile(phone: str) -> bool:
    """A folded mainland mobile number."""
    return bool(re.fullmatch(r"1[3-9][0-9]{9}", phone))


def fold_name(text: str) -> str:
    """刘 洋 -> 刘洋, ＪＯＨＮ  Smith -> JOHN Smith: one spelling, no invisible characters, dots as ·."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    text = _DOTS.sub("·", text)
    return _HAN_GAP.sub("", re.sub(r"\s+", " ", text))


def name_key(text: str) -> str:
    """Two people with the same key have the same name as far as a reader can tell."""
    return fold_name(text).casefold()


def _unscience(text: str) -> str:
    """Raises PhoneRounded unless every figure of the number is written down."""
    value = Decimal(text)
    mantissa, exponent = re.split(r"[eE]", text)
    written = len(mantissa.replace(".", ""))
    if int(exponent) + 1 > written:
        raise PhoneRounded
    if value != value.to_integral_value() or not 7 <= int(exponent) + 1 <= 15:
        raise PhoneUnreadable
    return str(int(value))
