"""The day's brief as PDF, beside WeasyPrint printing the same HTML with the same style sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.measuring import Finding, compare
from benchmarks.stage import SLUG, dispose, example_instance, fourth_day, leader
from teamhub.actions.briefs import begin_correction
from teamhub.actions.work import unit_of_work
from teamhub.documents import paper
from teamhub.documents.brief import print_facts
from teamhub.documents.press import ARCHIVE, Asset
from teamhub.documents.press_worker import SCHEME, make_fetcher
from teamhub.domain.access import Viewer
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.models.base import db
from teamhub.queries import briefs, viewers

TIMES = 5
Order = tuple[str, list[str], dict[str, Asset]]


def measure(folder: Path) -> Iterator[Finding]:
    app = example_instance(folder / "brief")
    day = fourth_day(app)
    with app.app_context():
        order = order_of(draft_of(day))
        db.session.remove()
    client, url = leader(app), f"/{SLUG}/briefs/{day}.pdf"

    def ask() -> None:
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer.get_data().startswith(b"%PDF")

    yield compare(
        "Brief as PDF, a draft, whole request",
        "bare WeasyPrint of the same HTML, already loaded",
        ask,
        lambda: bare_print(order),
        times=TIMES,
        note="Figures, composing, line breaking, a forked child of the warm press with its limits, PDF/A-2a and PDF/UA-1.",
    )
    dispose(app)


def draft_of(day: date) -> FrozenFacts:
    """The example's brief of that day is issued: a correction of it is a draft, whose figures are computed."""
    by = Viewer.system(viewers.community_by_slug(SLUG).id)
    with unit_of_work():
        begin_correction(day, "measured", by=by, at=datetime.now(UTC))
    return briefs.facts_of(by.community_id, day, briefs.latest_of_day(by.community_id, day))


def order_of(facts: FrozenFacts) -> Order:
    """What the press would be given."""
    orders: list[Order] = []

    def keep(html: str, css: list[str], assets: dict[str, Asset], _limits: object) -> bytes:
        orders.append((html, css, assets))
        return b""

    with patch.object(paper, "render", keep):
        print_facts(facts, draft=True, language="zh_Hans_CN")
    return orders[0]


def bare_print(order: Order) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    html, css, assets = order
    bodies = {n: ((a.path.read_bytes() if a.path else a.body), a.media_type) for n, a in assets.items()}
    fetcher: Any = make_fetcher(bodies)
    fonts = FontConfiguration()
    sheets = [CSS(string=c, url_fetcher=fetcher, font_config=fonts, base_url=f"{SCHEME}css") for c in css]
    document = HTML(string=html, url_fetcher=fetcher, base_url=f"{SCHEME}html")
    printed: bytes = document.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant=ARCHIVE)
    return printed
