"""What the pages of printing share."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.domain.prints import PrintKind
from teamhub.web import errors

blueprint = Blueprint("prints", __name__)

KINDS: dict[str, LazyString] = {
    PrintKind.BINDER.value: lazy_gettext("Binder of the day"),
    PrintKind.SWEEP_SHEETS.value: lazy_gettext("Sweep sheets"),
    PrintKind.LETTERS.value: lazy_gettext("Commitment letters"),
    PrintKind.POSTERS.value: lazy_gettext("Posters of posts"),
    PrintKind.SITE_POSTERS.value: lazy_gettext("Posters of sampling sites"),
}

errors.explain(
    {
        "print_running": lazy_gettext(
            "Something is being printed already. Wait until it is done, or stop it; then print this."
        ),
        "print_over": lazy_gettext("This print has ended already."),
        "print_gone": lazy_gettext(
            "The file is not kept any more. Print it again: it takes the records of now."
        ),
        "print_nothing": lazy_gettext("There is no sheet to print: nothing is on record for it."),
    }
)
