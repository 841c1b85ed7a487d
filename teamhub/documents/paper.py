"""What all paper documents share: the templates, and a sheet on its way to the press."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from teamhub.documents.press import Asset, Limits, font_assets, render, style_sheet

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Everything that people typed is escaped; an unknown name in a template is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


ORDINARY = Limits()


@dataclass(frozen=True)
class Sheet:
    """One document, laid out and checked for glyphs, ready to be printed alone or bound with others (binding.py).
    `sheets`: names in static/css/paper. `label`: what a bookmark and a list of contents call it."""

    html: str
    sheets: tuple[str, ...]
    label: str
    extra_css: str = ""
    assets: Mapping[str, Asset] = field(default_factory=dict)

    def printed(self) -> bytes:
        """The PDF of this sheet alone. Raises PrintingFailed, FontMissing."""
        return print_sheets(self.html, self.sheets, extra_css=self.extra_css, assets=self.assets)


def print_sheets(
    html: str,
    sheets: Sequence[str],
    *,
    extra_css: str = "",
    assets: Mapping[str, Asset] | None = None,
    limits: Limits = ORDINARY,
) -> bytes:
    """`sheets`: names in static/css/paper. Raises PrintingFailed, FontMissing."""
    css = [style_sheet(name) for name in sheets]
    return render(html, [*css, extra_css] if extra_css else css, {**font_assets(), **(assets or {})}, limits)
