"""Which function takes in the rows of which sheet; the others stand for one row of their table each."""

from __future__ import annotations

from collections.abc import Mapping

from teamhub.actions.workbook import (
    brief_rows,
    duty_rows,
    people_rows,
    place_rows,
    privacy_rows,
    service_rows,
    setup_rows,
    sweep_rows,
    testing_rows,
)
from teamhub.actions.workbook.planner import Finisher, Handler, Planner, keep_with_parent

HANDLERS: Mapping[str, Handler] = {
    "community": setup_rows.community,
    "campaign": setup_rows.campaign,
    "terms": setup_rows.term,
    "settings": setup_rows.setting,
    "texts": setup_rows.text,
    "shift_patterns": setup_rows.pattern,
    "staffing_templates": setup_rows.template,
    "rule_sets": setup_rows.rule,
    "people": people_rows.person,
    "compounds": place_rows.compound,
    "doors": place_rows.door,
    "posts": place_rows.post,
    "gate_periods": place_rows.period,
    "post_closures": place_rows.period,
    "shifts": duty_rows.shift,
    "duty": duty_rows.seat,
    "handovers": duty_rows.in_shift,
    "gate_counts": duty_rows.in_shift,
    "muster_calls": duty_rows.muster_call,
    "leave_requests": duty_rows.leave,
    "sampling_sites": testing_rows.site,
    "sampling_teams": keep_with_parent,
    "site_sessions": testing_rows.session,
    "site_counts": testing_rows.count,
    "residents": privacy_rows.resident,
    "timed_cases": testing_rows.case,
    "home_samples": testing_rows.home_sample,
    "sweep_teams": sweep_rows.team,
    "sweep_doors": sweep_rows.scope,
    "door_visits": sweep_rows.visit,
    "commitment_letters": sweep_rows.letter,
    "requests": service_rows.request,
    "deeds": service_rows.deed,
    "briefs": brief_rows.brief,
}
FINISHERS: Mapping[str, Finisher] = {
    "shift_patterns": setup_rows.patterns_fit,
    "doors": place_rows.households_agree,
    "duty": duty_rows.duty_is_sound,
    "site_counts": testing_rows.corrections_found,
    "deeds": service_rows.one_deed_a_request,
}


def finish(planner: Planner) -> None:
    """What follows from several sheets together."""
    sweep_rows.doors_follow(planner)
    privacy_rows.basis_is_stated(planner)
