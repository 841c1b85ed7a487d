"""The fonts of paper, by role, and where their files are.

A role is a chain: a character is printed by the first font of the chain that has it. Two fonts travel with the
project (static/fonts); the others are system packages, looked for by file name in the system's font folders.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"


class FontMissing(Exception):
    """A font of paper is not installed. `package`: what to install."""

    def __init__(self, family: str, package: str) -> None:
        super().__init__(f"{family} is not installed ({package})")
        self.family = family
        self.package = package


@dataclass(frozen=True)
class Font:
    """`family` as CSS names it. `asset`: its name on the press when it travels with the project.
    `files`: names under which systems keep it; in a collection the face is chosen by `family`."""

    family: str
    files: tuple[str, ...]
    package: str
    asset: str = ""


FANG = Font("TeamHub Fang", ("fonts/fandol/FandolFang-Regular.otf",), "static/fonts/fandol", "fang")
KAI = Font("TeamHub Kai", ("fonts/fandol/FandolKai-Regular.otf",), "static/fonts/fandol", "kai")
WENKAI_LIGHT = Font("LXGW WenKai Light", ("LXGWWenKai-Light.ttf",), "fonts-lxgw-wenkai")
WENKAI = Font("LXGW WenKai", ("LXGWWenKai-Regular.ttf",), "fonts-lxgw-wenkai")
SERIF = Font(
    "Noto Serif CJK SC", ("NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf"), "fonts-noto-cjk"
)
SERIF_BOLD = Font("Noto Serif CJK SC", ("NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf"), "fonts-noto-cjk")
SANS = Font("Noto Sans CJK SC", ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf"), "fonts-noto-cjk")
SANS_BOLD = Font("Noto Sans CJK SC", ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf"), "fonts-noto-cjk")


class Role(StrEnum):
    """What a piece of text is on paper. The style sheets in static/css/paper name the same chains."""

    BODY = "body"
    TITLE = "title"
    HEADING = "heading"
    SECOND = "second"
    SUBTITLE = "subtitle"
    SMALL = "small"
    BODY_EN = "body_en"


CHAINS: dict[Role, tuple[Font, ...]] = {
    Role.BODY: (FANG, WENKAI_LIGHT, SERIF),
    Role.TITLE: (SERIF_BOLD,),
    Role.HEADING: (SANS_BOLD,),
    Role.SECOND: (KAI, WENKAI, SERIF),
    Role.SUBTITLE: (WENKAI, SERIF),
    Role.SMALL: (SANS,),
    Role.BODY_EN: (SERIF,),
}


def font_folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        return (
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
            home / "AppData/Local/Microsoft/Windows/Fonts",
        )
    if sys.platform == "darwin":
        return (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    shared = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    return (home / ".local/share/fonts", home / ".fonts", *(Path(p) / "fonts" for p in shared if p))


@lru_cache(maxsize=1)
def _installed() -> dict[str, Path]:
    """File name -> file, over all font folders; the first folder wins."""
    wanted = {name for chain in CHAINS.values() for font in chain if not font.asset for name in font.files}
    found: dict[str, Path] = {}
    for folder in font_folders():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.name in wanted:
                found.setdefault(path.name, path)
    return found


def locate(font: Font) -> Path:
    """The font's file. Raises FontMissing."""
    if font.asset:
        path = STATIC / font.files[0]
        if path.is_file():
            return path
        raise FontMissing(font.family, font.package)
    for name in font.files:
        if name in _installed():
            return _installed()[name]
    _installed.cache_clear()
    raise FontMissing(font.family, font.package)
