"""QR codes as pictures for the press."""

from __future__ import annotations

import io

import segno

from teamhub.documents.press import Asset


def qr_asset(address: str, *, outdoors: bool = False, stains: bool = True) -> Asset:
    """An SVG without a quiet zone (the style sheet leaves the white around it). A quarter of it may be stained
    (level Q), nearly a third of one that hangs outdoors in the rain (level H). `stains` False: paper kept in a file,
    and large squares count more (level M, or better where that takes no more room)."""
    out = io.BytesIO()
    level = "h" if outdoors else "q" if stains else "m"
    segno.make(address, error=level, micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True
    )
    return Asset(None, "image/svg+xml", out.getvalue())
