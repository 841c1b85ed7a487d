"""One field over everything that the reader may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from teamhub.models.base import db
from teamhub.models.deeds import Deed, ResidentRequest
from teamhub.models.notices import Directive
from teamhub.models.people import Person
from teamhub.web.clock import now
from tests.cast import Cast
from tests.duty_scene import build_scene
from tests.page_client import PageClient
from tests.sweep_scene import build_sweep

As = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def records(app: Flask, cast: Cast) -> None:
    build_scene(cast)
    build_sweep(cast, shops=True)
    mine = {"community_id": cast.community_id, "campaign_id": cast.campaign_id}
    person = db.session.get_one(Person, cast.person("member"))
    person.pinyin, person.initials, person.phone = "liwentao", "lwt", "13912345678"
    db.session.add(
        Deed(
            **mine,
            code="D0001",
            category="printing",
            done_at=now(),
            summary="打印试卷六份",
            recorded_at=now(),
        )
    )
    db.session.add(
        ResidentRequest(
            **mine, code="Q001", category="medicine", urgency="normal", channel="post", asked_at=now(), wish="代买降压药", recorded_at=now()
        )
    )  # fmt: skip
    db.session.add(
        Directive(
            **mine, code="N01", title="核酸检测准备", issuer="北郊街道", issued_at=now() - timedelta(hours=1)
        )
    )
    db.session.commit()


def found(client: PageClient, typed: str) -> dict[str, list[str]]:
    """Heading -> titles."""
    client.post("/linli/search", {"q": typed}, expect=200)
    return {
        part.find("h2").get_text(strip=True): [b.get_text(strip=True) for b in part.select(".todo__what b")]  # type: ignore[union-attr]
        for part in client.soup.select("#found section")
    }


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("李文", "人员", "李文涛"),
        ("lwt", "人员", "李文涛"),
        ("wentao", "人员", "李文涛"),
        ("Li Wen", "人员", "李文涛"),
        ("5678", "人员", "李文涛"),
        ("１３９１２３４５６７８", "人员", "李文涛"),
        ("汉孟", "岗位", "汉孟路南端"),
        ("hmlnd", "岗位", "汉孟路南端"),
        ("hanmeng", "岗位", "汉孟路南端"),
        ("1-1-301", "门牌", "明珠华府 1栋1单元301"),
        ("１栋１单元３０１", "门牌", "明珠华府 1栋1单元301"),
        ("名珠华府 1-1-301", "门牌", "明珠华府 1栋1单元301"),
        ("好邻居", "门牌", "明珠华府 1栋好邻居超市"),
        ("降压药", "诉求", "代买降压药"),
        ("q001", "诉求", "代买降压药"),
        ("试卷", "实事", "打印试卷六份"),
        ("核酸", "通知", "核酸检测准备"),
    ],
)
def test_it_is_found_however_it_is_written(as_: As, typed: str, kind: str, title: str) -> None:
    assert title in found(as_("leader"), typed).get(kind, [])


def test_each_finds_what_the_own_rights_reach(as_: As) -> None:
    assert found(as_("member"), "李文") == {}, "members do not look people up"
    assert found(as_("member"), "降压药") == {}
    assert found(as_("member"), "1-1-301") == {"门牌": ["明珠华府 1栋1单元301"]}, "the own team's door"
    assert found(as_("other_member"), "1-1-301") == {}, "another team's"
    assert "通知" in found(as_("member"), "核酸")


def test_another_community_finds_nothing_of_ours(as_: As) -> None:
    client = as_("outsider")
    for typed in ("李文", "5678", "1-1-301", "降压药", "试卷", "核酸", "汉孟"):
        client.post("/bieqv/search", {"q": typed}, expect=200)
        assert client.soup.select("#found section") == [], typed


def test_phones_stay_masked_and_what_was_typed_stays_out_of_addresses(as_: As) -> None:
    client = as_("leader")
    found(client, "5678")
    assert "13912345678" not in client.text()
    assert "139" in client.text()
    form = client.soup.select_one("form.find-form")
    assert form is not None
    assert form["method"] == "post"
    frame = client.soup.select_one("form.find")
    assert frame is not None
    assert frame["method"] == "post"


@pytest.mark.parametrize(
    "typed", ["", " ", "z", "12", "%", "_%", "'; DROP TABLE people;--", "x" * 500, "没有这个词"]
)
def test_little_and_odd_input_is_answered_kindly(as_: As, typed: str) -> None:
    for language in ("zh_Hans_CN", "en"):
        client = as_("leader", language=language)
        client.post("/linli/search", {"q": typed}, expect=200)
        assert client.soup.select("#found section") == []
        client.get("/linli/search")


def test_queries_do_not_grow_with_the_records(as_: As, app: Flask, cast: Cast) -> None:
    client, counts = as_("leader"), []

    def count() -> int:
        seen: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        client.post("/linli/search", {"q": "试卷"}, expect=200)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    counts.append(count())
    for n in range(2, 40):
        db.session.add(
            Deed(
                community_id=cast.community_id,
                campaign_id=cast.campaign_id,
                code=f"D{n:04d}",
                category="printing",
                done_at=now(),
                summary=f"打印试卷{n}份",
                recorded_at=now(),
            )
        )
    db.session.commit()
    counts.append(count())
    assert counts[0] == counts[1]
    assert len(found(client, "试卷")["实事"]) == 8
