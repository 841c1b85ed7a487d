"""Care, requests, deeds and supplies of the example."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from teamhub.domain.deeds import RequestState, next_state
from teamhub.domain.vocabularies import BY_NAME
from teamhub.domain.workbook.pairs import read_pairs
from tests.example.conftest import Book, moment, on

GROUPS = ("medicine", "delivery", "printing", "utility_top_up", "lost_and_found", "other")
DEEDS = {
    1: (3, 5, 1, 1, 1, 1), 2: (3, 6, 3, 2, 2, 1), 3: (3, 6, 4, 3, 1, 2),
    4: (5, 7, 4, 3, 1, 2), 5: (4, 7, 3, 3, 2, 1), 6: (3, 7, 3, 2, 1, 2),
}  # fmt: skip
PIECES = {1: (88, 61), 2: (176, 139), 3: (203, 155), 4: (214, 168), 5: (197, 161), 6: (189, 150)}
BRIEF_GROUP = {t.code: str(t.flags.get("brief_group", "other")) for t in BY_NAME["deed_category"].terms}


@pytest.mark.parametrize("day", DEEDS)
def test_deeds_of_a_day_by_group_of_the_brief(book: Book, day: int) -> None:
    done = Counter(BRIEF_GROUP[d["category"]] for d in on(book["deeds"], "done_at", day))
    assert tuple(done[g] for g in GROUPS) == DEEDS[day]


def test_a_hundred_and_eight_deeds_in_order(book: Book) -> None:
    assert [d["code"] for d in book["deeds"]] == [f"D{n:03d}" for n in range(1, 109)]
    moments = [d["done_at"] for d in book["deeds"]]
    assert moments == sorted(moments)
    assert all(d["done_at"][11:] < "22:00" for d in book["deeds"])


def test_a_request_gives_at_most_one_deed(book: Book) -> None:
    answered = [d["request"] for d in book["deeds"] if "request" in d]
    assert len(answered) == len(set(answered)) > 40
    asked = {r["code"]: r for r in book["requests"]}
    for deed in book["deeds"]:
        if "request" in deed:
            assert asked[deed["request"]]["asked_at"] < deed["done_at"] == asked[deed["request"]]["done_at"]


def test_every_history_is_one_that_the_rules_allow(book: Book) -> None:
    steps: dict[str, list[str]] = defaultdict(list)
    moments: dict[str, list[str]] = defaultdict(list)
    for step in book["request_steps"]:
        steps[step["request"]].append(step["kind"])
        moments[step["request"]].append(step["at"])
    for request in book["requests"]:
        kinds = steps[request["code"]]
        assert moments[request["code"]] == sorted(moments[request["code"]])
        assert kinds[0] == "asked"
        state = RequestState.OPEN
        for n, kind in enumerate(kinds[1:], 1):
            approval = request["category"] == "border_handover"
            state = next_state(state, kind, kinds[:n], needs_approval=approval)
        assert state.value == request["state"]


def test_the_escorted_trip_of_the_third_of_april(book: Book) -> None:
    request = next(r for r in book["requests"] if r.get("beneficiary") == "刘师傅女儿")
    assert (request["requested_by"], request["relation"], request["compound"]) == (
        "刘师傅",
        "父女",
        "名珠华府",
    )
    steps = [s for s in book["request_steps"] if s["request"] == request["code"]]
    assert [s["kind"] for s in steps] == [
        "asked", "assigned", "accepted", "approved", "departed", "returned", "done", "confirmed", "closed",
    ]  # fmt: skip
    departed = read_pairs(next(s["facts"] for s in steps if s["kind"] == "departed"))
    assert departed.keys() >= {"vehicle", "driver", "gate", "pharmacy"}
    assert all(s["at"].startswith("2022-04-03") for s in steps)


def test_the_border_hand_over_of_the_fourth_of_april(book: Book) -> None:
    request = next(r for r in book["requests"] if r["category"] == "border_handover")
    assert (request["requested_by"], request["beneficiary"]) == ("孔大妈", "孔大妈女儿")
    steps = {s["kind"]: s for s in book["request_steps"] if s["request"] == request["code"]}
    assert list(steps) == [
        "asked", "assigned", "accepted", "note", "approved", "sent", "handed_over", "received", "done", "confirmed",
        "closed",
    ]  # fmt: skip
    facts = read_pairs(steps["handed_over"]["facts"])
    assert (facts["place"], facts["counterpart"]) == ("随县边界卡口", "吴山镇")
    assert "不得跨区域流动" in steps["note"]["note"]


def test_quotes_only_with_consent_and_without_illness(book: Book) -> None:
    quoted = [d for d in book["deeds"] if d.get("thanks")]
    assert {d["beneficiary"] for d in quoted} >= {"刘大妈", "孔大妈女儿"}
    assert all(d["quote_consent"] for d in quoted)
    stories = " ".join(d["story"] for d in book["deeds"] if "story" in d)
    assert "肾" not in stories
    assert "糖尿病" not in stories


def test_the_register_on_the_fourth_of_april(book: Book) -> None:
    day = "2022-04-04"
    there = [
        r
        for r in book["care_register"]
        if str(r["registered_on"]) <= day < str(r.get("ended_on", "2022-05-01"))
    ]
    expected = {"limited_mobility": 4, "elder_alone": 9, "pregnant": 3, "chronic": 14, "yellow_code": 12}
    assert Counter(r["category"] for r in there) == expected
    cared = {r["resident"] for r in book["care_assignments"] if str(r["starts_on"]) <= day}
    contacted = {r["resident"] for r in on(book["care_contacts"], "contacted_at", 4)}
    assert {r["resident"] for r in there} <= cared & contacted


def test_four_named_cadres_care_for_those_with_limited_mobility(book: Book) -> None:
    names = {p["code"]: p["name"] for p in book["people"]}
    home = {r["code"]: r["compound"] for r in book["residents"]}
    carers = {
        home[r["resident"]]: names[r["carer"]]
        for r in book["care_assignments"]
        if r["vulnerable"] == "limited_mobility"
    }
    assert carers == {"C03": "郑丽", "C04": "罗斌", "C06": "唐雪", "C08": "何静"}


def test_everybody_on_the_register_is_contacted_every_day(book: Book) -> None:
    contacts = Counter((c["resident"], c["contacted_at"][:10]) for c in book["care_contacts"])
    for row in book["care_register"]:
        for day in range(row["registered_on"].day, row["ended_on"].day if "ended_on" in row else 7):
            assert contacts[row["resident"], f"2022-04-{day:02d}"] == 1
    assert all(a["carer"] != a["deputy"] for a in book["care_assignments"])


def test_eleven_requests_of_the_register_on_the_fourth_of_april_all_closed(book: Book) -> None:
    asked = [r for r in on(book["requests"], "asked_at", 4) if "vulnerable" in r]
    assert Counter(r["vulnerable"] for r in asked) == {
        "limited_mobility": 2, "elder_alone": 3, "pregnant": 1, "chronic": 5,
    }  # fmt: skip
    assert all(r["state"] == "closed" and r["closed_at"] < "2022-04-04 22:00" for r in asked)


@pytest.mark.parametrize("day", PIECES)
def test_pieces_of_a_day_at_the_two_gates(book: Book, day: int) -> None:
    pieces = Counter[str]()
    for row in on(book["deliveries"], "arrived_at", day):
        pieces[row["gate"]] += row["pieces"]
    assert (pieces["G1"], pieces["G2"]) == PIECES[day]


def test_three_pieces_of_the_fourth_of_april_wait_until_the_next_day(book: Book) -> None:
    late = [r for r in book["deliveries"] if r["delivered_at"][:10] != r["arrived_at"][:10]]
    assert [(r["gate"], r["pieces"], r["pending_reason"]) for r in late] == [("G2", 3, "address_unclear")]
    assert late[0]["arrived_at"].startswith("2022-04-04")
    assert late[0]["delivered_at"].startswith("2022-04-05")
    assert max(r["delivered_at"][11:] for r in book["deliveries"]) < "22:00"


def test_a_run_carries_only_what_has_arrived_at_its_gate(book: Book) -> None:
    runs = {r["code"]: r for r in book["relay_runs"]}
    for row in book["deliveries"]:
        run = runs[row["run"]]
        assert run["gate"] == row["gate"]
        assert row["arrived_at"] < run["started_at"] < row["delivered_at"] <= run["finished_at"]
        assert moment(row.get("received_at", row["delivered_at"])) >= moment(row["delivered_at"])
