"""What somebody types to find something, read once: words, Latin letters, figures, an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from teamhub.domain.addresses import Door, parse_door

LEAST_LETTERS = 2
LEAST_FIGURES = 3
_FIGURES = re.compile(r"[0-9 +\-]+")
_LATIN = re.compile(r"[a-z][a-z' ]*")


@dataclass(frozen=True)
class Wanted:
    """`words` as typed, folded; `letters`: pinyin or initials without blanks, empty for anything else; `figures`: the
    end of a telephone number; `door`: the address, without the compound (`compound`: its name as typed)."""

    words: str
    letters: str = ""
    figures: str = ""
    door: Door | None = None
    compound: str = ""

    @property
    def enough(self) -> bool:
        """One Chinese character, two letters, three figures: less finds everything."""
        if self.letters:
            return len(self.letters) >= LEAST_LETTERS
        if self.words.isascii() and self.words.isdigit():
            return len(self.words) >= LEAST_FIGURES
        return bool(self.words)


def read_wanted(text: str, compounds: Iterable[str]) -> Wanted:
    """`compounds`: names and aliases, which may stand before a door: 明珠华府 2-1-301."""
    words = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()[:80]
    folded = words.casefold()
    letters = re.sub(r"[' ]", "", folded) if _LATIN.fullmatch(folded) else ""
    figures = re.sub(r"[ \-]", "", words) if _FIGURES.fullmatch(words) else ""
    compound = max(
        (n for n in compounds if n and words.startswith(unicodedata.normalize("NFKC", n))),
        key=len,
        default="",
    )
    door = parse_door(words[len(compound) :].strip())
    said = bool(door.building) or (bool(compound) and bool(door.flat))
    return Wanted(words, letters, figures.lstrip("+"), door if said else None, compound)


def sounds_like(letters: str, spoken: str, initials: str) -> bool:
    """wenjie, wj and wen for 文杰; wqj for a longer name begins it."""
    return bool(letters) and (letters in spoken or initials.startswith(letters))
