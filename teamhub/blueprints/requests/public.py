"""/requests/ask and /requests/follow: what residents open from a poster, without an account. Shut unless the community
switched it on."""

from __future__ import annotations

from flask import Response, abort, current_app, g, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import public_requests as verbs
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.requests.root import blueprint
from teamhub.documents.poster import PosterFacts, print_poster
from teamhub.domain.access import Permission
from teamhub.domain.credentials import spoken_code
from teamhub.domain.deeds import RequestState
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.requests import RESIDENT_STATES, AskForm, FollowForm
from teamhub.queries import public_requests, terms
from teamhub.web import errors
from teamhub.web.access import access, public
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.paper import example_note, pdf_answer

KEPT = "asked_request"
AT_FIELD = {"phone_unreadable": "phone", "phone_rounded": "phone", "consent_needed": "consent"}


def _open_or_404() -> int:
    community_id: int = g.community.id
    if not public_requests.is_open(community_id):
        abort(404)
    return community_id


@blueprint.get("/ask")
@public
def ask() -> Response:
    return _ask_page(AskForm(formdata=None), _open_or_404())


def _ask_page(form: AskForm, community_id: int, status: int = 200) -> Response:
    return page(
        "requests/ask.html",
        form=form.prepare(community_id, language()),
        consent_text=terms.standard_text(community_id, "request_consent", language()),
        hotline=terms.standard_text(community_id, "hotline", language()),
        status=status,
    )


@blueprint.post("/ask")
@public
def send() -> ResponseReturnValue:
    """Counted before it is read; the code goes into the visitor's own cookie, never into an address."""
    community_id, moment = _open_or_404(), now()
    form = AskForm().prepare(community_id, language())
    try:
        with unit_of_work():
            verbs.count_asking(community_id, request.remote_addr or "", moment)
        if not form.validate():
            return _ask_page(form, community_id, 422)
        code = verbs.follow_code(str(current_app.secret_key), form.once.data or "")
        typed = {k: v for k, v in form.data.items() if k not in {"csrf_token", "once"}}
        once = Once.of(0, f"ask:{verbs.code_digest(code)}", typed, moment)
        with unit_of_work(once=once) as work:
            if not work.replayed:
                verbs.ask(
                    form.facts(),
                    consent=bool(form.consent.data),
                    code=code,
                    community_id=community_id,
                    at=moment,
                )
    except RuleBroken as refused:
        return _refused_ask(form, community_id, refused)
    session[KEPT] = code
    return see_other(url_for("requests.asked"))


def _refused_ask(form: AskForm, community_id: int, refused: RuleBroken) -> Response:
    note_fault(form, refused, AT_FIELD)
    return _ask_page(form, community_id, 429 if isinstance(refused, TooManyTries) else 422)


@blueprint.get("/ask/poster.pdf")
@access(Permission.REQUEST_ASSIGN)
def ask_poster() -> ResponseReturnValue:
    """One sheet of A4 with the address of the page; there is none while the page is shut."""
    community_id = _open_or_404()
    hotline = terms.standard_text(community_id, "hotline", language())
    facts = PosterFacts(
        community=g.community.title(language()),
        post_name=gettext("Need help?"),
        post_kind=gettext("Medicine, shopping, printing, topping up, repairs"),
        is_open=False,
        check_in_url=url_for("requests.ask", _external=True),
        short_code="",
        steps=(
            gettext("Scan and write what you need"),
            gettext("Keep the code: with it you see how it stands"),
            gettext("Say there when it is done"),
        ),
        rules=(
            gettext("No smartphone? Tell the people at the post."),
            *([gettext("Or call %(phone)s", phone=hotline)] if hotline else []),
        ),
        slogan=terms.standard_text(community_id, "slogan", language()),
        example_note=example_note(),
        call=gettext("Scan to ask"),
    )
    return pdf_answer(lambda: print_poster(facts, language=language()), "requests")


@blueprint.get("/asked")
@public
def asked() -> ResponseReturnValue:
    """The code, for as long as this browser is open."""
    _open_or_404()
    code = session.get(KEPT)
    if not code:
        return see_other(url_for("requests.ask"))
    return page("requests/asked.html", code=spoken_code(str(code)))


@blueprint.get("/follow")
@public
def follow() -> Response:
    _open_or_404()
    code = session.get(KEPT, "")
    return page(
        "requests/follow.html", form=FollowForm(formdata=None, code=spoken_code(str(code))), found=None
    )


@blueprint.post("/follow")
@public
def look_up() -> ResponseReturnValue:
    """How it stands; with `done=1` the resident says that it is done."""
    community_id, moment = _open_or_404(), now()
    form = FollowForm()
    try:
        with unit_of_work():
            verbs.count_following(community_id, request.remote_addr or "", moment)
        if not form.validate():
            return page("requests/follow.html", form=form, found=None, status=422)
        if request.form.get("done") == "1":
            with unit_of_work():
                verbs.confirm(form.code.data or "", community_id=community_id, at=moment)
    except RuleBroken as refused:
        return _refused_follow(form, refused)
    found = public_requests.followed(community_id, verbs.code_digest(form.code.data or ""), language())
    if found is None:
        return _refused_follow(form, RuleBroken("request_code_unknown"))
    return page(
        "requests/follow.html",
        form=form,
        found=found,
        words=RESIDENT_STATES[found.state],
        may_confirm=found.state is RequestState.DONE,
    )


def _refused_follow(form: FollowForm, refused: RuleBroken) -> Response:
    form.code.errors = [errors.sentence(refused)]
    status = 429 if isinstance(refused, TooManyTries) else 422
    return page("requests/follow.html", form=form, found=None, status=status)
