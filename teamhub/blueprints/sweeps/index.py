"""The list of sweeps; a new one."""

from __future__ import annotations

from datetime import time

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import sweeps as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.sweeps.root import blueprint, today
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.sweeps import SweepForm
from teamhub.queries import sweep_plans, sweeps
from teamhub.queries.sweep_plans import Plan
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.page import page, see_other


@blueprint.get("")
@access(Permission.SWEEP_VIEW)
def index() -> Response:
    return page("sweeps/index.html", sweeps=sweeps.listed(viewer(), today()), at=now())


@blueprint.get("/new")
@access(Permission.SWEEP_MANAGE)
def new() -> Response:
    """With everything proposed: it begins at the next full hour."""
    plan, moment = sweep_plans.plan(viewer(), today()), local(now())
    form = _prepared(SweepForm(formdata=None), plan)
    form.propose(plan, moment.date(), time((moment.hour + 1) % 24))
    return page("sweeps/new.html", form=form)


@blueprint.post("/new")
@access(Permission.SWEEP_MANAGE)
def add() -> ResponseReturnValue:
    plan, moment = sweep_plans.plan(viewer(), today()), now()
    form = _prepared(SweepForm(), plan)
    if not form.validate():
        return page("sweeps/new.html", form=form, status=422)
    once = Once.of(viewer().account_id, f"sweep:{form.once.data}", form.body(), moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                sweep = verbs.open_sweep(form.facts(g.community.zone), by=viewer(), at=moment)
                work.reply.update(number=sweep.number)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return page("sweeps/new.html", form=form, status=422)
    toasts.tell(gettext("Sweep %(n)s is open", n=work.reply["number"]))
    return see_other(url_for("sweeps.show", number=work.reply["number"]))


def _prepared(form: SweepForm, plan: Plan) -> SweepForm:
    rounds = [(key, gettext("Round %(n)s", n=number)) for key, number in plan.rounds]
    held = [(key, gettext("Sweep %(n)s", n=number)) for key, number in plan.held]
    return form.prepare(plan, rounds, held)
