"""/care/<id>/card.pdf: the card that the resident keeps. Printing it opens telephone numbers, so it is recorded."""

from __future__ import annotations

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import care as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.care.root import blueprint
from teamhub.documents.care_card import CareCardFacts, print_care_card
from teamhub.domain.access import Permission
from teamhub.queries import care, care_record, terms
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.paper import example_note, pdf_answer


@blueprint.post("/<int:entry_id>/card.pdf")
@access(Permission.MY_DAY)
def card(entry_id: int) -> ResponseReturnValue:
    """Raises RuleBroken(card_without_carer | glyph_missing)."""
    with unit_of_work():
        verbs.print_card(entry_id, by=viewer(), at=now())
    day, _zone = care.today(viewer().community_id, now())
    people = care_record.card_people(viewer(), care_record.entry_of(viewer(), entry_id, now()), day)
    days = people.interval_days
    facts = CareCardFacts(
        community=g.community.title(language()),
        title=gettext("Somebody is there for you"),
        resident=people.resident,
        carer=people.carer,
        deputy=people.deputy,
        how_often=(
            gettext("We call on you every day. Call us at any time.")
            if days == 1
            else gettext("We call on you every %(days)s days. Call us at any time.", days=days)
        ),
        hotline=terms.standard_text(g.community.id, "hotline", language()),
        example_note=example_note(),
        printed=gettext("Printed %(time)s", time=formats.moment(now())),
    )
    return pdf_answer(lambda: print_care_card(facts, language=language()), "care-card")
