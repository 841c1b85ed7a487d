"""Places and people of the example: 17 compounds, 2,219 households, 21 cadres, 57 sweepers."""

from __future__ import annotations

from collections import Counter

from teamhub.domain.addresses import parse_door
from tests.example.conftest import Book

HOUSEHOLDS = (312, 356, 168, 184, 72, 146, 198, 132, 158, 96, 124, 54, 64, 42, 38, 49, 26)
BUILDINGS = (6, 7, 6, 8, 2, 6, 5, 4, 4, 4, 4, 2, 3, 2, 2, 2, 1)


def test_seventeen_compounds_with_their_figures(book: Book) -> None:
    rows = book["compounds"]
    assert tuple(r["household_count"] for r in rows) == HOUSEHOLDS
    assert sum(r["registered_count"] for r in rows) == 5312
    assert sum(r["eligible_count"] for r in rows) == 5186
    assert [r.get("aliases") for r in rows if r.get("aliases")] == ["名珠华府"]


def test_inhabited_doors_are_the_households_of_each_compound(book: Book) -> None:
    doors = book["doors"]
    inhabited = Counter(d["compound"] for d in doors if d["kind"] == "household" and d["occupied"])
    assert tuple(inhabited.values()) == HOUSEHOLDS
    assert sum(inhabited.values()) == 2219
    buildings = {(d["compound"], d["building"]) for d in doors}
    assert tuple(Counter(c for c, _ in buildings)[f"C{n:02d}"] for n in range(1, 18)) == BUILDINGS
    assert len(buildings) == 68


def test_vacant_flats_and_shops_stand_outside_the_households(book: Book) -> None:
    vacant = Counter(d["compound"] for d in book["doors"] if not d["occupied"])
    assert all(vacant[f"C{n:02d}"] == households * 3 // 50 for n, households in enumerate(HOUSEHOLDS, 1))
    assert sum(d["kind"] == "shop" for d in book["doors"]) == 34
    assert all(d["resident_count"] == 0 for d in book["doors"] if d["kind"] == "shop" or not d["occupied"])


def test_households_are_spread_evenly_over_the_buildings(book: Book) -> None:
    for n, (households, count) in enumerate(zip(HOUSEHOLDS, BUILDINGS, strict=True), 1):
        by_building = Counter(
            d["building"]
            for d in book["doors"]
            if d["compound"] == f"C{n:02d}" and d["kind"] == "household" and d["occupied"]
        )
        sizes = [by_building[str(b)] for b in range(1, count + 1)]
        assert sizes == [households // count] * (count - 1) + [households - households // count * (count - 1)]


def test_the_flat_number_tells_the_floor(book: Book) -> None:
    for door in book["doors"]:
        if door["kind"] == "household":
            read = parse_door(f"{door['building']}-{door['stairwell']}-{door['label']}")
            assert read.floor == door["floor"], door


def test_every_registered_person_lives_behind_a_door(book: Book) -> None:
    living = Counter[str]()
    for door in book["doors"]:
        living[door["compound"]] += door["resident_count"]
    assert living == {r["code"]: r["registered_count"] for r in book["compounds"]}


def test_twenty_one_cadres_of_three_offices(book: Book) -> None:
    cadres = [p for p in book["people"] if p["member_type"] == "cadre"]
    assert Counter(p["organization"] for p in cadres) == {"市委组织部": 9, "市委编办": 5, "市委党校": 7}
    senders = [o["name"] for o in book["organizations"] if o["sends_cadres"]]
    assert senders == ["市委组织部", "市委编办", "市委党校"]
    assert [p["name"] for p in cadres if "team_leader" in p["roles"]] == ["周建明"]
    assert {p["name"] for p in cadres if "group_leader" in p["roles"]} == {"吴国强", "高志远"}


def test_medics_and_community_workers(book: Book) -> None:
    types = Counter(p["member_type"] for p in book["people"])
    assert (types["medic"], types["community_worker"]) == (5, 30)
    assert "陈护士" in {p["name"] for p in book["people"] if p["member_type"] == "medic"}
    assert "陈红梅" not in {p["name"] for p in book["people"]}


def test_fifty_seven_sweepers_in_seventeen_teams_of_three_or_four(book: Book) -> None:
    for sweep in ("1", "2", "3", "4"):
        members = [r for r in book["sweep_teams"] if r["sweep"] == sweep]
        sizes = Counter(Counter(r["team"] for r in members).values())
        assert sizes == {4: 6, 3: 11}
        assert len({r["person"] for r in members}) == 57
    kinds = {p["code"]: p["member_type"] for p in book["people"]}
    count = Counter(kinds[r["person"]] for r in book["sweep_teams"] if r["sweep"] == "1")
    assert count == {
        "property_staff": 14, "party_group": 12, "owners_committee": 9, "building_head": 12, "volunteer": 10,
    }  # fmt: skip


def test_four_to_a_team_in_the_six_big_compounds(book: Book) -> None:
    scope = {r["team"]: r["compound"] for r in book["sweep_doors"] if r["sweep"] == "1"}
    sizes = Counter(scope[r["team"]] for r in book["sweep_teams"] if r["sweep"] == "1")
    assert {c for c, n in sizes.items() if n == 4} == {"C01", "C02", "C03", "C04", "C07", "C09"}


def test_everybody_of_the_sweeps_and_teams_is_on_the_roster_once(book: Book) -> None:
    codes = [p["code"] for p in book["people"]]
    names = [p["name"] for p in book["people"]]
    assert len(codes) == len(set(codes)) == 172
    assert len(names) == len(set(names))
    assert not {r["person"] for r in book["sweep_teams"]} & {r["person"] for r in book["duty"]}
