"""The two pages that everybody looks at all day: the tally and the board, whole and unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.measuring import Finding, compare
from benchmarks.stage import SLUG, bare_view, dispose, example_instance, fourth_day, leader

TIMES = 30
POLL = {"HX-Request": "true", "HX-Target": "section#board"}


def measure(folder: Path) -> Iterator[Finding]:
    app = example_instance(folder / "pages")
    client, day = leader(app), fourth_day(app)
    tally, board = f"/{SLUG}/tally?date={day}", f"/{SLUG}/duty"
    yield whole_page("Tally page of the example's fullest day", client, tally)
    yield whole_page("Board of the shift that is running", client, board)
    yield unchanged("Tally asked again, unchanged (304)", Again(client, tally, {}))
    yield unchanged("Board asked again, unchanged (304)", Again(client, board, POLL))
    dispose(app)


def whole_page(name: str, client: FlaskClient, url: str) -> Finding:
    first = client.get(url)
    size = len(first.get_data()) // 1024

    def ask() -> None:
        assert client.get(url).status_code == 200

    return compare(
        name,
        "bare Flask view that answers the same bytes",
        ask,
        bare_view(first.get_data(), first.mimetype or ""),
        times=TIMES,
        note=f"{size} KiB, everything computed anew.",
    )


def unchanged(name: str, again: Again) -> Finding:
    return compare(
        name,
        "bare Flask view that answers nothing",
        again.ask,
        bare_view(b"", "text/html"),
        times=TIMES,
        note="What an open page asks every half minute. A minute that ends in between costs one whole page.",
    )


class Again:
    """Asks for a page that it has already; learns the new mark when there is one."""

    def __init__(self, client: FlaskClient, url: str, headers: dict[str, str]) -> None:
        self.client, self.url, self.headers = client, url, headers
        self.mark = client.get(url, headers=headers).headers["ETag"]

    def ask(self) -> None:
        answer = self.client.get(self.url, headers={**self.headers, "If-None-Match": self.mark})
        assert answer.status_code in {200, 304}, answer.status_code
        self.mark = answer.headers["ETag"]
