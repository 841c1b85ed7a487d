"""/privacy/basis: on what health data is processed, stated for the campaign that runs."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import privacy as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.privacy.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.privacy import BASES, BASIS_FAULTS, BasisForm
from teamhub.queries import privacy
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/basis")
@access(Permission.PRIVACY_MANAGE)
def basis() -> ResponseReturnValue:
    campaign = privacy.campaign_now(viewer().community_id, now())
    stated = privacy.history(campaign.id)
    days = privacy.standing_of(campaign).retention_days
    return _page(BasisForm(formdata=None).show(stated[0] if stated else None, days))


@blueprint.post("/basis")
@access(Permission.PRIVACY_MANAGE)
def state_basis() -> ResponseReturnValue:
    form = BasisForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        with unit_of_work():
            verbs.state_basis(form.facts(), by=viewer(), at=now())
    except RuleBroken as error:
        note_fault(form, error, BASIS_FAULTS)
        return _page(form, 422)
    toasts.tell(gettext("The legal basis is on record"))
    return see_other(url_for("privacy.index"))


def _page(form: BasisForm, status: int = 200) -> ResponseReturnValue:
    campaign = privacy.campaign_now(viewer().community_id, now())
    stated = [row for row in privacy.history(campaign.id) if row.basis]
    return page("privacy/basis.html", form=form, campaign=campaign, stated=stated, bases=BASES, status=status)
