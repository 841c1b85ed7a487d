"""One community's tally while a hundred or a thousand others stand in the same database, what a subdistrict of a
thousand looks at, and a search in a community of 200,000 visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks.copies import copy_community, repeat_visits
from benchmarks.measuring import Finding, compare
from benchmarks.stage import (
    SLUG,
    bare_view,
    dispose,
    example_instance,
    fourth_day,
    leader,
    leader_account,
    sign_in,
    writer,
)
from teamhub.blueprints.area import AT_ONCE, WHOLE
from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.people import Account, Membership
from teamhub.models.places import Community

SIZES = (100, 1000)
VISITS = 200_000
TIMES = 20
AREA_AIM, SEARCH_AIM, GROWTH_AIM = 0.5, 0.1, 1.2
"""Seconds, seconds, times."""
FOUND = {"HX-Request": "true", "HX-Target": "div#found"}
SEARCHES = ("zjm", "zhoujianming", "0001", "明珠华府 1-1-301", "药")
"""Initials, full pinyin, the end of a phone, an address, a word of a wish."""


def measure(folder: Path) -> Iterator[Finding]:
    alone = example_instance(folder / "alone")
    many = example_instance(folder / "many")
    small, day = leader(alone), fourth_day(alone)
    copied = 0
    for size in SIZES:
        dispose(many)
        copy_community(folder / "many" / "teamhub.sqlite", copied + 1, size - 1)
        copied = size - 1
        yield tally_beside(small, leader(many), f"/{SLUG}/tally?date={day}", size)
    yield area(many, SIZES[-1])
    dispose(many)
    account = leader_account(alone)
    dispose(alone)
    visits = repeat_visits(folder / "alone" / "teamhub.sqlite", VISITS)
    client, token = writer(alone, account)
    for text in SEARCHES:
        yield search(client, token, text, visits)
    dispose(alone)


def tally_beside(alone: FlaskClient, among: FlaskClient, url: str, size: int) -> Finding:
    return compare(
        f"Tally page of one of {size:,} communities",
        "the same page, alone in its database",
        lambda: _ask(among, url),
        lambda: _ask(alone, url),
        times=TIMES,
        note=f"Every community as large as the example. Aim: a ratio of at most {GROWTH_AIM}.",
    )


def area(app: Flask, size: int) -> Finding:
    with app.app_context():
        account = Account(login="area", display_name="街道", created_at=datetime.now(UTC))
        db.session.add(account)
        db.session.flush()
        over = db.session.scalars(select(Community.subdistrict_id).where(Community.slug == SLUG)).one()
        db.session.add(
            Membership(
                account_id=account.id,
                role=Role.SUBDISTRICT.value,
                subdistrict_id=over,
                created_at=account.created_at,
            )
        )
        db.session.commit()
        client = sign_in(app, account.id)
    answer = client.get("/area")
    shown = size if size <= WHOLE else AT_ONCE
    assert answer.get_data(as_text=True).count('<th scope="row">') == shown
    return compare(
        f"/area over {size:,} communities",
        "bare Flask view that answers the same bytes",
        lambda: _ask(client, "/area"),
        bare_view(answer.get_data(), answer.mimetype or ""),
        times=TIMES,
        note=f"{len(answer.get_data()) // 1024} KiB: {shown} of them on the page, sums over all. Aim: {AREA_AIM} s.",
    )


def search(client: FlaskClient, token: str, text: str, visits: int) -> Finding:
    """The words travel in the body, as on the page."""

    def ask() -> bytes:
        answer = client.post(f"/{SLUG}/search", data={"q": text, "csrf_token": token}, headers=FOUND)
        assert answer.status_code == 200
        return answer.get_data()

    found = ask()
    assert b"<a " in found, f"nothing is found for {text}"
    return compare(
        f"Search for {text}",
        "bare Flask view that answers the same bytes",
        ask,
        bare_view(found, "text/html"),
        times=TIMES,
        note=f"A community with {visits:,} visits. Aim: {SEARCH_AIM * 1000:.0f} ms.",
    )


def _ask(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 200
