"""The press reads what it was given and nothing else, and never takes the application down with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from teamhub.documents.press import Asset, Limits, PrintingFailed, press, render
from teamhub.documents.press_worker import make_fetcher


def test_the_fetcher_gives_listed_assets_and_refuses_all_else() -> None:
    fetcher = make_fetcher({"mark": (b"<svg/>", "image/svg+xml")})
    assert fetcher.fetch("teamhub-asset:mark").read() == b"<svg/>"
    for url in (
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "data:text/plain,x",
        "teamhub-asset:other",
        "mark",
        "",
    ):
        with pytest.raises(BaseException, match="refused"):
            fetcher.fetch(url)


def test_a_listed_picture_is_printed(tmp_path: Path) -> None:
    mark = tmp_path / "mark.svg"
    mark.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
    )
    done = press(
        '<html lang="en"><img src="teamhub-asset:mark" alt="A square">',
        [],
        {"mark": Asset(mark, "image/svg+xml")},
    )
    assert done.pdf.startswith(b"%PDF")
    assert done.remarks == ""


def test_a_document_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(PrintingFailed) as stopped:
        render("<p>x</p>" * 200_000, [], {}, Limits(seconds=1.5))
    assert stopped.value.code == "too_long"


def test_deep_nesting_is_an_error_not_a_crash_of_ours() -> None:
    with pytest.raises(PrintingFailed):
        render("<div>" * 60_000, [], {}, Limits(cpu_seconds=2))
