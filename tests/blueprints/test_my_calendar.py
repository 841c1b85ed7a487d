"""The own shifts by a private address, read back by the calendar library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from icalendar import Calendar

from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, Shift
from teamhub.models.people import Account, Person
from teamhub.web.clock import now
from tests.cast import Cast
from tests.duty_scene import build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]
PAGE = "/linli/me/calendar"


def address_of(client: PageClient) -> str:
    client.get(PAGE)
    field = client.soup.find("input", id="calendar-address")
    assert field is not None, "no address yet"
    return str(field["value"]).partition("localhost")[2]


def opened(client: PageClient) -> str:
    client.post(PAGE, {})
    return address_of(client)


@dataclass(frozen=True)
class Entry:
    uid: str
    status: str
    title: str
    starts_at: datetime
    ends_at: datetime
    revision: int
    alarms: int


def entries(client: PageClient, address: str) -> list[Entry]:
    """As a calendar application reads them."""
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    return [entry(part) for part in Calendar.from_ical(answer.data).walk("VEVENT")]


def entry(part: Any) -> Entry:
    return Entry(
        str(part["uid"]),
        str(part["status"]),
        str(part["summary"]),
        part["dtstart"].dt,
        part["dtend"].dt,
        int(part["sequence"]),
        len(part.walk("VALARM")),
    )


def entry_of(seat: DutyAssignment, client: PageClient, address: str) -> Entry:
    [found] = [one for one in entries(client, address) if one.uid.startswith(f"seat-{seat.id}@")]
    return found


def seat(cast: Cast, who: str, *, starts: datetime, hours: int, kind: str = "night") -> DutyAssignment:
    scene = build_scene(cast)
    shift = Shift(
        community_id=cast.community_id,
        campaign_id=cast.campaign_id,
        duty_date=starts.date(),
        kind=kind,
        starts_at=starts,
        ends_at=starts + timedelta(hours=hours),
    )
    db.session.add(shift)
    db.session.flush()
    made = DutyAssignment(
        community_id=cast.community_id,
        shift_id=shift.id,
        post_id=scene.gate.id,
        person_id=cast.person(who),
        assigned_at=now(),
    )
    db.session.add(made)
    db.session.commit()
    return made


def test_a_night_shift_crosses_midnight_and_keeps_its_identity(
    cast: Cast, as_: As, stranger: PageClient
) -> None:
    starts = (now() + timedelta(days=3)).astimezone(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    made = seat(cast, "member", starts=starts, hours=12)
    address = opened(as_("member"))
    first = entry_of(made, stranger, address)
    assert (first.starts_at, first.ends_at) == (starts, starts + timedelta(hours=12))
    assert "汉孟路南端" in first.title
    assert (first.status, first.alarms) == ("TENTATIVE", 1)
    with unit_of_work():
        db.session.get_one(DutyAssignment, made.id).confirmed_at = now()
    second = entry_of(made, stranger, address)
    assert (second.uid, second.status) == (first.uid, "CONFIRMED")
    assert second.revision > first.revision


def test_who_is_replaced_is_told_by_the_same_entry(cast: Cast, as_: As, stranger: PageClient) -> None:
    made = seat(cast, "member", starts=now() + timedelta(days=2), hours=12)
    address = opened(as_("member"))
    with unit_of_work():
        db.session.get_one(DutyAssignment, made.id).replaced_at = now()
    told = entry_of(made, stranger, address)
    assert (told.status, told.alarms) == ("CANCELLED", 0)


def test_it_shows_the_own_shifts_and_nobody_elses_name(cast: Cast, as_: As, stranger: PageClient) -> None:
    mine = seat(cast, "member", starts=now() + timedelta(days=1), hours=12)
    other = DutyAssignment(
        community_id=cast.community_id,
        shift_id=mine.shift_id,
        post_id=mine.post_id,
        person_id=cast.person("other_member"),
        assigned_at=now(),
    )
    db.session.add(other)
    db.session.commit()
    address = opened(as_("member"))
    text = stranger.get(address).get_data(as_text=True)
    assert f"seat-{other.id}@" not in text
    for person in db.session.query(Person):
        assert person.name not in text
        assert not person.phone or person.phone not in text


def test_a_new_address_kills_the_old_one_and_switching_off_both(as_: As, stranger: PageClient) -> None:
    client = as_("member")
    first = opened(client)
    second = opened(client)
    assert first != second
    stranger.get(first, expect=404)
    stranger.get(second)
    client.post(f"{PAGE}/withdraw", {})
    stranger.get(second, expect=404)
    client.get(PAGE)
    assert client.soup.find("input", id="calendar-address") is None


def test_forged_foreign_and_retired_addresses_open_nothing(
    app: Flask, cast: Cast, as_: As, stranger: PageClient
) -> None:
    address = opened(as_("member"))
    number, _, signature = address.rpartition("/")[2].removesuffix(".ics").partition(".")
    other = cast.person("other_member")
    for token in (f"{other}.{signature}", f"{number}.{signature[:-1]}", f"{number}.", "x.y", f"²{number}.{signature}",
                  f"{number}.{signature}é", "9" * 30 + ".x"):  # fmt: skip
        stranger.get(f"/linli/me/calendar/{token}.ics", expect=404)
    stranger.get(address.replace("/linli/", "/bieqv/"), expect=404)
    account = db.session.get_one(Account, cast.account("member"))
    account.disabled_at = now()
    db.session.commit()
    stranger.get(address, expect=404)


def test_the_page_reads_well_in_both_languages_and_to_who_is_not_on_the_roster(as_: As) -> None:
    for language in ("zh_Hans_CN", "en"):
        client = as_("member", language=language)
        client.get(PAGE)
        opened(client)
