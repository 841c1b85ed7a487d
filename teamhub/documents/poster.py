"""The poster of a post: one sheet of A4 or A3 with the QR code to check in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment
from teamhub.documents.qr import qr_asset


@dataclass(frozen=True)
class PosterWords:
    """The fixed words of a poster, in its language."""

    check_in: str
    short_code: str
    duty_officer: str
    valid_from: str
    open_to_outside: str
    staffing: str


WORDS = {
    "zh": PosterWords("扫码签到", "手工输入短码", "带班电话", "二维码启用日期", "对外开放", "人员配置"),
    "en": PosterWords("Scan to check in", "Or type this code", "Duty officer", "Code valid from", "Open to outside",
                      "Staffing"),
}  # fmt: skip


@dataclass(frozen=True)
class PosterFacts:
    """`check_in_url` holds the token of the post, never a person. `short_code`: what to type without a camera.
    `steps` and `rules` are the community's standard texts. `staffing`: lines such as "医务人员 1人" at a sampling
    site; `staffing_name`: "1+2+4". `call`: what to scan for, when it is not to check in; without `short_code` there is
    nothing to type."""

    community: str
    post_name: str
    post_kind: str
    is_open: bool
    check_in_url: str
    short_code: str
    steps: tuple[str, ...]
    rules: tuple[str, ...]
    duty_officer: str = ""
    duty_phone: str = ""
    valid_from: date | None = None
    staffing_name: str = ""
    staffing: tuple[str, ...] = ()
    slogan: str = ""
    example_note: str = ""
    call: str = ""


SIZES = ("a4", "a3")
"""An A3 poster is the A4 poster, every length 1.414 times as long."""


def print_poster(facts: PosterFacts, *, language: str, size: str = "a4") -> bytes:
    """The PDF. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return print_posters([facts], language=language, size=size)


def print_posters(posters: Sequence[PosterFacts], *, language: str, size: str = "a4") -> bytes:
    """One sheet a post, in the order given."""
    return posters_sheet(posters, language=language, size=size).printed()


def posters_sheet(posters: Sequence[PosterFacts], *, language: str, size: str = "a4") -> Sheet:
    """`size`: one of SIZES. Raises GlyphMissing, FontMissing, ValueError for another size or no poster."""
    if size not in SIZES or not posters:
        raise ValueError(f"no posters, or no such size: {size}")
    words = WORDS["zh" if language.startswith("zh") else "en"]
    for facts in posters:
        check_glyphs(pieces(facts, words))
    html = (
        environment()
        .get_template("documents/poster.html")
        .render(
            posters=posters,
            words=words,
            is_chinese=language.startswith("zh"),
            size=name_size,
            clauses=clauses,
            large=size == "a3",
        )
    )
    assets = {
        f"qr{place}": qr_asset(facts.check_in_url, outdoors=True) for place, facts in enumerate(posters)
    }
    sheets = ("page.css", "poster.css", *(("poster_a3.css",) if size == "a3" else ()))
    return Sheet(html, sheets, posters[0].post_name, assets=assets)


def name_size(name: str) -> str:
    """Class of the post's name: the longer the smaller, so that it stays in two lines."""
    full = sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in name)
    return "size-large" if full <= 7 else "size-middle" if full <= 12 else "size-small"


CLAUSES = re.compile(r"[^，。；、！？,.;!?]+[，。；、！？,.;!?]*\s*")


def clauses(text: str, most: float = 14) -> list[tuple[str, bool]]:
    """A sentence in stretches that end with a mark, and whether the line may not break inside: those of at most `most`
    full-width characters, so that a poster never tears a word of three characters."""
    found = CLAUSES.findall(text) or [text]
    return [(part, sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in part) <= most) for part in found]


def pieces(facts: PosterFacts, words: PosterWords) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.post_name, "post_name"
    heading = (
        facts.community,
        facts.post_kind,
        facts.short_code,
        facts.duty_officer,
        facts.duty_phone,
        facts.slogan,
    )
    yield (
        Role.HEADING,
        "".join((*heading, *facts.steps, *facts.rules, facts.staffing_name, facts.call, words.check_in)),
        "poster",
    )
    yield Role.SMALL, "".join((*facts.staffing, facts.example_note, words.valid_from)), "poster"
