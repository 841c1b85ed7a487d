"""Many sheets in one print: the binder of a day, the sheets of a sweep, the letters of a compound.

Each sheet was written to stand alone, with a style sheet that says `h1` and `@page`. Here it becomes a section of one
document: its rules hold inside the section only, its pages get a name of their own, and `counter(page)` counts the
pages of the section, so that every sheet still says "page 1 of 2" of itself. One document means one press run, one set
of embedded fonts, one tree of tags, bookmarks and links that lead to the right page.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

import tinycss2

from teamhub.documents.paper import Sheet, print_sheets
from teamhub.documents.press import Asset, Limits, style_sheet

COMMON = "page.css"
"""Holds for every section as it is, but for what runs at the head of its pages."""


LONG = Limits(memory=1536 * 1024 * 1024, cpu_seconds=240, seconds=300.0)
"""A binder of sixty pages on a slow computer that prints something else as well."""


def bind(sheets: Sequence[Sheet], *, title: str, language: str, through: str = "") -> bytes:
    """One PDF of all sheets in their order. `through`: words before a number that counts all pages of the print, set
    at the top right of every page; empty leaves it out. Raises PrintingFailed, FontMissing, ValueError without a
    sheet."""
    if not sheets:
        raise ValueError("nothing to bind")
    parts = [_part(number, sheet, through) for number, sheet in enumerate(sheets)]
    styles = dict.fromkeys(css for part in parts for css in part.shared)
    own = "\n".join(part.own for part in parts)
    body = "\n".join(part.section for part in parts)
    head = f'<meta charset="utf-8"><title>{markup.escape(title)}</title><meta name="generator" content="TeamHub">'
    tongue = "zh-Hans" if language.startswith("zh") else "en"
    return print_sheets(
        f'<!doctype html><html lang="{tongue}"><head>{head}</head><body>{body}</body></html>',
        (COMMON,),
        extra_css="\n".join((*styles, own)),
        assets={name: asset for part in parts for name, asset in part.assets.items()},
        limits=LONG,
    )


def anchor(number: int) -> str:
    """The id of the section of the sheet with this place, for links to it."""
    return f"sheet-{number}"


@dataclass(frozen=True)
class _Part:
    """`shared`: rules that sheets of the same kind have in common. `own`: those of this sheet's pages and counters."""

    section: str
    shared: tuple[str, ...]
    own: str
    assets: dict[str, Asset]


def _part(number: int, sheet: Sheet, through: str) -> _Part:
    name = f"k{number}"
    body = _Body.of(sheet.html)
    inner = sheet.html[body.start : body.end]
    assets = {f"{name}-{known}": asset for known, asset in sheet.assets.items()}
    for known in sheet.assets:
        inner = inner.replace(f'"teamhub-asset:{known}"', f'"teamhub-asset:{name}-{known}"')
    kinds = [css for css in sheet.sheets if css != COMMON]
    shared = tuple(_scoped(style_sheet(css), scope_of(css), tuple(body.classes))[0] for css in kinds)
    own = [_own(style_sheet(css), scope_of(css), tuple(body.classes), name) for css in (*kinds, COMMON)]
    if sheet.extra_css:
        inside, _ = _scoped(sheet.extra_css, name, tuple(body.classes))
        own.append(inside)
    own.append(_counting(name, through))
    classes = " ".join([*body.classes, *(scope_of(css) for css in (*kinds, COMMON)), name])
    label = markup.escape(sheet.label, quote=True)
    section = (
        f'<section class="bound {classes}" id="{anchor(number)}" data-label="{label}">{inner}'
        f'<footer class="bound-end" id="{name}-end"></footer></section>'
    )
    return _Part(section, shared, "\n".join(own), assets)


def scope_of(css: str) -> str:
    return f"in-{css.removesuffix('.css').replace('_', '-')}"


