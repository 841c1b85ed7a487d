"""Every kind of document keeps for the archive and reads aloud: PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pdfua import Confidence, Severity, validate

from teamhub.documents.joining import join
from teamhub.documents.press import press
from tests.documents.kinds import KINDS, NAME
from tests.documents.pdf_rules import broken_rules


def printed(kind: str, language: str) -> bytes:
    return KINDS[kind].print_it(language, "" if kind == "brief" else NAME)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_kind_keeps_the_rules(kind: str, language: str, tmp_path: Path) -> None:
    pdf = printed(kind, language)
    assert broken_rules(pdf) == []
    file = tmp_path / "sheet.pdf"
    file.write_bytes(pdf)
    found = validate(str(file)).findings
    sure = [one for one in found if one.severity >= Severity.WARNING and one.confidence is Confidence.CERTAIN]
    assert [f"{one.rule_id} {one.message}" for one in sure] == []
    with pikepdf.open(io.BytesIO(pdf)) as book:
        assert str(book.Root.Lang) == ("zh-Hans" if language.startswith("zh") else "en")


GOOD = "<!DOCTYPE html><html lang=zh><title>x</title><h1>x</h1><table><thead><tr><th>a<tbody><tr><th>b<td>c</table>"


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (GOOD, ""),
        (GOOD.replace("<title>x</title>", ""), "metadata says"),
        (GOOD.replace(" lang=zh", ""), "no language"),
        (GOOD.replace("h1>", "h3>"), "/H3 follows a heading of level 0"),
        (GOOD.replace("h1>", "p>"), "no heading"),
        (GOOD.replace("th>", "td>"), "a table without header cells"),
        (
            f"{GOOD}<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>",
            "a picture without words",
        ),
    ],
)
def test_the_rules_see_what_is_missing(html: str, fault: str) -> None:
    """The control: take one thing away and it is told."""
    told = broken_rules(press(html, [], {}).pdf)
    assert any(one.startswith(fault) for one in told) if fault else told == []


def test_a_link_has_words_and_a_row_has_its_head() -> None:
    pdf = press(f"{GOOD}<h2 id=there>y</h2><p><a href='#there'>z</a>", [], {}).pdf
    assert broken_rules(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as book:
        scopes = [
            str(one.A.Scope)
            for one in book.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"
        ]
    assert sorted(scopes) == ["/Column", "/Row"]


def test_portions_joined_to_one_file_keep_the_rules() -> None:
    portions = [printed(kind, "zh_Hans_CN") for kind in ("care_card", "cards", "care_card")]
    assert broken_rules(join(portions)) == []
