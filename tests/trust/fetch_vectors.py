"""Ways in which a document may ask for something outside, and how addresses may be spelled: each pair is one vector.

`{u}` is the address. An address of the canary server ends in a kind of file that it answers truthfully (style sheet,
picture, font, page), so that a fetch that is let through would also be used."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='99' height='99'>"
FACE = "<style>@font-face {{ font-family: a; SRC }} p {{ font-family: a }}</style><p>x</p>"

PICTURES = {
    "img": "<img src='{u}'>",
    "img srcset": "<img srcset='{u} 2x'>",
    "img in picture": "<picture><source srcset='{u}'><img src='{u}'></picture>",
    "img lazy": "<img loading=lazy src='{u}' alt=x>",
    "input image": "<form><input type=image src='{u}'></form>",
    "object": "<object data='{u}' type='image/png'>x</object>",
    "object svg": "<object data='{u}' type='image/svg+xml'>x</object>",
    "embed": "<embed src='{u}' type='image/png'>",
    "video poster": "<video poster='{u}'></video>",
    "background": "<p style='background: url({u})'>x",
    "background-image": "<p style='background-image: url({u})'>x",
    "second background": "<p style='background: linear-gradient(red, blue), url({u})'>x",
    "page background": "<style>@page {{ background: url('{u}') }}</style><p>x",
    "page margin": "<style>@page {{ @top-center {{ content: url('{u}') }} }}</style><p>x",
    "page margin background": "<style>@page {{ @top-center {{ content: 'x'; background: url('{u}') }} }}</style><p>x",
    "first page": "<style>@page :first {{ background-image: url('{u}') }}</style><p>x",
    "named page": "<style>@page a {{ background: url('{u}') }} p {{ page: a }}</style><p>x",
    "list-style": "<ul style='list-style: url({u})'><li>x</ul>",
    "list-style-image": "<ul style='list-style-image: url({u})'><li>x</ul>",
    "marker": "<style>li::marker {{ content: url('{u}') }}</style><ul><li>x</ul>",
    "content": "<p style='content: url({u})'>x",
    "before": "<style>p::before {{ content: url('{u}') }}</style><p>x",
    "after": "<style>p::after {{ content: 'x' url('{u}') }}</style><p>x",
    "footnote call": "<style>i {{ float: footnote }} i::footnote-call {{ content: url('{u}') }}</style><p>x<i>y</i>",
    "first line": "<style>p::first-line {{ background: url('{u}') }}</style><p>x",
    "border-image": "<p style='border: 9px solid; border-image: url({u}) 3'>x",
    "border-image-source": "<p style='border: 9px solid; border-image-source: url({u})'>x",
    "mask-border-source": "<p style='mask-border-source: url({u})'>x",
    "string-set": "<style>h1 {{ string-set: a url('{u}') }} @page {{ @top-left {{ content: string(a) }} }}</style><h1>x",
    "running element": "<style>i {{ position: running(a) }} @page {{ @top-left {{ content: element(a) }} }}</style>"
    "<i><img src='{u}'></i><p>x",
    "attr()": "<style>p {{ background-image: attr(data-u url) }}</style><p data-u='{u}'>x",
    "variable": "<style>p {{ --a: url('{u}'); background: var(--a) }}</style><p>x",
    "image-set": "<p style='background-image: image-set(url({u}) 1x)'>x",
    "repeated table head": "<table><thead style='background: url({u})'><tr><th>x<tbody><tr><td>x</table>",
    "svg image": SVG + "<image href='{u}' width='9' height='9'/></svg>",
    "svg image xlink": SVG + "<image xlink:href='{u}' width='9' height='9'/></svg>",
    "svg foreign object": SVG + "<foreignObject width='9' height='9'><img src='{u}'/></foreignObject></svg>",
    "svg feImage": SVG
    + "<filter id='f'><feImage href='{u}'/></filter><rect width='9' height='9' filter='url(#f)'/></svg>",
    "svg pattern": SVG
    + "<pattern id='f' width='1' height='1'><image href='{u}' width='9' height='9'/></pattern>"
    "<rect width='9' height='9' fill='url(#f)'/></svg>",
}
DRAWINGS = {
    "svg use": SVG + "<use href='{u}#a'/></svg>",
    "svg use xlink": SVG + "<use xlink:href='{u}#a'/></svg>",
    "svg fill": SVG + "<rect width='9' height='9' fill='url({u}#a)'/></svg>",
    "svg stroke": SVG + "<rect width='9' height='9' stroke='url({u}#a)'/></svg>",
    "svg mask": SVG + "<rect width='9' height='9' mask='url({u}#a)'/></svg>",
    "svg clip-path": SVG + "<rect width='9' height='9' clip-path='url({u}#a)'/></svg>",
    "svg filter": SVG + "<rect width='9' height='9' filter='url({u}#a)'/></svg>",
    "svg marker": SVG + "<path d='M0 0L9 9' marker-start='url({u}#a)'/></svg>",
    "svg text path": SVG + "<text><textPath href='{u}#a'>x</textPath></text></svg>",
    "svg gradient": SVG
    + "<linearGradient id='g' href='{u}#a'/><rect width='9' height='9' fill='url(#g)'/></svg>",
    "filter": "<p style='filter: url({u}#a)'>x",
    "mask": "<p style='mask: url({u}#a)'>x",
    "clip-path": "<p style='clip-path: url({u}#a)'>x",
    "shape-outside": "<p style='float: left; shape-outside: url({u})'>x",
    "cursor": "<p style='cursor: url({u}), auto'>x",
}
SHEETS = {
    "link stylesheet": "<link rel=stylesheet href='{u}'><p>x",
    "link alternate stylesheet": "<link rel='alternate stylesheet' href='{u}'><p>x",
    "link in body": "<body><p>x<link rel=stylesheet media=print href='{u}'>",
    "import url": "<style>@import url('{u}');</style><p>x",
    "import string": "<style>@import '{u}';</style><p>x",
    "import for print": "<style>@import url({u}) print;</style><p>x",
    "import layer": "<style>@import url({u}) layer(a);</style><p>x",
    "import supports": "<style>@import url({u}) supports(display: block);</style><p>x",
    "import escaped": "<style>@\\69mport url('{u}');</style><p>x",
    "namespace": "<style>@namespace a url('{u}');</style><p>x",
    "svg style import": SVG + "<style>@import url('{u}');</style><rect width='9' height='9'/></svg>",
    "style in svg": SVG + "<style>rect {{ fill: url('{u}#a') }}</style><rect width='9' height='9'/></svg>",
    "xml-stylesheet": "<?xml-stylesheet href='{u}' type='text/css'?><p>x",
    "color profile": "<style>@color-profile --a {{ src: url('{u}') }} p {{ color: color(--a 1 0 0) }}</style><p>x",
    "counter style": "<style>@counter-style a {{ system: cyclic; symbols: url('{u}') }}</style><ul style='list-style: a'>"
    "<li>x</ul>",
}
FONTS = {
    "font-face": FACE.replace("SRC", "src: url('{u}')"),
    "font-face with format": FACE.replace("SRC", "src: url('{u}') format('truetype')"),
    "font-face after local": FACE.replace("SRC", "src: local('nothing'), url('{u}')"),
    "font-face second": FACE.replace("SRC", "src: url(''), url('{u}')"),
    "font-face in media": "<style>@media print {{ @font-face {{ font-family: a; src: url('{u}') }} }} p {{ font-family: a }}"
    "</style><p>x",
}
PAGES = {
    "link attachment": "<link rel=attachment href='{u}'><p>x",
    "anchor attachment": "<p><a rel=attachment href='{u}' download=x>x</a>",
    "area attachment": "<map><area rel=attachment href='{u}'></map><p>x",
    "css attachment": "<p><a style='link: url({u}); anchor: x' rel=attachment href='{u}'>x</a>",
    "link icon": "<link rel=icon href='{u}'><p>x",
    "link import": "<link rel=import href='{u}'><p>x",
    "link manifest": "<link rel=manifest href='{u}'><p>x",
    "link preload": "<link rel=preload as=style href='{u}'><p>x",
    "base": "<base href='{u}'><p><img src='x.png'>",
    "iframe": "<iframe src='{u}'></iframe>",
    "iframe srcdoc": "<iframe srcdoc=\"<img src='{u}'>\"></iframe>",
    "frame": "<frameset><frame src='{u}'></frameset>",
    "object page": "<object data='{u}' type='text/html'>x</object>",
    "applet": "<applet code='{u}' archive='{u}'>x</applet>",
    "script": "<script src='{u}'></script><p>x",
    "module": "<script type=module>import '{u}'</script><p>x",
    "meta refresh": "<meta http-equiv=refresh content='0; url={u}'><p>x",
    "audio": "<audio src='{u}'></audio><p>x",
    "video": "<video><source src='{u}'><track src='{u}'></video><p>x",
    "body background": "<body background='{u}'><p>x",
    "table background": "<table background='{u}'><tr><td background='{u}'>x</table>",
    "quote": "<blockquote cite='{u}'>x</blockquote><q cite='{u}'>x</q>",
    "form": "<form action='{u}'><button formaction='{u}'>x</button></form>",
    "doctype": "<!DOCTYPE html SYSTEM '{u}'><p>x",
    "entity": "<!DOCTYPE a [<!ENTITY b SYSTEM '{u}'>]><p>&b;",
    "xinclude": "<p xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{u}' parse='text'/>x",
    "svg entity": "<!DOCTYPE svg [<!ENTITY b SYSTEM '{u}'>]>" + SVG + "<text y='20'>&b;</text></svg>",
    "comment condition": "<!--[if gte mso 9]><img src='{u}'><![endif]--><p>x",
    "noscript": "<noscript><img src='{u}'></noscript>",
    "template": "<template><img src='{u}'></template><p>x",
}
KINDS = {"png": PICTURES, "svg": DRAWINGS, "css": SHEETS, "otf": FONTS, "html": PAGES}

SPELLINGS = {
    "upper case": "HTTP://127.0.0.1:{port}/hit.png",
    "backslashes": "http:\\\\127.0.0.1:{port}\\hit.png",
    "no scheme": "//127.0.0.1:{port}/hit.png",
    "spaces before": "  http://127.0.0.1:{port}/hit.png",
    "tab within": "ht&#9;tp://127.0.0.1:{port}/hit.png",
    "new line within": "http:&#10;//127.0.0.1:{port}/hit.png",
    "percent": "%68ttp://127.0.0.1:{port}/hit.png",
    "full width": "ｈｔｔｐ://127.0.0.1:{port}/hit.png",
    "full width dots": "http://127。0。0。1:{port}/hit.png",
    "number": "http://2130706433:{port}/hit.png",
    "hexadecimal": "http://0x7f000001:{port}/hit.png",
    "short": "http://127.1:{port}/hit.png",
    "name": "http://localhost:{port}/hit.png",
    "with a user": "http://teamhub-asset:x@127.0.0.1:{port}/hit.png",
    "redirected to another": "http://127.0.0.1:{port}/redirect?to=http://127.0.0.1:{port}/hit.png",
    "redirected to a file": "http://127.0.0.1:{port}/redirect?to=file://{folder}/canary.png",
    "https": "https://127.0.0.1:{port}/hit.png",
    "ftp": "ftp://127.0.0.1:{port}/hit.png",
    "gopher": "gopher://127.0.0.1:{port}/hit.png",
    "websocket": "ws://127.0.0.1:{port}/hit.png",
    "jar": "jar:http://127.0.0.1:{port}/hit.png!/x",
    "file": "file://{folder}/canary.png",
    "file on localhost": "file://localhost{folder}/canary.png",
    "file with one slash": "file:{folder}/canary.png",
    "file in upper case": "FILE://{folder}/canary.png",
    "file escaped": "file:%2f%2f{folder}/canary.png",
    "path": "{folder}/canary.png",
    "path upwards": "../../../../../../../../../..{folder}/canary.png",
    "process": "file:///proc/self/environ",
    "data": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "data svg": "data:image/svg+xml;base64,{svg}",
    "asset upwards": "teamhub-asset:../..{folder}/canary.png",
    "asset with a host": "teamhub-asset://127.0.0.1:{port}/hit.png",
    "asset within an asset": "teamhub-asset:listed/../../..{folder}/canary.png",
    "asset with a fragment": "teamhub-asset:listed#../..{folder}/canary.png",
    "asset in upper case": "TEAMHUB-ASSET:listed",
    "asset that is not listed": "teamhub-asset:unlisted",
    "asset and null": "teamhub-asset:listed%00.png",
}


@dataclass(frozen=True)
class Vector:
    name: str
    html: str


def vectors(port: int, folder: Path) -> Iterator[Vector]:
    """Every way over HTTP and as a file, and every spelling as picture, style sheet and attachment."""
    for kind, ways in KINDS.items():
        addresses = {"http": f"http://127.0.0.1:{port}/hit.{kind}", "file": f"file://{folder}/canary.{kind}"}
        for name, way in ways.items():
            for scheme, address in addresses.items():
                yield Vector(f"{name}, {scheme}", page(way.format(u=address)))
    inner = f"{SVG}<image href='http://127.0.0.1:{port}/hit.png' width='9' height='9'/></svg>"
    for name, spelling in SPELLINGS.items():
        address = spelling.format(port=port, folder=folder, svg=base64.b64encode(inner.encode()).decode())
        tried = (
            PICTURES["img"],
            PICTURES["background-image"],
            SHEETS["import url"],
            PAGES["link attachment"],
        )
        yield Vector(f"spelled: {name}", page("".join(way.format(u=address) for way in tried)))


def page(body: str) -> str:
    return (
        body
        if body.startswith(("<!DOCTYPE", "<?xml"))
        else f"<!DOCTYPE html><html lang=zh><title>x</title>{body}"
    )
