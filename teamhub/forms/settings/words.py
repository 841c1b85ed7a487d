"""What the specifications in domain/ say in English, for readers of both languages. Tests hold the tables
complete."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.domain.standard_texts import TextGroup
from teamhub.web.errors import explain

explain(
    {
        "term_code_malformed": lazy_gettext(
            "Please use small letters, digits and underscores, a letter first."
        ),
        "term_taken": lazy_gettext("There is an entry with this code already."),
        "label_needed": lazy_gettext("Please give the Chinese wording."),
        "flag_unknown": lazy_gettext("This list has no such property."),
        "text_too_long": lazy_gettext("Please keep it below 10,000 characters."),
        "pattern_empty": lazy_gettext("Please give at least one shift."),
        "pattern_repeats": lazy_gettext("Each shift may occur once in a pattern."),
        "pattern_overlaps": lazy_gettext("Two shifts overlap."),
        "template_empty": lazy_gettext("Please give at least one row."),
        "template_count": lazy_gettext("Please give 1 to 999 people in each row."),
        "rule_impossible": lazy_gettext("The tests do not fit into the days."),
        "row_incomplete": lazy_gettext("One row is only half filled in."),
        "plan_name_taken": lazy_gettext("There is one of this name already."),
    }
)

THRESHOLDS: dict[str, LazyString] = {
    "grace_minutes": lazy_gettext("Arrivals up to this many minutes after the start are on time"),
    "absent_after_minutes": lazy_gettext("Later than this without notice is an absence"),
    "alert_after_minutes": lazy_gettext("The leader is alerted when somebody is this late"),
    "early_check_in_minutes": lazy_gettext("Check-in opens this long before the shift"),
    "left_early_minutes": lazy_gettext("Leaving more than this before the end is leaving early"),
    "change_notice_minutes": lazy_gettext("A change of a shift is asked at least this long before it"),
    "rest_hours": lazy_gettext("Rest between two shifts of one person"),
    "longest_on_post_hours": lazy_gettext("The board names who has been on post for longer than this"),
    "rota_search_minutes": lazy_gettext("The search for the best roster ends after this"),
    "successive_shifts_allowed": lazy_gettext("May one person hold two successive shifts"),
    "queue_target_minutes": lazy_gettext("No resident should queue longer than this"),
    "queue_near_target_minutes": lazy_gettext("A queue within this of the target is worth a word"),
    "queue_look_minutes": lazy_gettext("Somebody looks at each queue at least this often"),
    "desk_move_minutes": lazy_gettext(
        "A desk needs this long to another site, and a notice until residents heed it"
    ),
    "people_per_hour": lazy_gettext("People one sampling desk serves in an hour, until measured"),
    "site_people_reference": lazy_gettext("Reference value: people per sampling site"),
    "sampler_people_reference": lazy_gettext("Reference value: people per sampler and day"),
    "pool_size": lazy_gettext("People per pooled tube"),
    "revisit_limit": lazy_gettext("Visits to a door that does not answer before the leader decides"),
    "letters_required": lazy_gettext("A building clears only when every household signed its letter"),
    "deed_due_urgent_hours": lazy_gettext("An urgent request is due within"),
    "deed_due_normal_hours": lazy_gettext("A normal request is due within"),
    "honour_roll": lazy_gettext("Show who did how many deeds, by person and organisation"),
    "residents_ask_online": lazy_gettext("Residents may ask through a public page, without an account"),
    "volunteers_welcome": lazy_gettext("Volunteers whom nobody listed may offer themselves by a poster"),
    "medicine_short_days": lazy_gettext("Medicine that lasts no longer than this is worth a warning"),
    "brief_as_of_minute": lazy_gettext("The daily brief counts until"),
    "brief_copies": lazy_gettext("Copies printed of each brief"),
    "retention_days": lazy_gettext("Personal data is erased this many days after the campaign"),
    "round_phrases_from": lazy_gettext("Totals from this size on may be rounded in words"),
}

UNITS: dict[str, LazyString] = {
    "minutes": lazy_gettext("minutes"),
    "hours": lazy_gettext("hours"),
    "days": lazy_gettext("days"),
    "people": lazy_gettext("people"),
    "times": lazy_gettext("times"),
    "copies": lazy_gettext("copies"),
    "switch": lazy_gettext("yes or no"),
}

THRESHOLD_GROUPS: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (
        lazy_gettext("Duty and attendance"),
        (
            "grace_minutes",
            "absent_after_minutes",
            "alert_after_minutes",
            "early_check_in_minutes",
            "left_early_minutes",
            "change_notice_minutes",
            "rest_hours",
            "longest_on_post_hours",
            "successive_shifts_allowed",
            "rota_search_minutes",
        ),
    ),
    (
        lazy_gettext("Testing and queues"),
        (
            "queue_target_minutes",
            "queue_near_target_minutes",
            "queue_look_minutes",
            "desk_move_minutes",
            "people_per_hour",
            "site_people_reference",
            "sampler_people_reference",
            "pool_size",
        ),
    ),
    (lazy_gettext("Sweeps"), ("revisit_limit", "letters_required")),
    (
        lazy_gettext("Requests"),
        ("deed_due_urgent_hours", "deed_due_normal_hours", "residents_ask_online", "honour_roll"),
    ),
    (lazy_gettext("Volunteers"), ("volunteers_welcome",)),
    (lazy_gettext("Care"), ("medicine_short_days",)),
    (lazy_gettext("Daily brief"), ("brief_as_of_minute", "brief_copies", "round_phrases_from")),
    (lazy_gettext("Protection of personal data"), ("retention_days",)),
)

FLAGS: dict[str, LazyString] = {
    "sweeper": lazy_gettext("Counts as sweep member"),
    "deployed": lazy_gettext("Counts as deployed cadre"),
    "leads": lazy_gettext("May lead a post"),
    "checkpoint": lazy_gettext("Counts as checkpoint"),
    "leader_present": lazy_gettext("Somebody who may lead stands there in every shift"),
    "staffing": lazy_gettext("Staffing template of its seats"),
    "counts_as_tested": lazy_gettext("Counts as tested in the adjusted rate"),
    "final": lazy_gettext("Settles the door"),
    "revisit": lazy_gettext("Asks for another visit"),
    "contact": lazy_gettext("Kind of contact"),
    "untested": lazy_gettext("Somebody there is not tested"),
    "needs_confirmation": lazy_gettext("A leader confirms it"),
    "shop": lazy_gettext("For shops"),
    "household": lazy_gettext("For households"),
    "quick": lazy_gettext("Offered as a large button"),
    "brief_group": lazy_gettext("Group in the brief"),
    "contact_interval_days": lazy_gettext("Days between two contacts"),
    "reached": lazy_gettext("The resident was reached"),
    "needs_help": lazy_gettext("The resident needs help"),
    "timed": lazy_gettext("Has a schedule of tests"),
    "takes_approved": lazy_gettext("Needs a leader's approval"),
    "takes_departed": lazy_gettext("Step: out through the gate"),
    "takes_returned": lazy_gettext("Step: back at the gate"),
    "takes_sent": lazy_gettext("Step: sent"),
    "takes_handed_over": lazy_gettext("Step: handed over"),
    "takes_received": lazy_gettext("Step: received"),
    "low_at": lazy_gettext("Low at a post from this number down (0: never)"),
    "stays_in_district": lazy_gettext("Shows the rule of movement"),
    "asked_departed": lazy_gettext("Asked when leaving through the gate"),
    "asked_returned": lazy_gettext("Asked on the way back"),
    "asked_sent": lazy_gettext("Asked when sent"),
    "asked_handed_over": lazy_gettext("Asked at the hand-over"),
    "asked_advanced": lazy_gettext("Asked when money is advanced"),
    "asked_repaid": lazy_gettext("Asked when money is returned"),
}

CONTACTS: dict[str, LazyString] = {
    "none": lazy_gettext("nobody reached"),
    "met": lazy_gettext("met in person"),
    "phone": lazy_gettext("reached by phone"),
    "away": lazy_gettext("away, reported"),
    "vacant": lazy_gettext("nobody lives there"),
    "moved": lazy_gettext("moved out"),
    "refused": lazy_gettext("refused"),
    "quarantined": lazy_gettext("in isolation"),
}

TEXT_GROUPS: dict[TextGroup, LazyString] = {
    TextGroup.POSTS: lazy_gettext("Posts and posters"),
    TextGroup.LETTER: lazy_gettext("Commitment letter"),
    TextGroup.BRIEF: lazy_gettext("Daily brief"),
    TextGroup.WORDS: lazy_gettext("Words of this campaign"),
    TextGroup.CARE: lazy_gettext("For residents"),
}

TEXTS: dict[str, LazyString] = {
    "announcement": lazy_gettext("Read out by loudhailer at sampling sites"),
    "poster_steps": lazy_gettext("Steps on the poster of a post"),
    "poster_rules": lazy_gettext("Standing rules on the poster of a post"),
    "duty_rules": lazy_gettext("Standing rules of duty, on the roster and the handover record"),
    "slogan": lazy_gettext("One line at the foot of posters; may stay empty"),
    "duty_phone": lazy_gettext(
        "Telephone of the duty officer, large on every poster; empty: the number for residents"
    ),
    "letter_title": lazy_gettext("Heading of the commitment letter"),
    "letter_opening": lazy_gettext("First sentence of the commitment letter"),
    "letter_promises": lazy_gettext("What the household promises, one promise a line"),
    "brief_masthead": lazy_gettext("Name of the bulletin, in red"),
    "brief_title": lazy_gettext("Title of the daily brief"),
    "brief_compiled_by": lazy_gettext("Who compiles the brief (编印单位)"),
    "brief_addressee": lazy_gettext("Whom the brief addresses"),
    "brief_secrecy": lazy_gettext("Note at the top left of the brief; may stay empty"),
    "brief_to_superiors": lazy_gettext("Submitted to superiors (报), one a line"),
    "brief_to_peers": lazy_gettext("Sent to peers (送), one a line"),
    "brief_to_subordinates": lazy_gettext("Issued to (发), one a line"),
    "brief_sections": lazy_gettext(
        "Sections of the brief in their order, one a line: duty, testing, sweeps, deeds, care, problems or plan, and the "
        "heading; empty: as usual for the kind of campaign"
    ),
    "brief_phrases_problems": lazy_gettext("Phrases at hand for the problems of a brief, one a line"),
    "brief_phrases_plan": lazy_gettext("Phrases at hand for tomorrow's plan, one a line"),
    "word_measure": lazy_gettext("What a round does"),
    "word_full_measure": lazy_gettext("A round for everybody"),
    "word_letter": lazy_gettext("What households sign"),
    "word_site": lazy_gettext("Where a round takes place"),
    "word_gate": lazy_gettext("A guarded way in"),
    "word_leadership": lazy_gettext("Who leads, as the brief's first sentence says it; may stay empty"),
    "movement_rule": lazy_gettext("Shown with requests that cross the district border"),
    "reassurance": lazy_gettext("On the card for residents who are sampled at home"),
    "door_questions": lazy_gettext(
        "Further questions that sweepers ask at each door, one a line; the answers stand in the note of the visit"
    ),
    "door_help_wish": lazy_gettext(
        "The wish of a household that asked a sweeper for help without saying what for"
    ),
    "request_consent": lazy_gettext(
        "What residents agree to when they ask online; while empty the page stays shut"
    ),
    "volunteer_rules": lazy_gettext(
        "What volunteers confirm when they offer themselves by the poster; while empty the page stays shut"
    ),
    "hotline": lazy_gettext("Telephone number that residents may call; may stay empty"),
}
