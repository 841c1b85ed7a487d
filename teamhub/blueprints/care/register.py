"""/care: the register, overdue contacts first."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.blueprints.care.root import blueprint, category_labels, state_words
from teamhub.domain.access import Permission
from teamhub.forms.care import filter_from
from teamhub.queries import care, terms
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page
from teamhub.web.privacy import remind


@blueprint.get("")
@access(Permission.MY_DAY)
def index() -> ResponseReturnValue:
    """All residents for those who see to care, the own ones for everybody else."""
    chosen = filter_from(request.args)
    remind(viewer())
    found = care.register(viewer(), chosen, now(), language())
    labels = category_labels()
    tabs = [(gettext("All"), url_for("care.index"), chosen == care.CareFilter(), found.total)]
    if viewer().may(Permission.CARE_VIEW) and viewer().person_id is not None:
        tabs.append((gettext("My residents"), url_for("care.index", mine=1), chosen.mine, found.mine))
    tabs += [
        (
            labels.get(c.code, c.code),
            url_for("care.index", category=c.code),
            chosen.category == c.code,
            c.total,
        )
        for c in found.categories
    ]
    return page(
        "care/index.html",
        found=found,
        chosen=chosen,
        labels=labels,
        words=state_words(),
        tabs=tabs,
        short=terms.thresholds(viewer().community_id).medicine_short_days,
    )
