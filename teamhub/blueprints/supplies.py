"""/<community>/supplies: what comes in at the open gates, and the walks that carry it to the doors."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.actions import supplies as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.documents.register import print_register
from teamhub.domain.access import Permission
from teamhub.domain.delivery_lines import DeliveryLine, read_lines
from teamhub.domain.errors import AlreadyDone, RuleBroken
from teamhub.domain.supplies import DeliveryState
from teamhub.forms.supplies import LINE_FAULTS, STATES, ReceiveForm, RunForm
from teamhub.queries import deeds, stock, supplies, terms
from teamhub.queries.supplies import WAITS, Piece
from teamhub.web import errors, registers, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.paper import pdf_answer

blueprint = Blueprint("supplies", __name__)

CARRIABLE = frozenset({DeliveryState.AT_GATE, DeliveryState.PENDING})


def asked_day() -> date:
    today = now().astimezone(ZoneInfo(g.community.zone)).date()
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return today


@blueprint.get("")
@access(Permission.SUPPLY_RECORD)
def index() -> Response:
    """The day: gates, walks, pieces. Compound and building only; the flat stands on the walk."""
    day, chosen = asked_day(), request.args.get("state", "")
    pieces = supplies.pieces_of_day(viewer(), day, language())
    gate = request.args.get("gate", 0, type=int)
    gates = supplies.gates(viewer(), day, now(), pieces)
    shown = [p for p in pieces if (not gate or p.gate_id == gate) and _wanted(p, chosen)]
    return page(
        "supplies/index.html",
        {"piece-list": "supplies/_piece_list.html"},
        day=day,
        gates=gates,
        gate_choices=[("", gettext("All gates")), *((str(one.id), one.name) for one in gates)],
        runs=supplies.runs(viewer(), day),
        pieces=shown,
        filtered=bool(gate or chosen),
        chosen_gate=gate,
        chosen_state=chosen,
        states=STATES,
        earlier=url_for("supplies.index", day=day - timedelta(days=1)),
        later=url_for("supplies.index", day=day + timedelta(days=1)),
        low_posts=stock.posts_that_are_low(viewer()),
        some_wait=any(p.state in CARRIABLE for p in pieces),
    )


def _wanted(piece: Piece, chosen: str) -> bool:
    return not chosen or (piece.state in WAITS if chosen == "waiting" else piece.state not in WAITS)


@blueprint.get("/new")
@access(Permission.SUPPLY_RECORD)
def new() -> Response:
    return _receive_page(ReceiveForm(formdata=None))


@blueprint.post("/new")
@access(Permission.SUPPLY_RECORD)
def receive() -> ResponseReturnValue:
    """All lines or none: a line that cannot be read is shown with its fault, and everything typed stays."""
    form, moment = _prepared(ReceiveForm()), now()
    if not form.validate():
        return _receive_page(form, status=422)
    lines = read_lines(form.lines.data or "", supplies.compound_names(viewer()), form.compound_id.data)
    faulty = [one for one in lines if one.fault]
    if faulty:
        return _receive_page(form, faulty, status=422)
    typed = {"gate": form.gate_id.data, "compound": form.compound_id.data, "lines": form.lines.data}
    once = Once.of(viewer().account_id, f"supply:{form.once.data}", typed, moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                made = verbs.receive(verbs.Arrival(form.gate_id.data or 0, lines), by=viewer(), at=moment)
                work.reply["pieces"] = sum(one.pieces for one in made)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _receive_page(form, status=422)
    pieces = int(work.reply["pieces"])
    toasts.tell(ngettext("%(num)d piece received", "%(num)d pieces received", pieces))
    return see_other(url_for("supplies.index"))


def _prepared(form: ReceiveForm) -> ReceiveForm:
    return form.prepare(supplies.open_gates(viewer(), now()), deeds.compounds(g.community.id))


def _receive_page(form: ReceiveForm, faulty: list[DeliveryLine] | None = None, status: int = 200) -> Response:
    _prepared(form)
    return page(
        "supplies/new.html",
        {"receive-form": "supplies/_receive_form.html"},
        form=form,
        open_gates=supplies.open_gates(viewer(), now()),
        faulty=faulty or [],
        line_faults=LINE_FAULTS,
        status=status,
    )


@blueprint.get("/runs/new")
@access(Permission.SUPPLY_RECORD)
def new_run() -> Response:
    return _run_form_page(RunForm(formdata=None))


@blueprint.post("/runs/new")
@access(Permission.SUPPLY_RECORD)
def start() -> ResponseReturnValue:
    form, moment = RunForm(), now()
    waiting = _waiting()
    form.prepare([(p.id, p.code) for p in waiting], viewer().display_name)
    if not form.validate():
        return _run_form_page(form, 422)
    typed = {"pieces": form.pieces.data, "carriers": form.carriers.data}
    once = Once.of(viewer().account_id, f"run:{form.once.data}", typed, moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                run = verbs.start_run(
                    form.pieces.data or [], form.carriers.data or "", by=viewer(), at=moment
                )
                work.reply["id"] = run.id
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _run_form_page(form, 422)
    return see_other(url_for("supplies.run", run_id=work.reply["id"]))


def _waiting() -> list[Piece]:
    day = now().astimezone(ZoneInfo(g.community.zone)).date()
    found = supplies.pieces_of_day(viewer(), day, language())
    return sorted((p for p in found if p.state in CARRIABLE), key=lambda p: (p.gate_id, p.order))


def _run_form_page(form: RunForm, status: int = 200) -> Response:
    waiting = _waiting()
    form.prepare([(p.id, p.code) for p in waiting], viewer().display_name)
    return page("supplies/run_form.html", form=form, waiting=waiting, states=STATES, status=status)


@blueprint.get("/runs/<int:run_id>")
@access(Permission.SUPPLY_RECORD)
def run(run_id: int) -> Response:
    return _run_page(run_id)


@blueprint.get("/runs/<int:run_id>.pdf")
@access(Permission.SUPPLY_RECORD)
def relay_slip(run_id: int) -> ResponseReturnValue:
    """The walk on paper, for who carries without a phone."""
    walk, pieces = supplies.run(viewer(), run_id, language())
    facts = registers.relay_slip(walk, pieces, now())
    return pdf_answer(lambda: print_register(facts, language=language()), f"walk-{walk.code}")


def _run_page(run_id: int, fault: str = "", status: int = 200) -> Response:
    walk, pieces = supplies.run(viewer(), run_id, language())
    left = [p for p in pieces if p.state is DeliveryState.ON_THE_WAY]
    return page(
        "supplies/run.html",
        {"walk": "supplies/_walk.html"},
        walk=walk,
        pieces=pieces,
        left=left,
        states=STATES,
        reasons=terms.choices(g.community.id, "pending_reason", language()),
        fault=fault,
        status=status,
    )


@blueprint.post("/runs/<int:run_id>/pieces/<int:delivery_id>")
@access(Permission.SUPPLY_RECORD)
def tap(run_id: int, delivery_id: int) -> ResponseReturnValue:
    """What became of one piece: delivered, received, back, or a reason why not. A second tap is none."""
    outcome, moment = request.form.get("outcome", "")[:40], now()
    supplies.check_on_run(viewer(), run_id, delivery_id)
    try:
        with unit_of_work():
            if outcome in {"delivered", "received"}:
                verbs.deliver(delivery_id, by=viewer(), at=moment, received=outcome == "received")
            elif outcome == "back":
                verbs.take_back(delivery_id, by=viewer(), at=moment)
            else:
                verbs.set_aside(delivery_id, outcome, by=viewer(), at=moment)
    except AlreadyDone as done:
        toasts.tell(errors.sentence(done))
    except RuleBroken as refused:
        return _run_page(run_id, errors.sentence(refused), 422)
    else:
        said = {
            "delivered": gettext("At the door"),
            "received": gettext("Received"),
            "back": gettext("On the walk again"),
        }
        toasts.tell(said.get(outcome, gettext("Set aside")))
    return see_other(url_for("supplies.run", run_id=run_id))
