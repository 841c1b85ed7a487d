"""/duty/arrivals: arrivals that nobody saw, for a leader to confirm."""

from __future__ import annotations

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.actions import duty_confirmations as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, evidence_words, fresh_once, shift_labels, submission
from teamhub.domain.access import Permission
from teamhub.domain.attendance import Certainty
from teamhub.forms.duty import OnceForm, whole
from teamhub.queries import duty_confirmations
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other
from teamhub.web.toasts import tell


@blueprint.get("/arrivals")
@access(Permission.ROLL_CALL)
def arrivals() -> ResponseReturnValue:
    return _page()


@blueprint.post("/arrivals")
@access(Permission.ROLL_CALL)
def confirm_arrivals() -> ResponseReturnValue:
    """Those that are ticked."""
    form, moment = OnceForm(), now()
    chosen = [whole(told) for told in request.form.getlist("arrival")]
    if not form.validate_on_submit() or not chosen:
        return _page(said=gettext("Tick at least one arrival."), status=422)
    with unit_of_work(once=submission(form.once.data, moment)) as work:
        if not work.replayed:
            work.reply["confirmed"] = verbs.confirm(chosen, by=viewer(), at=moment)
    count = int(work.reply.get("confirmed", 0))
    tell(ngettext("One arrival confirmed", "%(num)s arrivals confirmed", count))
    return see_other(url_for("duty.arrivals"))


def _page(said: str = "", status: int = 200) -> ResponseReturnValue:
    rows = duty_confirmations.waiting(viewer(), now())
    return page(
        "duty/arrivals.html",
        groups=[
            (
                gettext("Nobody saw it"),
                gettext("Tapped without a code, typed from paper, or sent later by a phone."),
                [row for row in rows if row.certainty is Certainty.TOLD],
                True,
            ),
            (
                gettext("By the poster's code alone"),
                gettext(
                    "A poster can be photographed. A roll call, a code on a screen or a spot check is surer."
                ),
                [row for row in rows if row.certainty is Certainty.POSTER],
                False,
            ),
        ],
        said=said,
        once=fresh_once(),
        form=OnceForm(formdata=None),
        labels=shift_labels(),
        evidence_words=evidence_words,
        community_id=g.community.id,
        status=status,
    )
