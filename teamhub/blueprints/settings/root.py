"""What the settings pages share."""

from __future__ import annotations

from flask import Blueprint
from flask_wtf import FlaskForm

from teamhub.domain.errors import RuleBroken
from teamhub.queries import terms
from teamhub.web.access import viewer
from teamhub.web.errors import sentence
from teamhub.web.language import language

blueprint = Blueprint("settings", __name__)


def choices(vocabulary: str) -> list[tuple[str, str]]:
    return terms.choices(viewer().community_id, vocabulary, language())


def labels(vocabulary: str) -> dict[str, str]:
    return terms.labels(viewer().community_id, vocabulary, language())


def note(form: FlaskForm, error: RuleBroken, places: dict[str, str] | None = None) -> None:
    """Shows the broken rule at its field, else at the head of the form."""
    name = (places or {}).get(error.code)
    if name is None:
        form.form_errors.append(sentence(error))
    else:
        form[name].errors = [sentence(error)]
