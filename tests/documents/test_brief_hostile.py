"""Text made to do something, in every field of a brief that people type: on paper it is text and nothing else."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import product

import pikepdf
import pytest

from teamhub.domain.briefs import compose
from teamhub.domain.figures import Label
from tests.documents.page_faults import boxes
from tests.documents.printed import print_day
from tests.documents.test_brief_days import quiet
from tests.domain.briefs.days import april_texts

TAGS = (
    "script", "img src=x onerror=alert(1)", "svg onload=alert(1)", "iframe src=javascript:alert(1)", "a href=javascript:alert(1)",
    "link rel=attachment href=file:///etc/passwd", "style>@page{size:A0}", "h1", "h2 class=brief-heading", "table",
    "base href=http://127.0.0.1:9/", "meta http-equiv=refresh content=0", "object data=file:///etc/hostname",
    "embed src=http://127.0.0.1:9/x.pdf", "form action=http://127.0.0.1:9/", "input value=1", "video src=http://127.0.0.1:9/",
    "span style=position:fixed", "p hidden", "font size=7", "bookmark", "math", "template", "slot", "dialog open",
    "body background=http://127.0.0.1:9/", "html lang=xx", "title", "br", "annotation",
)  # fmt: skip
FORMS = (
    "<{}>", "</{}>", "\"><{}>", "'><{}>", "]]><{}>", "--><{}>", "{{{{ '<{}>' }}}}", "{{% {} %}}", "&lt;{}&gt;", "<{}//",
)  # fmt: skip
PAYLOADS = [form.format(tag) for form, tag in product(FORMS, TAGS)]
assert len(set(PAYLOADS)) == 300
ACTS = (
    "/JavaScript",
    "/JS",
    "/AA",
    "/OpenAction",
    "/Launch",
    "/URI",
    "/EmbeddedFile",
    "/Filespec",
    "/Widget",
    "/RichMedia",
)


@pytest.mark.proves("T64")
@pytest.mark.parametrize(
    "payloads",
    [
        pytest.param(PAYLOADS[7::13], id="some"),
        pytest.param(PAYLOADS, id="all", marks=pytest.mark.prove),
    ],
)
def test_what_was_typed_is_printed_as_it_was_typed_and_does_nothing(payloads: list[str]) -> None:
    typed = april_texts()
    hostile = replace(
        typed,
        number=5,
        problems=tuple(payloads),
        plan=(payloads[0],),
        typical_case=payloads[1],
        opening=payloads[2],
        compiled_by=Label(payloads[3]),
        addressee=Label(payloads[4]),
        reviewed_by=payloads[5],
        approved_by=payloads[6],
        to_peers=(Label(payloads[7]),),
        title=Label(payloads[8]),
        masthead=typed.masthead,
    )
    made = compose(quiet(), hostile, "zh_Hans_CN")
    sheet = print_day(quiet(), hostile)
    text = sheet.running()
    assert [p for p in payloads if "".join(p.split()) not in text] == []
    assert list(boxes(sheet)) == []
    with pikepdf.open(io.BytesIO(sheet.pdf)) as document:
        body = b"".join(
            item.unparse(resolved=True) for item in document.objects if not isinstance(item, pikepdf.Stream)
        )
        assert [act for act in ACTS if act.encode() in body] == []
        with document.open_outline() as outline:
            (top,) = outline.root
            assert len(top.children) == len(made.sections)
        assert {tuple(page.mediabox) for page in document.pages} == {tuple(document.pages[0].mediabox)}
        assert not any(page.get_images() for page in document.pages)