def _counting(name: str, through: str) -> str:
    """Where the pages of a sheet are counted, and what a bookmark calls it."""
    stamp = ""
    if through:
        words = through.replace("\\", "").replace('"', "")
        stamp = (
            f'@top-right {{ content: "{words} " counter(page) " / " counter(pages); font: 9pt/12pt "Noto Sans CJK SC"; '
            "vertical-align: top; padding-top: 5mm; white-space: nowrap; }"
        )
    return (
        f"@page {name} {{ counter-increment: page {name}; {stamp} }}\n"
        f".{name} {{ page: {name}; bookmark-level: 1; bookmark-label: attr(data-label); }}\n"
        f".{name} h1 {{ bookmark-level: none !important; }}\n"
    )


PAGES = re.compile(r"counter\(\s*pages\s*\)")
PAGE = re.compile(r"counter\(\s*page\s*\)")
RUNNING = re.compile(r"\b(running|element)\(\s*([\w-]+)\s*\)")
ALONE = ("counter(page", "running(")


def _own(css: str, scope: str, classes: tuple[str, ...], name: str) -> str:
    """The rules of one sheet's pages: named, and counting this sheet only."""
    _, pages = _scoped(css, scope, classes)
    named = pages.replace("@page", f"@page {name}").replace(f"{name} :first", f"{name}:nth(1 of {name})")
    named = re.sub(rf"@page {name}\s+:", f"@page {name}:", named).replace(f".{scope} ", f".{name} ")
    # what runs at the top or foot of a sheet would go on over the sheets after it
    named = RUNNING.sub(rf"\g<1>({name}-\g<2>)", named)
    return PAGE.sub(f"counter({name})", PAGES.sub(f'target-counter("#{name}-end", {name})', named))


@lru_cache(maxsize=64)
def _scoped(css: str, scope: str, classes: tuple[str, ...]) -> tuple[str, str]:
    """(rules that hold in every section of the scope, rules that each sheet needs for itself): `@page` and whatever
    shows a page number belong to the second."""
    shared: list[str] = []
    own: list[str] = []
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule":
            (own if rule.lower_at_keyword == "page" else shared).append(rule.serialize())
        elif rule.type == "qualified-rule":
            content = tinycss2.serialize(rule.content)
            prelude = ", ".join(_within(one, scope, classes) for one in _selectors(rule.prelude))
            (own if any(word in content for word in ALONE) else shared).append(f"{prelude} {{{content}}}")
    return "\n".join(shared), "\n".join(own)


def _selectors(prelude: Sequence[object]) -> list[str]:
    """A list of selectors apart; commas inside brackets of `:is()` are blocks of their own and stay."""
    found: list[list[object]] = [[]]
    for token in prelude:
        if getattr(token, "type", "") == "literal" and getattr(token, "value", "") == ",":
            found.append([])
        else:
            found[-1].append(token)
    return [tinycss2.serialize(tokens).strip() for tokens in found]


def _within(selector: str, scope: str, classes: tuple[str, ...]) -> str:
    """A selector that names the sheet itself means the section; any other, something inside it."""
    first = re.match(r"^(html|body|(?:\.[\w-]+)+)", selector)
    if first and first.group(1) in {"html", "body"}:
        return f".{scope}{selector.removeprefix(first.group(1))}"
    if first and any(f".{known}" in re.findall(r"\.[\w-]+", first.group(1)) for known in classes):
        return f".{scope} {selector}, {first.group(1)}.{scope}{selector[first.end() :]}"
    return f".{scope} {selector}"


class _Body(HTMLParser):
    """Where the body of a document begins and ends, and its classes."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.classes: list[str] = []
        self.start, self.end = 0, document.rindex("</body>")
        self._lines = [0]
        for line in document.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    @classmethod
    def of(cls, document: str) -> _Body:
        found = cls(document)
        found.feed(document)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            line, column = self.getpos()
            self.start = self._lines[line - 1] + column + len(self.get_starttag_text() or "")
            self.classes = (dict(attrs).get("class") or "").split()
