"""Pinyin of names, so that people are found from a Latin keyboard. ü is written v, as it is typed."""

from __future__ import annotations

import re

from teamhub.domain.surnames import READINGS, initials_of, split_surname


def pinyin_of(name: str) -> tuple[str, str]:
    """(full, initials): 单雪梅 -> ("shanxuemei", "sxm"). Latin names stay as they are, without blanks."""
    surname, rest = split_surname(name)
    syllables = ([READINGS[surname]] if surname else []) + _syllables(rest)
    initials = initials_of(syllables)
    if len(surname) > 1:
        initials = "".join(s[0] for s in _readings(surname)) + initials_of(_syllables(rest))
    return "".join(syllables)[:120], initials[:40]


def slug_word(name: str) -> str:
    """The name in Latin letters, for an address."""
    return "".join(_syllables(name))


def _syllables(text: str) -> list[str]:
    found = [syllable for word in text.split() for syllable in _readings(word)]
    return [s for s in (re.sub(r"[^a-z0-9]", "", syllable.lower()) for syllable in found) if s]


def _readings(word: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(word)
