"""The daily brief on paper and as the page that shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from teamhub.documents.brief_setter import Setter
from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment
from teamhub.documents.qr import qr_asset
from teamhub.domain.briefs.brief import Brief, Item, Table
from teamhub.domain.briefs.compose import compose
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.briefs.runs import plain

SourceUrl = Callable[[str], str | None]


def print_brief(brief: Brief, *, draft: bool, language: str) -> bytes:
    """The PDF. `draft` prints a watermark. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return brief_sheet(brief, draft=draft, language=language).printed()


def brief_sheet(brief: Brief, *, draft: bool, language: str) -> Sheet:
    """The brief as a sheet to be printed alone or bound. Raises GlyphMissing, FontMissing."""
    check_glyphs(pieces(brief, language))
    setter = Setter(chinese=language.startswith("zh"))
    html = (
        environment()
        .get_template("documents/brief.html")
        .render(
            brief=brief,
            draft=draft,
            is_chinese=language.startswith("zh"),
            source_url=None,
            setter=setter,
        )
    )
    proof = brief.proof
    return Sheet(
        html,
        ("page.css", "shares.css", "brief.css", *(("proof.css",) if proof else ())),
        f"{brief.title} {brief.number_line}",
        extra_css=setter.css(),
        assets={"proof": qr_asset(proof.link, stains=False)} if proof else {},
    )


def print_facts(facts: FrozenFacts, *, draft: bool, language: str) -> bytes:
    """The PDF of frozen facts: compose, then print."""
    return print_brief(compose(facts.figures, facts.texts, language), draft=draft, language=language)


def check_facts(facts: FrozenFacts, *, language: str) -> None:
    """Whether every character can be printed, without printing. Raises GlyphMissing, FontMissing."""
    check_glyphs(pieces(compose(facts.figures, facts.texts, language), language))


def brief_html(brief: Brief, source_url: SourceUrl | None = None, moved: Collection[str] = ()) -> str:
    """The brief as HTML (safe markup) for a page: classes only. With `source_url` every figure is a link to the
    rows behind it; a key without an address stays plain. Figures whose key is in `moved` are marked."""
    template = environment().get_template("documents/_brief_body.html")
    return template.render(brief=brief, source_url=source_url, setter=None, moved=moved)


def pieces(brief: Brief, language: str) -> Iterator[tuple[Role, str, str]]:
    """Every text of the brief with the role it is printed in and a name for the place."""
    chinese = language.startswith("zh")
    body, second = (Role.BODY, Role.SECOND) if chinese else (Role.BODY_EN, Role.BODY_EN)
    yield Role.TITLE, brief.masthead, "masthead"
    yield Role.HEADING, brief.secrecy + brief.draft_note, "secrecy"
    yield body, brief.number_line + brief.compiled_by + brief.date_line, "head"
    yield Role.TITLE, brief.title, "title"
    yield Role.SUBTITLE if chinese else body, brief.as_of_line, "as_of"
    yield body, brief.addressee, "addressee"
    yield Role.SMALL, brief.standing + brief.example_note, "footer"
    if brief.proof:
        yield Role.SMALL, brief.proof.code_label + brief.proof.invitation, "footer"
    for paragraph in brief.lead:
        yield body, plain(paragraph.runs), "lead"
    for section in brief.sections:
        yield Role.HEADING, section.marker + section.title, section.key
        for block in section.blocks:
            if isinstance(block, Table):
                yield from _table_pieces(block, body, section.key)
            else:
                yield body, plain(block.runs), section.key
                if isinstance(block, Item):
                    yield second, block.marker, section.key
    ending = brief.ending
    for signed in (ending.reviewed_label, ending.reviewed_by, ending.approved_label, ending.approved_by):
        yield body, signed, "signatures"
    yield body, "".join(d.label + d.receivers for d in ending.distribution) + ending.copies, "receivers"


def _table_pieces(table: Table, body: Role, where: str) -> Iterator[tuple[Role, str, str]]:
    yield Role.HEADING, "".join(c.title for c in table.columns), where
    for row in table.rows:
        for cell in row.cells:
            yield Role.HEADING if row.is_total else body, plain(cell), where


__all__ = ["SourceUrl", "brief_html", "check_facts", "pieces", "print_brief", "print_facts"]
