"""/duty/musters: calling people out at night, and the roll."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import duty_musters as verbs
from teamhub.actions.bots import tell
from teamhub.actions.duty_musters import CallOut
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, campaign, fresh_once, submission
from teamhub.documents.register import print_register
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotAllowed, NotFound, RuleBroken
from teamhub.forms.duty import instant
from teamhub.forms.duty_musters import CallOutForm, MusterAnswerForm
from teamhub.forms.duty_refusals import why_not
from teamhub.forms.fields import given
from teamhub.queries import audiences, bots, duty_musters
from teamhub.web import bot_words, registers
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import answer
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.paper import pdf_answer


@blueprint.get("/musters")
@access(Permission.DUTY_VIEW)
def musters() -> ResponseReturnValue:
    return page("duty/musters.html", rows=duty_musters.listing(viewer()))


@blueprint.get("/musters/new")
@access(Permission.DUTY_MANAGE)
def call_out() -> ResponseReturnValue:
    """Filled in so that a leader at night only has to press: all deployed people, in an hour, where last time."""
    moment = now().astimezone(ZoneInfo(g.community.zone))
    due = (moment + timedelta(minutes=60)).replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)
    known = duty_musters.listing(viewer(), limit=1)
    form = CallOutForm(
        formdata=None,
        place=known[0].place if known else g.community.name,
        issuer=known[0].issuer if known else "",
        ordered=moment.replace(tzinfo=None, second=0, microsecond=0),
        due=due.replace(tzinfo=None),
        who=audiences.DEPLOYED,
        once=fresh_once(),
    )
    return _form(form)


@blueprint.post("/musters/new")
@access(Permission.DUTY_MANAGE)
def send_call() -> ResponseReturnValue:
    form, moment = CallOutForm(), now()
    reach = form.offer(audiences.reachable(viewer(), moment.astimezone(ZoneInfo(g.community.zone)).date()))
    if not form.validate_on_submit():
        return _form(form, status=422)
    called = reach.chosen(form.who.data, form.organizations.data or [])
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                muster = verbs.call_out(campaign(), _order(form), called, by=viewer(), at=moment)
                work.reply["id"] = muster.id
                address = url_for("duty.muster", muster_id=muster.id, _external=True)
                words = bot_words.of_muster(muster.place, muster.due_at, address)
                tell(form.bots.data or [], words, by=viewer(), at=moment)
    except RuleBroken as error:
        form.form_errors.append(why_not(error))
        return _form(form, status=422)
    return see_other(url_for("duty.muster", muster_id=work.reply["id"]))


@blueprint.get("/musters/<int:muster_id>")
@access(Permission.NOTICE_VIEW)
def muster(muster_id: int) -> ResponseReturnValue:
    """The roll for those who lead, the own call for those who are called, nothing for others."""
    return _muster(muster_id, {})


def _muster(muster_id: int, phones: Mapping[int, str]) -> ResponseReturnValue:
    shown = duty_musters.one(viewer(), muster_id)
    leads = viewer().may(Permission.DUTY_VIEW)
    if not leads and shown.mine is None:
        raise NotFound
    return page(
        "duty/muster.html",
        {"roll": "duty/_roll.html"} if leads else {},
        shown=shown,
        leads=leads,
        phones=phones,
        form=MusterAnswerForm(formdata=None),
        once=fresh_once(),
    )


@blueprint.post("/musters/calls/<int:call_id>/arrival")
@access(Permission.NOTICE_VIEW)
def mark_arrived(call_id: int) -> ResponseReturnValue:
    """`there=0` takes an arrival back."""
    act = verbs.take_back_arrival if request.form.get("there") == "0" else verbs.mark_arrived
    try:
        with unit_of_work():
            muster_id = act(call_id, by=viewer(), at=now()).muster_id
    except NotAllowed:
        raise NotFound from None
    except RuleBroken as error:
        return answer(422, why_not(error))
    return redirect(url_for("duty.muster", muster_id=muster_id), code=303)


@blueprint.post("/musters/calls/<int:call_id>/answer")
@access(Permission.NOTICE_VIEW)
def answer_call(call_id: int) -> ResponseReturnValue:
    form = MusterAnswerForm()
    if not form.validate_on_submit():
        raise NotFound
    try:
        with unit_of_work():
            call = verbs.answer(call_id, form.answer.data or "", form.note.data or "", by=viewer(), at=now())
            muster_id = call.muster_id
    except RuleBroken as error:
        return answer(422, why_not(error))
    return see_other(url_for("duty.muster", muster_id=muster_id))


@blueprint.post("/musters/<int:muster_id>/phones")
@access(Permission.ROLL_CALL)
def muster_phones(muster_id: int) -> ResponseReturnValue:
    """The numbers of those who are not there, to be called with one tap each; that they were opened is kept."""
    try:
        with unit_of_work():
            phones = verbs.open_phones(muster_id, by=viewer(), at=now())
    except NotFound:
        raise
    except RuleBroken as error:
        return answer(422, why_not(error))
    return _muster(muster_id, phones)


@blueprint.get("/musters/<int:muster_id>/record.pdf")
@access(Permission.DUTY_VIEW)
def muster_pdf(muster_id: int) -> ResponseReturnValue:
    facts = registers.muster_record(duty_musters.one(viewer(), muster_id), now())
    return pdf_answer(lambda: print_register(facts, language=language()), f"muster-{muster_id}")


@blueprint.post("/musters/<int:muster_id>/close")
@access(Permission.DUTY_MANAGE)
def close_muster(muster_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.close(muster_id, by=viewer(), at=now())
    return see_other(url_for("duty.muster", muster_id=muster_id))


def _order(form: CallOutForm) -> CallOut:
    return CallOut(
        place=form.place.data or "",
        ordered_at=instant(given(form.ordered.data), g.community.zone),
        due_at=instant(given(form.due.data), g.community.zone),
        issuer=form.issuer.data or "",
        text=form.text.data or "",
    )


def _form(form: CallOutForm, *, status: int = 200) -> ResponseReturnValue:
    form.offer(audiences.reachable(viewer(), now().astimezone(ZoneInfo(g.community.zone)).date()))
    form.offer_bots(bots.bots(viewer()), tick=request.method == "GET")
    return page("duty/call_out.html", form=form, status=status)
