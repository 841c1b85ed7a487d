"""The colours of the theme keep their contrast in both schemes: text 4.5:1, edges of controls 3:1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

THEME = (Path(__file__).resolve().parents[2] / "static/css/theme.css").read_text("utf-8")
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-quiet") for ground in ("ground", "surface", "sunken")],
    *[(ink, ground) for ink in ("indigo", "vermilion", "pine", "amber") for ground in ("ground", "surface")],
    ("indigo", "indigo-wash"),
    ("vermilion", "vermilion-wash"),
    ("pine", "pine-wash"),
    ("amber", "amber-wash"),
    ("ink", "indigo-wash"),
    ("ink", "amber-wash"),
    ("on-indigo", "indigo"),
    ("on-indigo", "indigo-deep"),
    ("on-vermilion", "vermilion"),
    ("on-pine", "pine"),
]
EDGES = [("edge", "surface"), ("edge", "ground"), ("indigo", "surface"), ("pine", "surface")]


def tokens(scheme: str) -> dict[str, str]:
    """Name -> six hexadecimal digits; the dark ones stand over the light ones."""
    light, dark = (dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", part)) for part in _parts())
    values = {**light, **dark} if scheme == "dark" else light
    return {
        name: value if len(value) == 6 else "".join(2 * digit for digit in value)
        for name, value in values.items()
    }


def _parts() -> tuple[str, str]:
    head, rest = THEME.split("@media (prefers-color-scheme: dark)", 1)
    return head, rest.split("/* Bootstrap's own names", 1)[0]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_words_can_be_read(scheme: str, ink: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_controls_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[edge], colours[ground]) >= 3


def test_contrast_is_measured_as_the_guidelines_say() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)
