"""/duty/handover: the outgoing person offers, the incoming one takes over; both see what is carried over."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import duty_handover as verbs
from teamhub.actions.duty_handover import HandoverNote
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, fresh_once, shift_labels, submission
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.duty import HandoverForm, OnceForm
from teamhub.forms.duty_refusals import why_not
from teamhub.forms.stock import PREFIX, StockForm, stock_form
from teamhub.models.duty import DutyAssignment
from teamhub.queries import duty_handovers, duty_my_day, duty_seats, terms
from teamhub.queries import stock as duty_stock
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other


@blueprint.get("/handover/<int:seat_id>")
@access(Permission.DUTY_CHECK_IN)
def hand_over(seat_id: int) -> ResponseReturnValue:
    seat = _own(seat_id)
    standing = duty_handovers.handover_after(seat.post_id, seat.shift_id)
    before = duty_stock.of_handover(viewer(), standing.id) if standing else []
    counted = _count_form(seat)(formdata=None, data={PREFIX + level.item: level.quantity for level in before})
    return _hand_over(seat, HandoverForm(formdata=None, obj=standing, once=fresh_once()), counted)


@blueprint.post("/handover/<int:seat_id>")
@access(Permission.DUTY_CHECK_IN)
def offer(seat_id: int) -> ResponseReturnValue:
    form, moment, seat = HandoverForm(), now(), _own(seat_id)
    counted = _count_form(seat)()
    if not form.validate_on_submit() or not counted.validate():
        return _hand_over(seat, form, counted, status=422)
    note = HandoverNote(
        form.incidents.data or "",
        form.orders.data or "",
        form.supplies.data or "",
        form.remarks.data or "",
        counted.counts,
    )
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                verbs.offer(seat_id, note, by=viewer(), at=moment)
    except RuleBroken as error:
        form.form_errors.append(why_not(error))
        return _hand_over(seat, form, counted, status=422)
    return see_other(url_for("me.show"))


@blueprint.get("/handovers/<int:handover_id>")
@access(Permission.DUTY_CHECK_IN)
def take_over(handover_id: int) -> ResponseReturnValue:
    return _take_over(handover_id)


@blueprint.post("/handovers/<int:handover_id>")
@access(Permission.DUTY_CHECK_IN)
def accept(handover_id: int) -> ResponseReturnValue:
    form, moment = OnceForm(), now()
    if not form.validate_on_submit():
        raise NotFound
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                verbs.accept(handover_id, by=viewer(), at=moment)
    except RuleBroken as error:
        return _take_over(handover_id, refused=why_not(error), status=422)
    return see_other(url_for("duty.take_over", handover_id=handover_id))


def _own(seat_id: int) -> DutyAssignment:
    seat = duty_seats.seat_of(viewer(), seat_id)
    if seat.person_id != viewer().person_id:
        raise NotFound
    return seat


def _count_form(seat: DutyAssignment) -> type[StockForm]:
    known = duty_stock.of_post(viewer(), seat.post_id)
    return stock_form(duty_stock.items(seat.community_id, language()), known.levels)


def _hand_over(
    seat: DutyAssignment, form: HandoverForm, counted: StockForm, *, status: int = 200
) -> ResponseReturnValue:
    return page(
        "duty/hand_over.html",
        form=form,
        counted=counted,
        seat=duty_my_day.seat_shown(viewer(), seat, now()),
        carried=duty_handovers.carried_over(seat.post),
        offered=duty_handovers.handover_after(seat.post_id, seat.shift_id),
        labels=shift_labels(),
        status=status,
    )


def _take_over(handover_id: int, *, refused: str = "", status: int = 200) -> ResponseReturnValue:
    """For the people of the post: those of the shift before, and those who relieve them."""
    stored = duty_handovers.handover_of(viewer(), handover_id)
    if not duty_handovers.concerns(viewer(), stored):
        raise NotFound
    return page(
        "duty/take_over.html",
        handover=duty_handovers.one(viewer(), handover_id),
        carried=duty_handovers.carried_over(duty_seats.post_of(viewer(), stored.post_id)),
        form=OnceForm(formdata=None, once=fresh_once()),
        counted=duty_stock.of_handover(viewer(), handover_id),
        items=terms.labels(stored.community_id, "stock_item", language()),
        outgoing_is_me=stored.outgoing_person_id == viewer().person_id,
        labels=shift_labels(),
        refused=refused,
        status=status,
    )
