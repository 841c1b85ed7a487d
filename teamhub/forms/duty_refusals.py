"""The sentences of what the rules of duty refuse: what is wrong, and what to do."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from teamhub.domain.errors import RuleBroken
from teamhub.domain.rota import AssignmentRefused, Obstacle, ObstacleKind
from teamhub.web import formats
from teamhub.web.errors import explain, sentence

explain(
    {
        "check_in_too_early": lazy_gettext("It is too early to check in."),
        "check_in_over": lazy_gettext("This shift is over. Ask your leader to enter your arrival."),
        "arrival_in_future": lazy_gettext("This time has not come yet."),
        "seat_cancelled": lazy_gettext(
            "This seat was taken off the roster. Ask your leader where you are needed."
        ),
        "seat_replaced": lazy_gettext("Somebody else stands in for this seat already."),
        "not_checked_in": lazy_gettext("Check in first."),
        "already_checked_out": lazy_gettext("You have checked out of this shift already."),
        "check_out_at_check_in": lazy_gettext("Checking in and out at the same moment is not possible."),
        "relief_not_accepted": lazy_gettext(
            "The relief has not taken over yet. Hand over first; the post must not be empty."
        ),
        "handover_already_accepted": lazy_gettext("The relief has taken over already."),
        "handover_not_offered": lazy_gettext("There is nothing to take over yet."),
        "handover_to_oneself": lazy_gettext("Somebody else has to take over."),
        "assignment_refused": lazy_gettext("This assignment is against a rule."),
        "seat_is_over": lazy_gettext("This shift was over more than a day ago."),
        "seat_has_arrival": lazy_gettext(
            "This person has checked in. Check them out first, then assign somebody else."
        ),
        "same_person": lazy_gettext("This person holds the seat already."),
        "shifts_span": lazy_gettext("Choose 1 to %(most)s days."),
        "no_pattern": lazy_gettext(
            "No shift pattern is in force on one of these days. Set one up in the settings."
        ),
        "nobody_to_tell": lazy_gettext("Nobody is on the roster of these days yet. Assign people first."),
        "search_running": lazy_gettext("A search runs already. Wait for its result, or stop it."),
        "search_over": lazy_gettext("This search has ended already."),
        "shift_exists": lazy_gettext("There is such a shift already."),
        "shift_too_long": lazy_gettext("A shift lasts 24 hours at most."),
        "pattern_part_outside_day": lazy_gettext("The end is before the beginning."),
        "muster_nobody": lazy_gettext("Choose at least one person to call."),
        "muster_due_early": lazy_gettext("The muster is due before the order came in."),
        "muster_closed": lazy_gettext("This muster is closed; nothing is entered any more."),
        "more_present_than_expected": lazy_gettext("More present than expected: check the two numbers."),
        "checked_in_future": lazy_gettext("This time has not come yet."),
        "wrong_post": lazy_gettext("You are assigned to another post now: %(post)s."),
        "not_assigned": lazy_gettext("Nobody has assigned you to this post for now."),
        "code_over": lazy_gettext("This code is over: it changes every half-minute."),
        "code_forged": lazy_gettext("This code is not valid. The poster may be old, or damaged."),
    }
)


def why_not(error: RuleBroken) -> str:
    """What the rule says, with all obstacles of a refused assignment."""
    if isinstance(error, AssignmentRefused):
        return gettext("Not possible: %(reasons)s.", reasons=reasons(error.obstacles))
    return sentence(error)


def reasons(obstacles: tuple[Obstacle, ...]) -> str:
    return gettext("; ").join(dict.fromkeys(reason(o) for o in obstacles))


def reason(obstacle: Obstacle) -> str:
    """One obstacle in a few words."""
    words = {
        ObstacleKind.DOUBLE_BOOKING: gettext("has a seat at the same time"),
        ObstacleKind.SUCCESSIVE_SHIFTS: gettext("has the shift right before or after"),
        ObstacleKind.TOO_LITTLE_REST: gettext(
            "would rest only %(time)s", time=formats.duration(obstacle.rest_minutes)
        ),
        ObstacleKind.NOT_YET_DEPLOYED: gettext("comes only on %(day)s", day=formats.day(obstacle.day)),
        ObstacleKind.DEPLOYMENT_OVER: gettext("left on %(day)s", day=formats.day(obstacle.day)),
        ObstacleKind.ON_LEAVE: gettext("is on leave"),
        ObstacleKind.INACTIVE: gettext("is no longer active"),
        ObstacleKind.POST_NOT_OPEN: gettext("the post is not open yet"),
        ObstacleKind.POST_CLOSED: gettext("the post is closed"),
    }
    return words[obstacle.kind]
