"""Documents that are meant to hurt: each asks for more time, memory or pages than anybody has."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from teamhub.documents.press import Asset

Bomb = tuple[str, str]
"""HTML and style sheet."""


def nested(tag: str, times: int, style: str = "") -> str:
    return f"<{tag} style='{style}'>x" * times


def laughing_variables(levels: int) -> str:
    doubled = "".join(f"--v{n}: var(--v{n - 1}) var(--v{n - 1});" for n in range(1, levels))
    return f"p {{ --v0: x; {doubled} content: var(--v{levels - 1}); font-family: var(--v{levels - 1}) }}"


def laughing_uses(levels: int) -> str:
    shapes = "".join(f"<g id='g{n}'>" + f"<use href='#g{n - 1}'/>" * 10 + "</g>" for n in range(1, levels))
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg'><g id='g0'><rect width='1' height='1'/></g>{shapes}</svg>"
    )


BOMBS: dict[str, Callable[[], Bomb]] = {
    "a table of 100,000 rows": lambda: ("<table>" + "<tr><td>x<td>y" * 100_000 + "</table>", ""),
    "a name of 1 MB": lambda: (f"<p>{'王' * 350_000}", ""),
    "a name of 1 MB in a narrow cell": lambda: (f"<table><tr><td>{'x' * 1_000_000}</table>", ("td { width: 1mm; "
                                                "overflow-wrap: anywhere }")),
    "a name of 1 MB with spaces": lambda: (f"<p>{'x ' * 500_000}", ""),
    "a huge value": lambda: ("<p>x", f"p {{ width: {'9' * 300_000}px; font-size: 1e30px; margin: 1e300mm }}"),
    "200,000 rules": lambda: ("<p class=c1>x", "".join(f".c{n} b i u {{ color: red }}" for n in range(200_000))),
    "a million declarations": lambda: ("<p>x", "p {" + "color: red;" * 1_000_000 + "}"),
    "60,000 boxes within boxes": lambda: (nested("div", 60_000), ""),
    "tables within tables": lambda: ("<table><tr><td>" * 200, ""),
    "flex within flex": lambda: (nested("div", 60, "display: flex; flex-wrap: wrap"), ""),
    "grid within grid": lambda: (nested("div", 40, "display: grid"), ""),
    "columns within columns": lambda: (nested("div", 30, "columns: 3"), ""),
    "100,000 columns": lambda: ("<div style='columns: 100000'>" + "<p>x" * 500 + "</div>", ""),
    "40,000 counters": lambda: ("<ol>" + "<li>x<ol>" * 90 + "<li>x" * 40_000,
                                "li { counter-increment: a } li::before { content: counters(list-item, '.') }"),
    "a picture of 400 million points": lambda: ("<img src='teamhub-asset:huge' alt=x>", "img { width: 1e6mm }"),
    "a drawing as wide as a country": lambda: (("<svg xmlns='http://www.w3.org/2000/svg' width='1e12' height='1e12'>"
                                               "<rect width='1e12' height='1e12'/></svg>"), ""),
    "50,000 page breaks": lambda: ("<p>x" * 50_000, "p { break-after: page }"),
    "pages of one millimetre": lambda: (f"<p>{'x ' * 20_000}", "@page { size: 1mm 1mm; margin: 0 }"),
    "margins that leave no page": lambda: (f"<p>{'x ' * 20_000}", "@page { size: 10mm; margin: 9999mm }"),
    "cells over a million columns": lambda: ("<table>" + "<tr><td colspan=1000000 rowspan=65534>x" * 20 + "</table>", ""),
    "a grid of a million tracks": lambda: ("<div><p>x</div>", ("div { display: grid; grid-template: repeat(999999, 1px) / "
                                           "repeat(999999, 1px) } p { grid-area: 1 / 1 / 999999 / 999999 }")),
    "variables that double forty times": lambda: ("<p>x", laughing_variables(40)),
    "drawings that use each other": lambda: (laughing_uses(12), ""),
    "20,000 footnotes": lambda: ("<p>x<i>y</i>" * 20_000, "i { float: footnote }"),
    "a gradient of 100,000 stops": lambda: ("<p>x", f"p {{ background: linear-gradient({'red,' * 100_000} blue) }}"),
    "headings that ask for each other's page": lambda: (
        "".join(f"<h1 id=h{n}><a href='#h{n + 1}'>x</a></h1>" for n in range(4_000)),
        "a::after { content: target-counter(attr(href), page) target-text(attr(href)) } h1 { break-before: page }"),
}  # fmt: skip


def grey_picture(width: int, height: int) -> bytes:
    """A PNG of zeros: tiny as a file, one byte a point when it is opened."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj()
    rows = b"".join(packer.compress(bytes(width + 1)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def assets(name: str) -> dict[str, Asset]:
    return {"huge": Asset(None, "image/png", grey_picture(20_000, 20_000))} if "picture" in name else {}
