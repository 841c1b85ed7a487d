"""A brief's draft between several hands: receivers, phrases, two writers at once, figures that moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief
from teamhub.models.campaigns import StandardText
from teamhub.models.deeds import Deed
from tests.page_client import PageClient

DAY = "/linli/briefs/2022-04-04"
SignIn = Callable[..., PageClient]
USUAL: dict[str, Any] = {
    "to_superiors": "北街道党工委",
    "to_peers": "各派出单位",
    "to_subordinates": "各组\n各卡口",
    "copies": "12",
}


def version_on_page(client: PageClient) -> str:
    return str(client.soup.select_one("input[name=version]")["value"])  # type: ignore[index]


def save(client: PageClient, *, version: str = "0", expect: int = 303, **fields: str) -> None:
    form = {
        "version": version,
        "problems": "",
        "plan": "",
        "typical_case": "",
        "opening": "",
        "copies": "12",
        **fields,
    }
    client.post(f"{DAY}/texts", form, expect=expect)


def paper(client: PageClient) -> str:
    return client.soup.select_one(".brief-page").get_text(" ", strip=True)  # type: ignore[union-attr]


def issue(client: PageClient) -> None:
    client.get(f"{DAY}/issue")
    client.post(f"{DAY}/issue", {"version": version_on_page(client)})


def test_who_gets_a_brief_is_chosen_for_it_alone_and_issued_with_it(as_: SignIn) -> None:
    client = as_("leader")
    save(client, **{**USUAL, "to_peers": "市委编办\n市委党校", "copies": "20"})
    client.get(DAY)
    assert "送： 市委编办、市委党校".replace(" ", "") in paper(client).replace(" ", "")
    issue(client)
    client.get(DAY)
    assert "共印20份" in paper(client)
    client.get("/linli/briefs/2022-04-05")
    assert "市委编办" not in paper(client)
    assert "共印12份" in paper(client)


def test_copies_that_are_no_number_are_refused_and_keep_what_was_typed(as_: SignIn) -> None:
    client = as_("leader")
    save(client, **{**USUAL, "copies": "0", "problems": "电梯检修"}, expect=422)
    assert "1 至 1000" in client.text()
    assert "电梯检修" in client.soup.select_one("[name=problems]").get_text()  # type: ignore[union-attr]


def test_a_field_that_is_not_on_the_page_keeps_its_receivers(as_: SignIn) -> None:
    client = as_("leader")
    save(client, **{**USUAL, "to_peers": "市委编办"})
    client.get(DAY)
    save(client, version=version_on_page(client))
    client.get(DAY)
    assert "市委编办" not in paper(client)  # the community's own again, not an empty line
    assert "共印12份" in paper(client)


def test_both_texts_stand_side_by_side_when_two_save_at_once(as_: SignIn) -> None:
    leader, secretary = as_("leader"), as_("secretary")
    save(leader, problems="甲的话", plan="一样的话")
    save(secretary, problems="乙的话", plan="一样的话", expect=409)
    versions = secretary.soup.select("#versions .versions__one")
    assert [v.p.get_text() for v in versions] == ["甲的话", "乙的话"]  # type: ignore[union-attr]
    assert "周队长" in versions[0].get_text()
    assert secretary.soup.select_one("[name=problems]").get_text().strip() == "乙的话"  # type: ignore[union-attr]
    leader.get(DAY)
    assert "甲的话" in paper(leader)
    save(secretary, version=version_on_page(secretary), problems="甲和乙的话", plan="一样的话")
    secretary.get(DAY)
    assert "甲和乙的话" in paper(secretary)


def test_a_review_of_another_version_is_refused(as_: SignIn) -> None:
    leader, secretary = as_("leader"), as_("secretary")
    save(leader, problems="甲的话")
    secretary.get(DAY)
    read = version_on_page(secretary)
    save(leader, version=read, problems="甲又改了")
    secretary.post(f"{DAY}/review", {"version": read}, expect=409)
    assert db.session.query(DailyBrief).one().state == "draft"


def note_deed() -> None:
    """A deed of that day, typed in afterwards."""
    row = db.session.query(DailyBrief).one()
    happened = row.created_at.replace(year=2022, month=4, day=4, hour=3)
    db.session.add(
        Deed(
            community_id=row.community_id,
            campaign_id=row.campaign_id,
            code="D-9",
            category="medicine",
            done_at=happened,
            summary="送药",
            recorded_at=row.created_at,
        )
    )
    db.session.commit()


@pytest.mark.parametrize("reviewed", [False, True])
def test_figures_that_moved_since_somebody_looked_are_named_and_marked(as_: SignIn, reviewed: bool) -> None:
    leader = as_("leader")
    save(leader, problems="甲的话")
    leader.get(DAY)
    assert leader.soup.select_one("#drift") is None
    if reviewed:
        as_("secretary").post(f"{DAY}/review", {"version": version_on_page(leader)})
    note_deed()
    leader.get(DAY)
    moved = leader.soup.select_one("#drift")
    assert moved is not None
    assert "累计…件" in moved.get_text()
    assert ("审核" in moved.h2.get_text()) == reviewed  # type: ignore[union-attr]
    assert leader.soup.select(".brief-fig--moved")
    leader.get(f"{DAY}/issue")
    assert "个数字变动" in leader.text()
    leader.get(DAY)
    save(leader, version=version_on_page(leader), problems="看过了")
    leader.get(DAY)
    assert leader.soup.select_one("#drift") is None


def test_late_entries_after_the_issue_are_shown_beside_it_and_change_nothing(as_: SignIn) -> None:
    leader = as_("leader")
    save(leader, problems="甲的话")
    issue(leader)
    leader.get(DAY)
    before = paper(leader)
    note_deed()
    leader.get(DAY)
    assert paper(leader) == before
    assert "累计…件" in leader.soup.select_one("#drift").get_text()  # type: ignore[union-attr]


def test_a_phrase_is_put_in_with_one_press_and_nothing_is_saved_by_it(as_: SignIn) -> None:
    client = as_("leader")
    client.get(DAY)
    offer = client.soup.select_one("#phrases button[value^='problems|']")
    assert offer is not None
    words = str(offer["value"]).partition("|")[2]
    save(client, problems="电梯检修", insert=f"problems|{words}", expect=200)
    field = client.soup.select_one("[name=problems]")
    assert field is not None
    assert field.get_text().strip().splitlines() == ["电梯检修", words]
    assert db.session.query(DailyBrief).count() == 0


def test_phrases_are_the_communitys_own(as_: SignIn) -> None:
    client = as_("leader")
    row = db.session.query(StandardText).filter_by(name="brief_phrases_plan").first() or StandardText(
        community_id=1, name="brief_phrases_plan"
    )
    row.body_zh = "本社区自己的话。"
    db.session.add(row)
    db.session.commit()
    client.get(DAY)
    offers = [b["value"] for b in client.soup.select("#phrases button[value^='plan|']")]
    assert offers == ["plan|本社区自己的话。"]


def test_names_and_times_of_review_and_signature_are_kept(as_: SignIn) -> None:
    leader, secretary = as_("leader"), as_("secretary")
    save(leader, problems="甲的话")
    leader.get(DAY)
    leader.post(f"{DAY}/review", {"version": version_on_page(leader)})
    issue(secretary)
    secretary.get(DAY)
    trail = secretary.soup.select_one(".checks").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert "周队长 已审核，" in trail
    assert "郑书记 签发，" in trail
    row = db.session.query(DailyBrief).one()
    assert row.reviewed_at is not None
    assert row.issued_at is not None
    assert row.reviewed_at <= row.issued_at
