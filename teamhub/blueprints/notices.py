"""/<community>/notices: directives, and who has received them."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import notices as verbs
from teamhub.actions.bots import tell
from teamhub.actions.notices import NoticeFacts
from teamhub.actions.work import Once, unit_of_work
from teamhub.documents.register import print_register
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.duty import OnceForm, instant
from teamhub.forms.notices import NoticeForm
from teamhub.queries import audiences, bots, notices, viewers
from teamhub.web import bot_words, registers
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import answer, sentence
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.paper import pdf_answer

blueprint = Blueprint("notices", __name__)


@blueprint.get("")
@access(Permission.NOTICE_VIEW)
def index() -> ResponseReturnValue:
    rows = notices.listing(viewer())
    return page("notices/index.html", rows=rows, issues=viewer().may(Permission.NOTICE_ISSUE), moment=now())


@blueprint.get("/new")
@access(Permission.NOTICE_ISSUE)
def new() -> ResponseReturnValue:
    form = NoticeForm(formdata=None, issuer=notices.last_issuer(viewer()) or g.community.name, once=_key())
    return _form(form)


@blueprint.post("/new")
@access(Permission.NOTICE_ISSUE)
def issue() -> ResponseReturnValue:
    form, moment = NoticeForm(), now()
    reach = form.offer(_reach(moment))
    if not form.validate_on_submit():
        return _form(form, status=422)
    facts = NoticeFacts(
        form.title.data or "",
        form.issuer.data or "",
        form.body.data or "",
        instant(form.due.data, g.community.zone) if form.due.data else None,
    )
    people = reach.chosen(form.who.data, form.organizations.data or [])
    campaign = viewers.current_campaign(g.community.id, _today(moment))
    try:
        with unit_of_work(once=_submission(form, moment)) as work:
            if not work.replayed:
                issued = verbs.issue(campaign, facts, people, by=viewer(), at=moment)
                work.reply["id"] = issued.id
                address = url_for("notices.show", notice_id=issued.id, _external=True)
                words = bot_words.of_notice(facts.title, facts.issuer, facts.due_at, address)
                tell(form.bots.data or [], words, by=viewer(), at=moment)
    except RuleBroken as error:
        form.form_errors.append(sentence(error))
        return _form(form, status=422)
    return see_other(url_for("notices.show", notice_id=work.reply["id"]))


@blueprint.get("/<int:notice_id>")
@access(Permission.NOTICE_VIEW)
def show(notice_id: int) -> ResponseReturnValue:
    return page(
        "notices/show.html",
        shown=notices.one(viewer(), notice_id),
        issues=viewer().may(Permission.NOTICE_ISSUE),
        once=_key(),
        moment=now(),
    )


@blueprint.post("/<int:notice_id>/receipt")
@access(Permission.NOTICE_VIEW)
def acknowledge(notice_id: int) -> ResponseReturnValue:
    form, moment = OnceForm(), now()
    if not form.validate_on_submit():
        raise NotFound
    try:
        with unit_of_work(once=_submission(form, moment)) as work:
            if not work.replayed:
                verbs.acknowledge(notice_id, by=viewer(), at=moment)
    except RuleBroken as error:
        return answer(422, sentence(error))
    return see_other(url_for("notices.show", notice_id=notice_id))


@blueprint.post("/<int:notice_id>/remind")
@access(Permission.NOTICE_ISSUE)
def remind(notice_id: int) -> ResponseReturnValue:
    """Those who have not acknowledged see it at the head of their day; the group chats are told once more."""
    moment = now()
    try:
        with unit_of_work(once=_submission(OnceForm(), moment)) as work:
            if not work.replayed and verbs.remind(notice_id, by=viewer(), at=moment):
                asked = notices.one(viewer(), notice_id).notice
                address = url_for("notices.show", notice_id=notice_id, _external=True)
                words = bot_words.of_reminder(asked.title, asked.addressed - asked.received, address)
                tell([bot.id for bot in bots.bots(viewer())], words, by=viewer(), at=moment)
    except NotFound:
        raise
    except RuleBroken as error:
        return answer(422, sentence(error))
    return see_other(url_for("notices.show", notice_id=notice_id))


@blueprint.get("/<int:notice_id>/receipts.pdf")
@access(Permission.NOTICE_ISSUE)
def receipts_pdf(notice_id: int) -> ResponseReturnValue:
    shown = notices.one(viewer(), notice_id)
    facts = registers.receipts(shown, now())
    return pdf_answer(lambda: print_register(facts, language=language()), f"receipts-{notice_id}")


@blueprint.post("/<int:notice_id>/withdraw")
@access(Permission.NOTICE_ISSUE)
def withdraw(notice_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.withdraw(notice_id, by=viewer(), at=now())
    return see_other(url_for("notices.show", notice_id=notice_id))


def _today(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(g.community.zone)).date()


def _reach(moment: datetime) -> audiences.Reachable:
    return audiences.reachable(viewer(), _today(moment))


def _key() -> str:
    return secrets.token_urlsafe(12)


def _submission(form: OnceForm, at: datetime) -> Once | None:
    """The submission that this request carries, when its form has a key."""
    if not form.once.data:
        return None
    body = sorted((k, v) for k, v in request.form.items(multi=True) if k not in {"csrf_token", "once"})
    return Once.of(viewer().account_id, form.once.data, [request.path, body], at)


def _form(form: NoticeForm, *, status: int = 200) -> ResponseReturnValue:
    form.offer(_reach(now()))
    form.offer_bots(bots.bots(viewer()), tick=request.method == "GET")
    return page("notices/new.html", form=form, status=status)
