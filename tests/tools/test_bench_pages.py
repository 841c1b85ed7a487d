"""Measured figures land between their marks, in the page that has them, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import advice, printing, queues, report

PLACES = {
    "all": (report.PERFORMANCE, report.BEGIN, report.END),
    "printing": (report.PERFORMANCE, printing.BEGIN, printing.END),
    "queues": (report.QUEUES, queues.BEGIN, queues.END),
    "advice": (report.QUEUES, advice.BEGIN, advice.END),
}


@pytest.mark.parametrize("name", PLACES)
def test_each_has_one_place_and_puts_its_figures_there(name: str, tmp_path: Path) -> None:
    page, begin, end = PLACES[name]
    copy = tmp_path / page.name
    copy.write_text(page.read_text("utf-8"), "utf-8")
    report.put(copy, begin, end, "这次的数字")
    old, new = page.read_text("utf-8"), copy.read_text("utf-8")
    assert new.partition(begin)[0] == old.partition(begin)[0]
    assert new.partition(end)[2] == old.partition(end)[2]
    assert new.partition(begin)[2].partition(end)[0].strip() == "这次的数字"


@pytest.mark.parametrize("words", ["", "(", ")", ")(", "()()", "(()"])
def test_a_page_without_one_place_stays_as_it_was(words: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before {words} after", "utf-8")
    with pytest.raises(ValueError, match=r"page\.md"):
        report.put(page, "(", ")", "1")
    assert page.read_text("utf-8") == f"before {words} after"


def test_publishing_prints_and_writes_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("a <b> c </b> d", "utf-8")
    for write, left in ((False, "a <b> c </b> d"), (True, "a <b>\n\nHead.\n\n| 1 |\n\n</b> d")):
        assert report.publish(page, "Head.", lambda: iter(["| 1 |"]), "<b>", "</b>", write=write) == 0
        assert page.read_text("utf-8") == left
        assert capsys.readouterr().out.startswith("Head.\n\n| 1 |\n\n")
