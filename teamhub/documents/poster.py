"""The poster of a post: one A4 sheet with the QR code to check in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import environment, print_sheets
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


def print_poster(facts: PosterFacts, *, language: str) -> bytes:
    """The PDF. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return print_posters([facts], language=language)


def print_posters(posters: list[PosterFacts], *, language: str) -> bytes:
    """One sheet a post, in the order given."""
    words = WORDS["zh" if language.startswith("zh") else "en"]
    for facts in posters:
        check_glyphs(pieces(facts, words))
    html = (
        environment()
        .get_template("documents/poster.html")
        .render(posters=posters, words=words, is_chinese=language.startswith("zh"), size=name_size)
    )
    assets = {
        f"qr{place}": qr_asset(facts.check_in_url, outdoors=True) for place, facts in enumerate(posters)
    }
    return print_sheets(html, ("page.css", "poster.css"), assets=assets)


def name_size(name: str) -> str:
    """Class of the post's name: the longer the smaller, so that it stays in two lines."""
    full = sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in name)
    return "size-large" if full <= 7 else "size-middle" if full <= 12 else "size-small"


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
