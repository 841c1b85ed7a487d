"""/people/join: what volunteers open from the poster, without an account; shut unless the community switched it on.
/people/walk-ups: the leader admits or declines."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, g, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import walk_ups as verbs
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.people.root import blueprint, type_labels
from teamhub.documents.poster import PosterFacts, print_poster
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.walk_ups import WalkUpState
from teamhub.forms.fields import note_fault
from teamhub.forms.walk_ups import OfferForm
from teamhub.queries import terms, walk_ups
from teamhub.web import errors
from teamhub.web.access import access, public, viewer
from teamhub.web.clock import now
from teamhub.web.frame import Toast, Tone
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.paper import example_note, pdf_answer

KEPT = "volunteer"
AT_FIELD = {
    "phone_unreadable": "phone",
    "phone_rounded": "phone",
    "walk_up_phone_needed": "phone",
    "walk_up_name_needed": "name",
    "walk_up_type_unknown": "member_type",
    "walk_up_rules_needed": "confirms",
}


def _open_or_404() -> int:
    community_id: int = g.community.id
    if not walk_ups.is_open(community_id):
        abort(404)
    return community_id


def _rules() -> list[str]:
    text = terms.standard_text(g.community.id, "volunteer_rules", language())
    return [line for line in text.splitlines() if line.strip()]


@blueprint.get("/join")
@public
def join() -> Response:
    return _join_page(OfferForm(formdata=None), _open_or_404())


def _join_page(form: OfferForm, community_id: int, status: int = 200) -> Response:
    form.prepare(community_id, language())
    return page("people/join.html", form=form, rules=_rules(), status=status)


@blueprint.post("/join")
@public
def send_offer() -> ResponseReturnValue:
    """Counted before it is read; the browser's key goes into its own cookie, never into an address."""
    community_id, moment = _open_or_404(), now()
    form = OfferForm().prepare(community_id, language())
    try:
        with unit_of_work():
            verbs.count_offering(community_id, request.remote_addr or "", moment)
        if not form.validate():
            return _join_page(form, community_id, 422)
        key = verbs.browser_key(str(current_app.secret_key), form.once.data or "")
        typed = {k: v for k, v in form.data.items() if k not in {"csrf_token", "once"}}
        once = Once.of(0, f"join:{verbs.key_digest(key)}", typed, moment)
        with unit_of_work(once=once) as work:
            if not work.replayed:
                confirms = bool(form.confirms.data)
                verbs.offer(form.facts(), confirms=confirms, key=key, community_id=community_id, at=moment)
    except RuleBroken as refused:
        note_fault(form, refused, AT_FIELD)
        return _join_page(form, community_id, 429 if isinstance(refused, TooManyTries) else 422)
    session[KEPT] = key
    return see_other(url_for("people.joined"))


@blueprint.get("/joined")
@public
def joined() -> ResponseReturnValue:
    """How the offer of this browser stands; it looks again by itself."""
    community_id: int = g.community.id
    found = walk_ups.by_key(community_id, verbs.key_digest(str(session.get(KEPT, ""))))
    if found is None:
        _open_or_404()
        return see_other(url_for("people.join"))
    return page(
        "people/joined.html",
        {"join-state": "people/_join_state.html"},
        state=walk_ups.state_of(found),
        State=WalkUpState,
    )


@blueprint.post("/joined")
@public
def open_the_way() -> ResponseReturnValue:
    """Admitted: this very phone chooses its PIN."""
    try:
        with unit_of_work():
            code = verbs.open_the_way(str(session.get(KEPT, "")), community_id=g.community.id, at=now())
    except RuleBroken:
        return see_other(url_for("people.joined"))
    return see_other(url_for("accounts.enrol", code=code))


@blueprint.get("/walk-ups")
@access(Permission.PEOPLE_MANAGE)
def waiting() -> ResponseReturnValue:
    return _waiting_page()


def _waiting_page(said: str = "", status: int = 200) -> Response:
    if said:
        g.toasts = [*g.get("toasts", ()), Toast(said, Tone.GAP)]
    return page(
        "people/walk_ups.html",
        {"walk-ups": "people/_walk_ups.html"},
        rows=walk_ups.waiting(viewer()),
        labels=type_labels(),
        is_open=walk_ups.is_open(g.community.id),
        status=status,
    )


@blueprint.post("/walk-ups/<int:walk_up_id>/admit")
@access(Permission.PEOPLE_MANAGE)
def admit(walk_up_id: int) -> ResponseReturnValue:
    moment = now()
    today = moment.astimezone(ZoneInfo(g.community.zone)).date()
    try:
        with unit_of_work():
            verbs.admit(walk_up_id, today=today, by=viewer(), at=moment)
    except NotFound:
        raise
    except RuleBroken as refused:
        return _waiting_page(errors.sentence(refused), 409)
    return see_other(url_for("people.waiting"))


@blueprint.post("/walk-ups/<int:walk_up_id>/decline")
@access(Permission.PEOPLE_MANAGE)
def decline(walk_up_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            verbs.decline(walk_up_id, by=viewer(), at=now())
    except NotFound:
        raise
    except RuleBroken as refused:
        return _waiting_page(errors.sentence(refused), 409)
    return see_other(url_for("people.waiting"))


@blueprint.get("/join/poster.pdf")
@access(Permission.PEOPLE_MANAGE)
def join_poster() -> ResponseReturnValue:
    """One sheet of A4 with the address of the page, nothing else."""
    _open_or_404()
    facts = PosterFacts(
        community=g.community.title(language()),
        post_name=gettext("Volunteers wanted"),
        post_kind=gettext("Whoever wants to help, please scan"),
        is_open=False,
        check_in_url=url_for("people.join", _external=True),
        short_code="",
        steps=(
            gettext("Scan, give name and phone, confirm the rules"),
            gettext("Tell the leader at the post; you are admitted in a moment"),
            gettext("Your phone shows your post and your tasks"),
        ),
        rules=(),
        slogan=terms.standard_text(g.community.id, "slogan", language()),
        example_note=example_note(),
        call=gettext("Scan to help"),
    )
    return pdf_answer(lambda: print_poster(facts, language=language()), "volunteers")
