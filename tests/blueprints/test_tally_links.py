"""A link opens the tally to somebody without an account: counts only, for its days, until it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from teamhub.models.base import db
from teamhub.models.briefs import TallyLink
from teamhub.models.campaigns import JournalEntry
from teamhub.models.people import Membership, Person
from teamhub.queries.tally_links import token
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]


@pytest.fixture
def one_minute() -> Iterator[None]:
    """An answer serves to the end of its minute."""
    with time_machine.travel(now(), tick=False):
        yield


def make(leader: PageClient, label: str = "党委会", days: str = "7", expect: int = 303) -> TallyLink:
    leader.get("/linli/tally/links")
    leader.post("/linli/tally/links", {"label": label, "days": days}, expect=expect)
    return db.session.scalars(select(TallyLink).order_by(TallyLink.id.desc())).first()  # type: ignore[return-value]  # the tests that expect none do not look


def address(link: TallyLink, slug: str = "linli") -> str:
    return f"/{slug}/tally/shared/{token(link)}"


def test_made_read_withdrawn(as_: As, stranger: PageClient) -> None:
    leader = as_("leader")
    link = make(leader)
    leader.get("/linli/tally/links")
    shown = leader.soup.find("input", attrs={"id": f"link-{link.id}"})
    assert shown is not None
    assert str(shown["value"]).endswith(address(link))
    answer = stranger.get(address(link))
    assert "累计" in stranger.text()
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in answer.headers["Cache-Control"]
    assert stranger.soup.select("a.source") == []
    leader.post(f"/linli/tally/links/{link.id}/withdraw")
    stranger.get(address(link), expect=404)
    written = db.session.scalars(select(JournalEntry.action).where(JournalEntry.action.like("tally_link.%")))
    assert list(written) == ["tally_link.make", "tally_link.withdraw"]
    leader.get("/linli/tally/links")
    assert leader.soup.find("input", attrs={"id": f"link-{link.id}"}) is None


def test_it_opens_nothing_but_the_tally(as_: As, stranger: PageClient) -> None:
    link = make(as_("leader"))
    stranger.get(address(link))
    for path in ("/linli/tally", "/linli/tally/rows/deeds.total", "/linli/deeds", "/linli/tally/links"):
        stranger.get(path, expect=303)


def test_the_wall_needs_no_sign_in_and_polls_its_own_link(
    as_: As, stranger: PageClient, one_minute: None
) -> None:
    leader = as_("leader")
    link = make(leader)
    wall = f"{address(link)}/screen"
    answer = stranger.get(wall)
    screen = stranger.soup.find(id="screen")
    assert screen is not None
    assert screen["hx-get"] == wall
    stranger.get(wall, headers={"If-None-Match": answer.headers["ETag"]}, expect=304)
    stranger.get(f"{wall[:-8]}x/screen", expect=404)
    leader.post(f"/linli/tally/links/{link.id}/withdraw")
    stranger.get(wall, headers={"If-None-Match": answer.headers["ETag"]}, expect=404)


def test_over_is_said_and_shows_no_figure(as_: As, stranger: PageClient) -> None:
    link = make(as_("leader"), days="1")
    db.session.execute(update(TallyLink).values(expires_at=now() - timedelta(minutes=1)))
    db.session.commit()
    stranger.get(address(link), expect=410)
    assert "链接已过期" in stranger.text()
    stranger.get(f"{address(link)}/screen", expect=410)
    assert stranger.soup.find(id="tally") is None


def test_what_is_forged_is_not_there(as_: As, stranger: PageClient) -> None:
    leader = as_("leader")
    first, second = make(leader), make(leader, "街道")
    number, _, signed = token(first).partition("-")
    other = token(second).partition("-")[2]
    for said in (
        f"{number}-{other}",
        f"{second.id}-{signed}",
        f"{number}-{signed[:-1]}",
        f"{number}-{signed}x",
        f"{number}-",
        f"-{signed}",
        f"0{number}-{signed}x",
        "9" * 40,
        "１-" + signed[1:],
    ):
        stranger.get(f"/linli/tally/shared/{said}", expect=404)
    stranger.get("/linli/tally/shared/%00", expect=400)
    stranger.get(address(first, "bieqv"), expect=404)
    stranger.get(address(first, "nowhere"), expect=404)


def test_who_does_not_lead_makes_and_withdraws_none(as_: As) -> None:
    link = make(as_("leader"))
    for name in ("member", "group_leader", "worker", "reader", "inspector", "admin"):
        as_(name).get("/linli/tally/links", expect=403)
        as_(name).post("/linli/tally/links", {"label": "x", "days": "7"}, expect=403)
        as_(name).post(f"/linli/tally/links/{link.id}/withdraw", expect=403)
    as_("outsider").post(f"/bieqv/tally/links/{link.id}/withdraw", expect=404)
    db.session.refresh(link)
    assert link.withdrawn_at is None


@pytest.mark.parametrize(("label", "days"), [("", "7"), ("  ", "7"), ("党委会", "365"), ("党委会", "")])
def test_a_link_without_a_reader_or_an_end_is_not_made(as_: As, label: str, days: str) -> None:
    make(as_("leader"), label, days, expect=422)
    assert db.session.scalars(select(TallyLink)).all() == []


def test_counts_only_nobodys_name(example: Flask, one_minute: None) -> None:
    """The example's fullest day, at a link: the name of nobody on the roster, no link into the pages inside."""
    account = db.session.scalars(
        select(Membership.account_id).where(Membership.role == "team_leader")
    ).first()
    assert account is not None
    leader, reader = PageClient(example).sign_in(account), PageClient(example)
    leader.get("/balicha/tally/links")
    leader.post("/balicha/tally/links", {"label": "党委会", "days": "1"})
    link = db.session.scalars(select(TallyLink)).one()
    for day in ("2022-04-03", "2022-04-04"):
        answer = reader.get(address(link, "balicha") + f"?date={day}")
        body = answer.get_data(as_text=True)
        assert [name for name in db.session.scalars(select(Person.name)) if name in body] == []
        assert "/balicha/tally/rows" not in body
        again = reader.get(
            address(link, "balicha") + f"?date={day}",
            headers={"If-None-Match": answer.headers["ETag"]},
            expect=304,
        )
        assert again.data == b""


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_page_reads_well(as_: As, stranger: PageClient, cast: Cast, language: str) -> None:
    leader = as_("leader", language=language)
    link = make(leader)
    leader.get("/linli/tally")
    leader.get("/linli/tally/links")
    stranger.speak(language).get(address(link))
