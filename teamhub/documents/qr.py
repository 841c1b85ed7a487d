"""QR codes as pictures for the press."""

from __future__ import annotations

import io

import segno

from teamhub.documents.press import Asset


def qr_asset(address: str, *, outdoors: bool = False) -> Asset:
    """An SVG without a quiet zone (the style sheet leaves the white around it). A quarter of it may be stained
    (level Q), nearly a third of one that hangs outdoors in the rain (level H)."""
    out = io.BytesIO()
    segno.make(address, error="h" if outdoors else "q", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True
    )
    return Asset(None, "image/svg+xml", out.getvalue())
