"""Which characters the fonts of paper have and how wide they are. A character that no font of its role has stops
the print: a name never comes out as a box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from fontTools.ttLib import TTCollection, TTFont

from teamhub.documents.fonts import CHAINS, Font, Role, locate

IGNORABLE = frozenset("\n\t\u00ad\u200b\u200c\u200d\u2060\ufeff") | {chr(c) for c in range(0xFE00, 0xFE10)}
"""Characters that print nothing by nature: breaks, joiners, variation selectors."""


PARTS, NEAR = re.compile(r"[\s，。、；：？！（）“”《》,.;:|]"), 12
"""What ends a name or a group of words, and how many characters of it are told at most on each side."""


class GlyphMissing(Exception):
    """`where` names the piece of text in which `character` stands; `near`: the name or words around it, as people
    know them."""

    def __init__(self, character: str, where: str, near: str = "") -> None:
        name = unicodedata.name(character, "unnamed")
        super().__init__(f"no font has U+{ord(character):04X} ({name}), found in {where}")
        self.character = character
        self.where = where
        self.near = near or where


@lru_cache(maxsize=16)
def advances(font: Font) -> Mapping[int, float]:
    """Code point -> width in em, for every character that the font has."""
    with _opened(font) as file:
        names = file.getBestCmap()
        metrics, em = file["hmtx"].metrics, file["head"].unitsPerEm
        return {point: metrics[name][0] / em for point, name in names.items()}


def _opened(font: Font) -> TTFont:
    path = locate(font)
    if path.suffix.lower() != ".ttc":
        return TTFont(path, lazy=True)
    faces = TTCollection(path, lazy=True).fonts
    named = [face for face in faces if face["name"].getDebugName(1) == font.family]
    return (named or list(faces))[0]


def width(role: Role, character: str) -> float | None:
    """Width in em as the role's chain prints it; None: no font has it; 0 where nothing is printed."""
    if character in IGNORABLE:
        return 0.0
    for font in CHAINS[role]:
        found = advances(font).get(ord(character))
        if found is not None:
            return found
    return None


def check_glyphs(pieces: Iterable[tuple[Role, str, str]]) -> None:
    """`pieces`: role, text, where it stands. Raises GlyphMissing for the first character without a font."""
    seen: set[tuple[Role, str]] = set()
    for role, text, where in pieces:
        for place, character in enumerate(text):
            if (role, character) in seen:
                continue
            if width(role, character) is None:
                raise GlyphMissing(character, where, _around(text, place))
            seen.add((role, character))


def _around(text: str, place: int) -> str:
    """The name or the words in which a character stands, up to the next mark on both sides."""
    before = re.split(PARTS, text[:place])[-1][-NEAR:]
    return before + text[place] + re.split(PARTS, text[place + 1 :])[0][:NEAR]
