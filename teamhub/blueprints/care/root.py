"""What the pages of care share."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, url_for
from flask_babel import gettext

from teamhub.domain.access import Permission
from teamhub.domain.care import ContactState
from teamhub.forms.care import ContactForm, EndForm, MedicineForm
from teamhub.forms.people import RevealForm
from teamhub.queries import care_record, terms
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page

blueprint = Blueprint("care", __name__)


def category_labels() -> dict[str, str]:
    """Code -> label of every group, retired ones too."""
    return terms.labels(viewer().community_id, "vulnerable_category", language())


def state_words() -> dict[ContactState, tuple[str, str]]:
    """Word and tone of how a resident stands with the next contact."""
    return {
        ContactState.OVERDUE: (gettext("contact overdue"), "gap"),
        ContactState.DUE: (gettext("due today"), "soon"),
        ContactState.IN_TIME: (gettext("in time"), "done"),
    }


def resident_page(
    entry_id: int,
    *,
    reveal: RevealForm | None = None,
    contact: ContactForm | None = None,
    medicine: MedicineForm | None = None,
    end: EndForm | None = None,
) -> Response:
    """One resident; a form that is handed in shows what was typed and what is wrong with it."""
    moment = now()
    record = care_record.record(viewer(), entry_id, moment, language())
    wrong = any(form is not None for form in (reveal, contact, medicine, end))
    contact = (contact or ContactForm(formdata=None)).prepare(
        viewer(), language(), care_record.usual_channel(viewer(), entry_id)
    )
    return page(
        "care/show.html",
        {"care-record": "care/_record.html"},
        record=record,
        labels=category_labels(),
        words=state_words(),
        outcomes=[t for t in terms.terms(viewer().community_id, "contact_outcome").values() if t.active],
        request_labels=terms.labels(viewer().community_id, "deed_category", language()),
        request_url=request_address,
        reveal=reveal or RevealForm(formdata=None),
        contact=contact,
        medicine=medicine or MedicineForm(formdata=None),
        end=end or EndForm(formdata=None),
        status=422 if wrong else 200,
    )


def request_address(request_id: int) -> str:
    """Where a request is seen to; empty where the reader may not open it."""
    endpoint = "requests.show"
    if endpoint not in current_app.view_functions or not viewer().may(Permission.DEED_VIEW):
        return ""
    return url_for(endpoint, request_id=request_id)
