"""Three hundred names that are meant as something else: markup, styles, templates, addresses, in every place that they
could break out of."""

from __future__ import annotations

BREAKS = ("", '"', "'", '">', "'>", "</td></tr></table>", "</style>", "</title></head>", "-->", "]]>", "\\", "`", "</svg>",
          "</p></body></html>", "<b>")  # fmt: skip

MEANT = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='{http}'>",
    "<link rel=attachment href='{file}'>",
    "<link rel=stylesheet href='{http}'>",
    "<style>@import '{http}';</style>",
    "<svg onload=alert(1)><image href='{http}'/></svg>",
    "<iframe src='{file}'></iframe>",
    "<object data='{http}'></object>",
    "<a href='{http}' rel=attachment>x</a>",
    "<base href='{http}'>",
    "<meta http-equiv=refresh content='0;url={http}'>",
    "url({http})",
    "}} body {{ background: url({http}) }}",
    "{{{{ 7 * 7 }}}}",
    "{{% include '{file}' %}}",
    "&#60;img src='{http}'&#62;",
    "\\3c img src='{http}'\\3e ",
    "javascript:alert(document.cookie)",
    "<!--#include file='{file}'-->",
)


def hostile_words(http: str, file: str) -> list[str]:
    return [broken + meant.format(http=http, file=file) for broken in BREAKS for meant in MEANT]
