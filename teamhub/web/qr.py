"""QR codes of our own addresses on a screen. Those on paper are drawn by `documents/qr.py`."""

from __future__ import annotations

import segno
from markupsafe import Markup

QUIET = 2
"""Modules left white around a code: the page around it is light as well."""


def drawn(address: str) -> Markup:
    """Inline SVG, which takes the colours of the page."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=4, border=QUIET, omitsize=True))  # noqa: S704 - drawn from our own address


def picture(address: str) -> str:
    """A data: address for an image, black on white in every colour scheme."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=QUIET, light="white")
