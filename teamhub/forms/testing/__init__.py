"""Forms of testing: rounds, sessions, teams, the console of a site, people untested, samples at home."""

from __future__ import annotations

from flask_babel import lazy_gettext

from teamhub.web import errors

STAMP = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]

errors.explain(
    {
        "round_without_sites": lazy_gettext("There is no sampling site yet. Add sites under Places first."),
        "round_ends_early": lazy_gettext("The end is before the start."),
        "round_mode_unknown": lazy_gettext("Please choose how people are sampled."),
        "round_has_counts": lazy_gettext("People were counted at %(site)s, so it stays in the round."),
        "results_too_early": lazy_gettext("Results come after the round began, and not in the future."),
        "session_ends_early": lazy_gettext("The end is before the start."),
        "session_closed": lazy_gettext("This session is closed. Open it again to go on counting."),
        "session_has_counts": lazy_gettext("People were counted in this session, so its site stays."),
        "team_double_booked": lazy_gettext("Team %(team)s stands at another site at that time."),
        "person_double_booked": lazy_gettext("%(person)s is needed in team %(team)s at that time."),
        "already_corrected": lazy_gettext("This entry was taken back before."),
        "count_not_positive": lazy_gettext("Please count at least one person."),
        "tubes_too_few": lazy_gettext("For so many people at least %(least)s tubes are needed."),
        "tubes_too_many": lazy_gettext("There cannot be more tubes than people (%(most)s)."),
        "untested_too_many": lazy_gettext("Only %(most)s people of this compound were not tested."),
        "reason_unknown": lazy_gettext("This reason is not on record."),
        "crew_code_taken": lazy_gettext("There is a team %(name)s in this round already."),
        "person_twice": lazy_gettext("%(person)s stands in this team twice."),
        "task_unknown": lazy_gettext("Please choose a task."),
        "pool_empty": lazy_gettext("At least one person is in a tube."),
        "pool_too_large": lazy_gettext("In this round at most %(most)s people share a tube."),
        "pool_tube_taken": lazy_gettext("Tube %(tube)s is on record already."),
        "pool_too_many": lazy_gettext(
            "The steps follow each other: first told, then sampled again, then a result; here at most %(most)s."
        ),
        "pool_changed": lazy_gettext("Somebody else saved this pool meanwhile. Look at it and save again."),
        "pool_alert_open": lazy_gettext("Not all negative yet: tube %(tubes)s is not over."),
        "move_session_over": lazy_gettext("%(site)s is not open any more: look at the advice again."),
        "move_nobody_left": lazy_gettext("%(site)s has nobody to send any more: look at the advice again."),
        "move_no_team": lazy_gettext("%(site)s has no team yet: give it one in the plan."),
        "move_unknown": lazy_gettext("This move does not fit any more: look at the advice again."),
        "move_changed": lazy_gettext("Another move was accepted meanwhile: look at the advice again."),
        "move_no_houses": lazy_gettext(
            "Nobody of %(site)s is still to come, or its doors are not on record."
        ),
        "crew_has_sessions": lazy_gettext("This team still has sessions. Give them to another team first."),
        "case_over": lazy_gettext("This case is over: nothing is noted any more."),
        "home_reason_unknown": lazy_gettext("Please choose why the sample is taken at home."),
        "home_door_unknown": lazy_gettext("The door %(door)s is not on record in this compound."),
        "door_needs_flat": lazy_gettext("Please write building, stairwell and flat, such as 2-1-301."),
        "sample_taken": lazy_gettext("This sample was taken already."),
        "sample_in_future": lazy_gettext("This time has not come yet."),
        "sample_of_sweep": lazy_gettext(
            "A sweep asked for this sample. Settle the door in the sweep instead."
        ),
        "sample_settled_door": lazy_gettext("The door was settled by this sample in the sweep, so it stays."),
    }
)
