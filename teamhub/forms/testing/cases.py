"""Words of cases with a schedule, and the result of one of their tests."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import Optional

from teamhub.domain.timed_cases import CaseState, TestFlag
from teamhub.forms.choosing import RadioField

STATES = {
    CaseState.REPORTED: (lazy_gettext("reported"), "soon"),
    CaseState.ISOLATED: (lazy_gettext("at home"), "going"),
    CaseState.TESTING: (lazy_gettext("tests going on"), "going"),
    CaseState.TESTS_DONE: (lazy_gettext("tests done, results to come"), "going"),
    CaseState.RESULTS_NEGATIVE: (lazy_gettext("all results negative"), "done"),
    CaseState.RELEASED: (lazy_gettext("released"), "done"),
    CaseState.ESCALATED: (lazy_gettext("escalated"), "gap"),
}
FLAGS = {
    TestFlag.NONE: "",
    TestFlag.EARLY: lazy_gettext("too soon after the one before: does not count"),
    TestFlag.BEFORE_CASE: lazy_gettext("before the first day: does not count"),
    TestFlag.WRONG_MODE: lazy_gettext("not the sampling that the rule asks for: does not count"),
    TestFlag.BEYOND: lazy_gettext("beyond what the rule asks for"),
    TestFlag.LATE: lazy_gettext("after its day, but counts"),
}
OBSTACLES = {
    "already_released": lazy_gettext("It was released before."),
    "escalated": lazy_gettext("It was escalated: not ours to release."),
    "days_not_over": lazy_gettext("The days at home are not over."),
    "tests_missing": lazy_gettext("Tests are missing."),
    "results_pending": lazy_gettext("Results are still to come."),
    "result_positive": lazy_gettext("A result is positive."),
    "code_not_green": lazy_gettext("Nobody has seen the code green."),
}


RESULTS = [
    ("", lazy_gettext("to come")),
    ("negative", lazy_gettext("negative")),
    ("positive", lazy_gettext("positive")),
]


class ResultForm(FlaskForm):
    result = RadioField(lazy_gettext("Result"), [Optional()], choices=RESULTS)
