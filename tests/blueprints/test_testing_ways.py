"""Minutes between compounds order the walk to those sampled at home."""

from __future__ import annotations

import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pdfplumber
import pytest
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import CompoundWay, HomeSample
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]


@pytest.fixture
def compounds(app: object, cast: Cast) -> list[int]:
    """Four in the office's order, a sample in each."""
    made = [
        Compound(community_id=cast.community_id, code=f"W{n}", name=f"小区{n}", position=10 + n)
        for n in range(4)
    ]
    db.session.add_all(made)
    db.session.flush()
    db.session.add_all(
        HomeSample(
            community_id=cast.community_id,
            compound_id=place.id,
            code=f"H{n}",
            reason="limited_mobility",
            planned_at=now(),
            recorded_at=now(),
        )
        for n, place in enumerate(made)
    )
    db.session.commit()
    return [place.id for place in made]


def order(client: PageClient) -> list[str]:
    client.get("/linli/testing/home")
    return [h2.get_text(strip=True) for h2 in client.soup.select(".walk__place h2")]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_ways_are_told_and_the_walk_follows_them(compounds: list[int], as_: As, language: str) -> None:
    leader = as_("leader", language=language)
    assert order(leader) == ["小区0", "小区1", "小区2", "小区3"]
    first, second, third, fourth = compounds
    leader.get("/linli/testing/ways", expect=302)
    leader.get(f"/linli/testing/ways/{first}")
    leader.post(
        f"/linli/testing/ways/{first}", {f"to_{third}": "2", f"to_{second}": "30", f"to_{fourth}": "40"}
    )
    leader.post(
        f"/linli/testing/ways/{second}", {f"to_{first}": "30", f"to_{third}": "5", f"to_{fourth}": "3"}
    )
    assert order(leader) == ["小区0", "小区2", "小区1", "小区3"]
    assert ("10" if language == "en" else "约10分钟") in leader.text()
    leader.get(f"/linli/testing/ways/{fourth}")
    assert leader.soup.select_one(f"[name=to_{second}]")["value"] == "3"  # type: ignore[index]


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_route_slip_says_the_way_and_nothing_of_the_reason(
    compounds: list[int], cast: Cast, as_: As, language: str
) -> None:
    db.session.add(
        CompoundWay(community_id=cast.community_id, from_id=compounds[0], to_id=compounds[2], minutes=1)
    )
    db.session.commit()
    leader = as_("leader", language=language)
    answer = leader.get(f"/linli/testing/home/{now().astimezone(ZoneInfo('Asia/Shanghai')).date()}.pdf")
    with pdfplumber.open(io.BytesIO(answer.data)) as book:
        words = "".join("".join((page.extract_text() or "").split()) for page in book.pages)
    assert words.index("小区0") < words.index("小区2") < words.index("小区3")
    assert ("Planned4" in words) if language == "en" else ("4" in words and "上门采样行程单" in words)
    for reason in ("行动不便", "limited", "Limited", "黄码"):
        assert reason not in words
    leader.get("/linli/testing/home/yesterday.pdf", expect=404)


def test_what_cannot_be_is_refused_and_kept(compounds: list[int], as_: As) -> None:
    leader = as_("leader")
    leader.get(f"/linli/testing/ways/{compounds[0]}")
    leader.post(f"/linli/testing/ways/{compounds[0]}", {f"to_{compounds[1]}": "999"}, expect=422)
    assert leader.soup.select_one(f"[name=to_{compounds[1]}]")["value"] == "999"  # type: ignore[index]
    leader.post(f"/linli/testing/ways/{compounds[0]}", {f"to_{compounds[0]}": "5"})
    assert db.session.scalars(select(CompoundWay)).all() == []
    as_("member").get(f"/linli/testing/ways/{compounds[0]}", expect=403)
    as_("outsider").get(f"/bieqv/testing/ways/{compounds[0]}", expect=404)
    as_("outsider").post(f"/bieqv/testing/ways/{compounds[0]}", {}, expect=404)
