"""/duty/handover: the outgoing person offers, the incoming one takes over; both see what is carried over."""

from __future__ import annotations

import logging

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import duty_handover as verbs
from teamhub.actions.duty_handover import HandoverNote
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, fresh_once, shift_labels, submission
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.duty import HandoverForm, TakeOverForm
from teamhub.forms.duty_refusals import why_not
from teamhub.forms.stock import PREFIX, StockForm, stock_form
from teamhub.models.duty import DutyAssignment
from teamhub.queries import duty_codes, duty_handovers, duty_my_day, duty_seats, terms
from teamhub.queries import stock as duty_stock
from teamhub.queries.duty_codes import CodeRefused
from teamhub.web import qr
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other

log = logging.getLogger("teamhub.duty")


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
    standing = duty_handovers.handover_after(seat.post_id, seat.shift_id)
    return see_other(url_for("duty.handing_over", handover_id=standing.id if standing else 0))


@blueprint.get("/handovers/<int:handover_id>/code")
@access(Permission.DUTY_CHECK_IN)
def handing_over(handover_id: int) -> ResponseReturnValue:
    """On the phone of who hands over: the code that the relief scans, and then that the post is taken over."""
    stored = duty_handovers.handover_of(viewer(), handover_id)
    if stored.outgoing_person_id != viewer().person_id:
        raise NotFound
    post = duty_seats.post_of(viewer(), stored.post_id)
    code = duty_codes.shown_code(post, now(), handover=stored.id)
    return page(
        "duty/handing_over.html",
        {"handing-over": "duty/_handing_over.html"},
        handover=duty_handovers.one(viewer(), handover_id),
        carried=duty_handovers.carried_over(post),
        counted=duty_stock.of_handover(viewer(), handover_id),
        items=terms.labels(stored.community_id, "stock_item", language()),
        seat_id=duty_seats.own_seat_id(viewer(), stored.post_id, stored.outgoing_shift_id),
        qr=qr.drawn(url_for("duty.take_over", handover_id=stored.id, code=code, _external=True)),
        labels=shift_labels(),
        once=fresh_once(),
    )


@blueprint.get("/handovers/<int:handover_id>")
@access(Permission.DUTY_CHECK_IN)
def take_over(handover_id: int) -> ResponseReturnValue:
    """`?code=`: scanned from the phone of who hands over."""
    code = request.args.get("code")
    if code is None:
        return _take_over(handover_id)
    stored = duty_handovers.handover_of(viewer(), handover_id)
    post = duty_seats.post_of(viewer(), stored.post_id)
    try:
        duty_codes.check_shown_code(post, code, now(), handover=stored.id)
    except CodeRefused as error:
        log.warning(
            "handover refused: %s, community %s, account %s",
            error.code,
            g.community.id,
            viewer().account_id,
        )
        return _take_over(handover_id, refused=why_not(error), status=422)
    scan = duty_codes.scan_proof(post, viewer().person_id or 0, now(), handover=stored.id)
    return _take_over(handover_id, scan=scan)


@blueprint.post("/handovers/<int:handover_id>")
@access(Permission.DUTY_CHECK_IN)
def accept(handover_id: int) -> ResponseReturnValue:
    form, moment = TakeOverForm(), now()
    if not form.validate_on_submit():
        raise NotFound
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                scanned = _is_scanned(handover_id, form.scan.data or "")
                verbs.accept(handover_id, scanned=scanned, by=viewer(), at=moment)
    except NotFound:
        raise
    except RuleBroken as error:
        return _take_over(handover_id, refused=why_not(error), scan=form.scan.data or "", status=422)
    return see_other(url_for("duty.take_over", handover_id=handover_id))


def _is_scanned(handover_id: int, proof: str) -> bool:
    """Raises CodeRefused for a proof that is forged or too old."""
    if not proof:
        return False
    stored = duty_handovers.handover_of(viewer(), handover_id)
    post = duty_seats.post_of(viewer(), stored.post_id)
    duty_codes.check_scan_proof(post, proof, viewer().person_id or 0, now(), handover=stored.id)
    return True


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


def _take_over(
    handover_id: int, *, scan: str = "", refused: str = "", status: int = 200
) -> ResponseReturnValue:
    """For the people of the post: those of the shift before, and those who relieve them."""
    stored = duty_handovers.handover_of(viewer(), handover_id)
    if not duty_handovers.concerns(viewer(), stored):
        raise NotFound
    return page(
        "duty/take_over.html",
        handover=duty_handovers.one(viewer(), handover_id),
        carried=duty_handovers.carried_over(duty_seats.post_of(viewer(), stored.post_id)),
        form=TakeOverForm(formdata=None, once=fresh_once(), scan=scan),
        counted=duty_stock.of_handover(viewer(), handover_id),
        items=terms.labels(stored.community_id, "stock_item", language()),
        outgoing_is_me=stored.outgoing_person_id == viewer().person_id,
        labels=shift_labels(),
        refused=refused,
        status=status,
    )
