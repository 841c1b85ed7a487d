"""The resident's own page: shut by default, nothing kept without consent, a code that nobody can guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from teamhub.actions.public_requests import ASKED_FROM_ADDRESS, FOLLOW_LENGTH, FOLLOWED_BY_ALL, follow_code
from teamhub.actions.settings import set_thresholds, write_text
from teamhub.actions.work import unit_of_work
from teamhub.domain.credentials import CODE_ALPHABET
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.models.people import SignInThrottle
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]
NEED = {
    "category": "medicine",
    "wish": "买一盒降压药",
    "door": "1-1-301",
    "requested_by": "孔大妈",
    "phone": "13912345678",
}


def switch_on(cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        set_thresholds({"residents_ask_online": True}, by=leader, at=now())
        write_text("request_consent", "我同意。", "I agree.", by=leader, at=now())


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(ResidentRequest)) or 0


def ask(
    stranger: PageClient, cast: Cast, *, expect: int = 303, need: Mapping[str, str] = NEED, **more: str
) -> None:
    stranger.get("/linli/requests/ask")
    once = stranger.soup.find("input", attrs={"name": "once"})
    assert once is not None
    sent = {
        "category": "medicine",
        **need,
        "compound_id": str(cast.compound_id),
        "once": str(once["value"]),
        "consent": "y",
        **more,
    }
    stranger.post("/linli/requests/ask", {k: v for k, v in sent.items() if v}, expect=expect)


def test_it_is_shut_until_the_community_opens_it(stranger: PageClient, cast: Cast) -> None:
    for page in ("ask", "asked", "follow"):
        stranger.get(f"/linli/requests/{page}", expect=404)


def test_asked_followed_and_said_to_be_done(as_: As, stranger: PageClient, cast: Cast) -> None:
    switch_on(cast)
    ask(stranger, cast)
    stranger.get("/linli/requests/asked")
    shown = stranger.soup.find(id="follow-code")
    assert shown is not None
    code = shown.get_text()
    request = db.session.scalars(select(ResidentRequest)).one()
    assert request.channel == "public_page"
    assert code.replace("-", "") not in (request.follow_digest or "")
    stranger.post("/linli/requests/follow", {"code": code.lower()}, expect=200)
    assert stranger.soup.find(id="standing") is not None
    for hidden in ("孔大妈", "13912345678", request.code, "301"):
        assert hidden not in stranger.text()

    leader = as_("leader")
    sent = {"person_id": str(cast.person("member")), "version": str(request.version)}
    leader.post(f"/linli/requests/{request.id}/assign", sent)
    member = as_("member")
    for step in ("accepted", "done"):
        db.session.refresh(request)
        member.post(f"/linli/requests/{request.id}/steps", {"step": step, "version": str(request.version)})
    stranger.post("/linli/requests/follow", {"code": code, "done": "1"}, expect=200)
    db.session.refresh(request)
    assert request.state == "confirmed"


def test_nothing_is_kept_without_consent(stranger: PageClient, cast: Cast) -> None:
    switch_on(cast)
    ask(stranger, cast, expect=422, consent="")
    assert kept() == 0
    typed = stranger.soup.find("textarea", attrs={"name": "wish"})
    assert typed is not None
    assert typed.get_text(strip=True) == NEED["wish"]


def test_a_flood_is_stopped_and_does_not_touch_the_follow_page(stranger: PageClient, cast: Cast) -> None:
    switch_on(cast)
    for _ in range(ASKED_FROM_ADDRESS.failures):
        ask(stranger, cast)
    ask(stranger, cast, expect=429)
    assert kept() == ASKED_FROM_ADDRESS.failures
    stranger.get("/linli/requests/follow")


def test_codes_cannot_be_tried_out(stranger: PageClient, cast: Cast) -> None:
    switch_on(cast)
    stranger.get("/linli/requests/follow")
    answers = []
    for n in range(40):
        answer = stranger.http.post(
            "/linli/requests/follow",
            data={"code": f"ABCD{n:04d}WXYZ", "csrf_token": stranger.csrf()},
        )
        answers.append(answer.status_code)
    assert set(answers) == {422, 429}
    assert answers[-1] == 429


def test_a_code_is_long_and_its_own(app: Flask) -> None:
    codes = {follow_code("secret", f"once-{n}") for n in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {FOLLOW_LENGTH}
    assert (
        follow_code("secret", "once-1") == follow_code("secret", "once-1") != follow_code("other", "once-1")
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\x00",
    "=1+1",
    "9" * 4000,
    "${7*7}{{7*7}}",
    "😀" * 50,
    "\u202e\u0000\u200b",
    "../../etc/passwd",
    "-1",
    "",
)


FIELDS = (*NEED, "compound_id", "once")
NOT_ON_THE_FORM = {
    "state": "closed",
    "assigned_to_id": "1",
    "follow_digest": "0",
    "urgency": "urgent",
    "way": "x",
}
OTHERS = {"wish": "透析接送", "requested_by": "王隐之", "phone": "13700009999", "door": "2-1-302"}
HELD = st.text(max_size=400) | st.sampled_from(HOSTILE)


def says_nothing_of_others(answer: TestResponse) -> None:
    said = answer.get_data(as_text=True) + str(answer.headers)
    assert [words for words in OTHERS.values() if words in said] == []


def test_a_code_tells_how_its_own_request_stands_and_no_more(as_: As, cast: Cast, app: Flask) -> None:
    """Two residents; neither page, nor an answer to a hostile code, says a word of the other."""
    switch_on(cast)
    first, second = PageClient(app), PageClient(app)
    ask(first, cast, need=OTHERS)
    ask(second, cast)
    first.get("/linli/requests/follow")
    field = first.soup.find("input", attrs={"name": "code"})
    assert field is not None
    own = str(field["value"])
    answer = first.post("/linli/requests/follow", {"code": own}, expect=200)
    for words in (*OTHERS.values(), *NEED.values()):
        assert words not in answer.get_data(as_text=True) or words == "medicine"
    for page in ("ask", "asked", "follow"):
        says_nothing_of_others(second.get(f"/linli/requests/{page}"))
    for code in (*HOSTILE, own[:-1], own + "x", own[::-1], "%", "_" * FOLLOW_LENGTH):
        refused = 400 if "\x00" in code else 422  # what no database holds is refused before any form reads it
        says_nothing_of_others(second.post("/linli/requests/follow", {"code": code}, expect=refused))


def test_a_year_of_guessing_finds_no_code() -> None:
    """Every try that the limits let through, against a hundred thousand open requests."""
    tries = FOLLOWED_BY_ALL.failures * (timedelta(days=365) / FOLLOWED_BY_ALL.window)
    assert tries * 100_000 / len(CODE_ALPHABET) ** FOLLOW_LENGTH < 1e-5


def test_the_poster_leads_to_the_page_and_is_there_while_that_is_open(as_: As, cast: Cast) -> None:
    leader = as_("leader")
    leader.get("/linli/requests")
    assert "海报" not in leader.text()
    leader.get("/linli/requests/ask/poster.pdf", expect=404)
    switch_on(cast)
    leader.get("/linli/requests")
    assert "居民求助海报" in leader.text()
    answer = leader.get("/linli/requests/ask/poster.pdf")
    assert answer.data.startswith(b"%PDF")
    as_("member").get("/linli/requests/ask/poster.pdf", expect=403)


@pytest.mark.parametrize("inputs", [100, pytest.param(300, marks=pytest.mark.prove)])
def test_hostile_inputs_reach_the_form(stranger: PageClient, cast: Cast, inputs: int) -> None:
    """A good request with some fields made hostile, with and without consent; the hourly limit is lifted for each, so
    that the form itself answers. No error of the server, nothing kept without consent, no field set that is not on
    the form, what is kept is the text that was sent, and no answer says a word of what another resident asked."""
    switch_on(cast)
    ask(PageClient(stranger.app), cast, need=OTHERS)
    stranger.get("/linli/requests/follow")
    answers: Counter[int] = Counter()
    token, before = stranger.csrf(), kept()

    @settings(
        max_examples=inputs,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        hostile=st.dictionaries(st.sampled_from(FIELDS), HELD, max_size=3),
        consent=st.booleans(),
        number=st.uuids(),
    )
    def send(hostile: dict[str, str], consent: bool, number: UUID) -> None:
        with unit_of_work():
            db.session.execute(delete(SignInThrottle))
        nonlocal before
        form = {
            **NEED,
            **NOT_ON_THE_FORM,
            "compound_id": str(cast.compound_id),
            "once": str(number),
            **hostile,
        }
        if consent:
            form["consent"] = "y"
        answer = stranger.http.post("/linli/requests/ask", data={**form, "csrf_token": token})
        db.session.rollback()
        answers[answer.status_code] += 1
        held = all(
            "\x00" not in v for v in form.values()
        )  # what no database holds is refused before the form
        assert answer.status_code in ({303, 422} if held else {400})
        then, before = before, kept()
        assert before - then in ({0, 1} if consent and answer.status_code == 303 else {0})
        assert b"<script>alert(1)" not in answer.data
        says_nothing_of_others(answer)

    send()
    rows = db.session.scalars(select(ResidentRequest)).all()
    assert {(r.state, r.assigned_to_id, r.urgency, r.way) for r in rows} == {("open", None, "normal", "")}
    assert answers.total() >= inputs
    assert min(answers[303], answers[422]) >= inputs / 10


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "' OR 1=1 --", "=1+1", "${7*7}{{7*7}}", "../../etc/passwd"]
)
def test_what_looks_like_code_is_kept_as_text_and_shown_as_text(
    as_: As, stranger: PageClient, cast: Cast, text: str
) -> None:
    switch_on(cast)
    ask(stranger, cast, wish=text, door=text)
    request = db.session.scalars(select(ResidentRequest)).one()
    assert (request.wish, request.door_said) == (text, text)
    leader = as_("leader")
    for url in ("/linli/requests", f"/linli/requests/{request.id}"):
        answer = leader.get(url).get_data(as_text=True)
        assert "<script>alert" not in answer
        assert text in leader.text()
