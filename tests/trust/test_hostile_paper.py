"""Whatever somebody is called, paper shows it as words."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

import pdfplumber
import pikepdf
import pytest

from teamhub.documents.register import Column, RegisterFacts, print_register
from tests.documents.kinds import KINDS
from tests.figures import Tell
from tests.trust.canary import Canary, canary_on_guard, traces
from tests.trust.hostile_words import hostile_words


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary_on_guard(tmp_path_factory.mktemp("canary")) as one:
        yield one


def words_for(canary: Canary) -> list[str]:
    return hostile_words(f"http://127.0.0.1:{canary.port}/hit.png", f"file://{canary.folder}/canary.png")


def lively(pdf: bytes) -> list[str]:
    """Things on paper that act or point elsewhere. A binder's contents lead to its own pages: those may."""
    with pikepdf.open(io.BytesIO(pdf)) as book:
        dictionaries = [one for one in book.objects if isinstance(one, pikepdf.Dictionary)]
        found = [
            str(one.Subtype) for one in dictionaries if one.get("/Type") == "/Annot" and "/Dest" not in one
        ]
        acting = ("/JS", "/URI", "/Launch", "/AA", "/OpenAction")
        return found + [key for one in dictionaries for key in acting if key in one]


def printed_as_words(kind: str, words: Sequence[str], canary: Canary) -> None:
    """The words are all there, letter by letter, and nothing that they were meant to be."""
    pdf = KINDS[kind].print_it("zh_Hans_CN", " ".join(words))
    assert traces(pdf) == []
    assert lively(pdf) == []
    assert canary.hits == []
    with pdfplumber.open(io.BytesIO(pdf)) as book:
        text = "".join("".join(char["text"] for char in page.chars) for page in book.pages)
    seen = re.sub(r"\s", "", text)
    for word in words:
        assert re.sub(r"\s", "", word) in seen, f"{kind}: {word}"


@pytest.mark.proves("T64", "T67")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_hostile_name_is_words_on_every_kind_of_sheet(kind: str, canary: Canary) -> None:
    every = words_for(canary)
    printed_as_words(kind, [every[len(every) // 2 + 2]], canary)


@pytest.mark.proves("T64", "T67")
def test_three_hundred_hostile_names_on_one_register(canary: Canary) -> None:
    every = words_for(canary)
    assert len(set(every)) >= 300
    columns = (Column("名", 2), Column("单位", 1))
    facts = RegisterFacts("社区", "登记表", (), columns, tuple((w, w) for w in every), (), (), "打印")
    pdf = print_register(facts, language="zh_Hans_CN")
    assert (traces(pdf), lively(pdf), canary.hits) == ([], [], [])
    with pdfplumber.open(io.BytesIO(pdf)) as book:
        cells = [
            re.sub(r"\s", "", cell or "")
            for page in book.pages
            for row in page.extract_table() or ()
            for cell in row
        ]
    assert {re.sub(r"\s", "", word) for word in every} <= set(cells)


@pytest.mark.prove
@pytest.mark.proves("T64", "T67")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_three_hundred_hostile_names_on_every_kind_of_sheet(kind: str, canary: Canary, tell: Tell) -> None:
    every = words_for(canary)
    for start in range(0, len(every), 4):
        printed_as_words(kind, every[start : start + 4], canary)
    tell(f"hostile names on {kind}: printed as words / acted", f"{len(every)} / 0")
