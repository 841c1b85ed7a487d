"""/area: the subdistrict's page, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from teamhub.blueprints import area
from teamhub.models.base import db
from teamhub.models.places import Community
from tests.cast import Cast, subdistrict_reader
from tests.page_client import PageClient
from tests.sweep_scene import after, build_sweep, door_at, sweep_of

As = Callable[..., PageClient]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_subdistrict_starts_here_and_goes_on_into_a_community(
    app: Flask, cast: Cast, language: str
) -> None:
    first = db.session.get_one(Community, cast.community_id)
    assert first.subdistrict_id is not None
    client = PageClient(app).sign_in(subdistrict_reader(first.subdistrict_id), language=language)
    assert client.get("/", expect=302).location == "/area"
    client.get("/area")
    assert {str(a["href"]) for a in client.soup.select("main tbody th a")} == {"/linli/", "/bieqv/"}
    client.get("/linli/duty")


@pytest.mark.parametrize("who", ["leader", "member", "reader"])
def test_who_works_in_one_community_has_no_area(as_: As, who: str) -> None:
    as_(who).get("/area", expect=403)


def test_a_long_list_goes_on_on_a_second_page_and_sums_are_over_all(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area, "WHOLE", 1)
    monkeypatch.setattr(area, "AT_ONCE", 1)
    first = db.session.get_one(Community, cast.community_id)
    assert first.subdistrict_id is not None
    client = PageClient(app).sign_in(subdistrict_reader(first.subdistrict_id))
    seen, sums = [], []
    address = "/area"
    while address:
        client.get(address)
        (link,) = client.soup.select("main tbody th a")
        seen.append(link["href"])
        sums.append([figure.get_text() for figure in client.soup.select(".figure__value")])
        refreshed = client.soup.select_one("#area")
        assert refreshed is not None
        assert refreshed["hx-get"] == address, "what is open stays open"
        after = client.soup.select_one("a[rel=next]")
        address = str(after["href"]) if after else ""
    assert sorted(seen) == ["/bieqv/", "/linli/"]
    assert sums[0]
    assert sums[0] == sums[1]
    assert len(sums[0]) == 4, "what only the rows of the page could tell is left out"
    client.get("/area?page=999")
    assert client.soup.select_one("main tbody th a")
    client.get("/area?page=-1")
    assert client.soup.select_one("a[rel=next]")


def test_on_a_long_list_a_running_sweep_ranks_and_its_doors_are_counted_on_its_page(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area, "WHOLE", 1)
    monkeypatch.setattr(area, "AT_ONCE", 1)
    monkeypatch.setattr(area, "now", lambda: after(120))
    scene = build_sweep(cast)
    doors = len(cast.unit_ids)
    first = db.session.get_one(Community, cast.community_id)
    assert first.subdistrict_id is not None
    client = PageClient(app).sign_in(subdistrict_reader(first.subdistrict_id))

    def page() -> tuple[str, str, str]:
        """The community of the first page, its doors, and the figure above."""
        client.get("/area")
        (row,) = client.soup.select("main tbody tr")
        (link,) = row.select("th a")
        cells = [cell.get_text(" ", strip=True) for cell in row.select("td")]
        figures = [figure.get_text(" ", strip=True) for figure in client.soup.select(".figure")]
        return str(link["href"]), cells[3], figures[2]

    where, left, above = page()
    assert (where, left) == ("/linli/", f"{doors} / {doors}")
    assert "1 / 2" in above
    for unit_id in cast.unit_ids:
        door_at(scene, unit_id).state = "final"
    sweep_of(scene).cleared_at = after(60)
    db.session.commit()
    where, left, above = page()
    assert "0 / 2" in above
    assert where == "/bieqv/", "by name, where nothing is missing anywhere"


@pytest.mark.parametrize(("words", "language"), [("邻里", "zh_Hans_CN"), ("linli", "en")])
def test_a_community_is_found_by_part_of_its_name(app: Flask, cast: Cast, words: str, language: str) -> None:
    first = db.session.get_one(Community, cast.community_id)
    assert first.subdistrict_id is not None
    client = PageClient(app).sign_in(subdistrict_reader(first.subdistrict_id), language=language)
    client.get(f"/area?q={words}")
    assert [str(a["href"]) for a in client.soup.select("main tbody th a")] == ["/linli/"]
    field = client.soup.select_one("input[name=q]")
    assert field is not None
    assert field["value"] == words
    client.get("/area?q=zzz")
    assert not client.soup.select("main tbody th a")
    assert "zzz" in client.soup.select("main")[0].get_text()
