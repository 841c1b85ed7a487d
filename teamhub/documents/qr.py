"""QR codes as pictures for the press."""

from __future__ import annotations

import io

import segno

from teamhub.documents.press import Asset


def qr_asset(address: str) -> Asset:
    """An SVG without a quiet zone (the style sheet leaves the white around it). Level Q: a quarter of it may be
    wet, torn or stained."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True
    )
    return Asset(None, "image/svg+xml", out.getvalue())
