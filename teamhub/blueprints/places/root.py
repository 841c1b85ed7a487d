"""What the pages of places share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint
from flask_wtf import FlaskForm

from teamhub.domain.errors import RuleBroken
from teamhub.forms.places import AT_FIELD
from teamhub.models.campaigns import Campaign
from teamhub.queries import viewers
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.formats import local

blueprint = Blueprint("places", __name__)


def today() -> date:
    return local(now()).date()


def campaign() -> Campaign:
    """The one that is running. Raises NotFound when the community never had any."""
    return viewers.current_campaign(viewer().community_id, today())


def note(form: FlaskForm, error: RuleBroken) -> None:
    """Shows the broken rule at its field, else at the head of the form."""
    name = AT_FIELD.get(error.code)
    if name is None or name not in form:
        form.form_errors.append(sentence(error))
    else:
        form[name].errors = [sentence(error)]
