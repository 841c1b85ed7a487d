"""/privacy/residents: who is on record, how they agreed, what is held about one."""

from __future__ import annotations

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import privacy as verbs
from teamhub.actions.reveals import reveal_resident
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.privacy.root import blueprint, page_asked, pages
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.people import RevealForm
from teamhub.forms.privacy import GIVERS, METHODS, ConsentForm, EraseForm
from teamhub.queries import privacy, resident_records
from teamhub.web import held_words, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/residents")
@access(Permission.PRIVACY_MANAGE)
def residents() -> ResponseReturnValue:
    at, without = page_asked(), request.args.get("without") == "1"
    found = resident_records.residents(viewer(), at, without_consent=without)
    more = {"without": 1} if without else {}
    return page(
        "privacy/residents.html",
        found=found,
        without=without,
        standing=privacy.standing(viewer().community_id, now()),
        pager_words=pages(
            "privacy.residents", at, len(found.rows), found.total, resident_records.PAGE, **more
        ),
    )


@blueprint.get("/residents/<int:resident_id>")
@access(Permission.PRIVACY_MANAGE)
def resident(resident_id: int) -> ResponseReturnValue:
    return resident_page(resident_id)


@blueprint.post("/residents/<int:resident_id>/consent")
@access(Permission.PRIVACY_MANAGE)
def note_consent(resident_id: int) -> ResponseReturnValue:
    form, moment = ConsentForm(), now()
    if not form.validate_on_submit():
        return resident_page(resident_id, consent=form, status=422)
    try:
        with unit_of_work():
            verbs.note_consent(
                resident_id, form.method.data, form.given_by.data, given_at=moment, by=viewer(), at=moment
            )
    except RuleBroken as error:
        note_fault(form, error, {"consent_method_unknown": "method"})
        return resident_page(resident_id, consent=form, status=422)
    toasts.tell(gettext("Consent is on record"))
    return see_other(url_for("privacy.resident", resident_id=resident_id))


@blueprint.post("/residents/<int:resident_id>/held")
@access(Permission.PRIVACY_MANAGE)
def show_held(resident_id: int) -> ResponseReturnValue:
    """Everything that is held about a resident, in full, on a page or as a file to hand over. Who took it and why is
    recorded."""
    form = RevealForm()
    resident_records.resident(viewer(), resident_id)
    if not form.validate_on_submit():
        return resident_page(resident_id, reveal=form, status=422)
    with unit_of_work():
        reveal_resident(resident_id, form.reason.data or "", by=viewer(), at=now())
    held = resident_records.held_about(viewer(), resident_id)
    if request.form.get("as") == "json":
        return held_words.as_json(held, f"resident-{resident_id}")
    if request.form.get("as") == "xlsx":
        return held_words.as_xlsx(held, f"resident-{resident_id}")
    return resident_page(resident_id, held=held_words.in_words(held))


def resident_page(
    resident_id: int,
    *,
    consent: ConsentForm | None = None,
    erase: EraseForm | None = None,
    reveal: RevealForm | None = None,
    held: list[held_words.Section] | None = None,
    status: int = 200,
) -> Response:
    return page(
        "privacy/resident.html",
        row=resident_records.resident(viewer(), resident_id),
        consents=privacy.consents_of(resident_id),
        methods=METHODS,
        givers=GIVERS,
        consent=consent or ConsentForm(formdata=None),
        erase=erase or EraseForm(formdata=None),
        reveal=reveal or RevealForm(formdata=None),
        held=held,
        status=status,
    )
