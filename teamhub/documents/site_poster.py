"""The poster of a sampling site: what residents are asked to do, in letters to be read from the queue, who staffs the
site, and the QR code with which the people of the site open its page. A4 or A3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment
from teamhub.documents.poster import SIZES, clauses, name_size
from teamhub.documents.qr import qr_asset


@dataclass(frozen=True)
class SitePosterFacts:
    """`compounds`: who comes here, in words. `announcement`: the text of the loudhailer. `staffing`: (people, who), which
    the template's name adds up: 1+2+4. `site_url`: where the QR leads; no person stands in it. `as_of` in words."""

    community: str
    site: str
    compounds: str
    announcement: str
    rules: tuple[str, ...]
    staffing_name: str
    staffing: tuple[tuple[int, str], ...]
    site_url: str
    as_of: str
    duty_phone: str = ""
    slogan: str = ""
    example_note: str = ""


@dataclass(frozen=True)
class SitePosterWords:
    kind: str
    comes: str
    staffing: str
    scan: str
    duty_officer: str


WORDS = {
    "zh": SitePosterWords("采样点", "服务小区", "人员配置", "工作人员扫码记录", "带班电话"),
    "en": SitePosterWords("Sampling site", "For", "Staffing", "Staff: scan to record", "Duty officer"),
}


def print_site_posters(sites: Sequence[SitePosterFacts], *, language: str, size: str = "a4") -> bytes:
    """The PDF. Raises as site_posters_sheet does, and PrintingFailed."""
    return site_posters_sheet(sites, language=language, size=size).printed()


def site_posters_sheet(sites: Sequence[SitePosterFacts], *, language: str, size: str = "a4") -> Sheet:
    """One sheet of paper a site. Raises GlyphMissing, FontMissing, ValueError for an unknown size or no site."""
    if size not in SIZES or not sites:
        raise ValueError(f"no sites, or no such size: {size}")
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    for facts in sites:
        check_glyphs(_pieces(facts, words))
    html = (
        environment()
        .get_template("documents/site_poster.html")
        .render(
            sites=sites,
            words=words,
            is_chinese=chinese,
            size=name_size,
            clauses=clauses,
            loudness=_loudness,
            large=size == "a3",
        )
    )
    assets = {f"qr{place}": qr_asset(facts.site_url, outdoors=True) for place, facts in enumerate(sites)}
    sheets = ("page.css", "site_poster.css", *(("poster_a3.css",) if size == "a3" else ()))
    return Sheet(html, sheets, sites[0].site, assets=assets)


def _loudness(announcement: str) -> str:
    """Class of the announcement: as large as four lines of it have room."""
    full = sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in announcement)
    return "loud" if full <= 42 else "clear" if full <= 80 else "plain"


def _pieces(facts: SitePosterFacts, words: SitePosterWords) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.site, facts.site
    large = (
        facts.community,
        facts.announcement,
        *facts.rules,
        facts.staffing_name,
        facts.duty_phone,
        facts.slogan,
    )
    own = (words.kind, words.comes, words.staffing, words.scan, words.duty_officer)
    yield Role.HEADING, "".join((*large, *own, *(who for _, who in facts.staffing))), facts.site
    yield Role.SMALL, facts.compounds + facts.as_of + facts.example_note, facts.site
