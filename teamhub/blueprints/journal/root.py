"""/<community>/journal: who did what, when, to which record."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.queries import journal
from teamhub.queries.journal import JournalFilter, StoryLine
from teamhub.web.access import access, viewer
from teamhub.web.journal_words import OBJECTS, SENTENCES
from teamhub.web.page import page

blueprint = Blueprint("journal", __name__)

PLACES: dict[str, tuple[str, str, Permission]] = {
    "person": ("people.show", "person_id", Permission.PEOPLE_VIEW),
    "account": ("accounts.show", "account_id", Permission.ACCOUNTS_MANAGE),
    "request": ("requests.show", "request_id", Permission.DEED_VIEW),
    "deed": ("deeds.show", "deed_id", Permission.DEED_VIEW),
    "vulnerable_resident": ("care.show", "entry_id", Permission.CARE_VIEW),
    "resident": ("privacy.resident", "resident_id", Permission.PRIVACY_MANAGE),
    "directive": ("notices.show", "directive_id", Permission.NOTICE_VIEW),
    "retention_run": ("privacy.retention", "", Permission.PRIVACY_MANAGE),
}
"""Kind of record -> its page, what the address calls the id, and who may open it."""


@blueprint.get("")
@access(Permission.JOURNAL_VIEW)
def index() -> ResponseReturnValue:
    chosen, below = _chosen(), _number("below")
    told = journal.story(viewer(), chosen, ZoneInfo(g.community.zone), below)
    kept = {
        "day": chosen.day.isoformat() if chosen.day else None,
        "who": chosen.account_id,
        "about": chosen.subject or None,
    }
    return page(
        "journal/index.html",
        story=told,
        chosen=chosen,
        people=journal.people(viewer()),
        subjects=_subjects(),
        sentence=sentence,
        thing=thing,
        address=address,
        detail=detail,
        below=below,
        first_url=url_for("journal.index", **{k: v for k, v in kept.items() if v}),  # type: ignore[arg-type]  # words of the address
        older_url=url_for("journal.index", below=told.lines[-1].seq, **{k: v for k, v in kept.items() if v})  # type: ignore[arg-type]  # as above
        if told.later
        else "",
    )


@blueprint.get("/<object_type>/<int:object_id>")
@access(Permission.JOURNAL_VIEW)
def story(object_type: str, object_id: int) -> ResponseReturnValue:
    """Who changed this one."""
    if object_type not in OBJECTS:
        raise NotFound
    below = _number("below")
    told = journal.about(viewer(), object_type, object_id, below)
    here = {"object_type": object_type, "object_id": object_id}
    return page(
        "journal/story.html",
        story=told,
        object_type=object_type,
        object_id=object_id,
        sentence=sentence,
        thing=thing,
        address=address,
        detail=detail,
        below=below,
        first_url=url_for("journal.story", **here),  # type: ignore[arg-type]  # words of the address
        older_url=url_for("journal.story", below=told.lines[-1].seq, **here) if told.later else "",  # type: ignore[arg-type]  # as above
    )


def sentence(line: StoryLine) -> str:
    """What was done, in words; an unknown code of a later version still says that something was."""
    known = SENTENCES.get(line.action)
    if known is None and line.action.startswith("request."):
        known = SENTENCES["request.step"]
    return str(known) if known is not None else gettext("did something (%(code)s)", code=line.action)


def thing(object_type: str, object_id: int | None) -> str:
    """Seat 12."""
    if not object_type or object_id is None or object_type not in OBJECTS:
        return ""
    return gettext("%(thing)s no. %(number)s", thing=OBJECTS[object_type], number=object_id)


def address(line: StoryLine) -> str:
    """Where the record is, for who may open it; else its story."""
    if line.object_id is None or line.object_type not in OBJECTS:
        return ""
    endpoint, name, permission = PLACES.get(line.object_type, ("", "", Permission.JOURNAL_VIEW))
    if endpoint in current_app.view_functions and viewer().may(permission):
        return url_for(endpoint, **({name: line.object_id} if name else {}))  # type: ignore[arg-type]  # an id in the address
    return url_for("journal.story", object_type=line.object_type, object_id=line.object_id)


def detail(line: StoryLine) -> str:
    """How many, from when to when: what the entry says beyond the fact, in words that need no translation."""
    numbers = [value for name, value in line.details.items() if name in _COUNTED and isinstance(value, int)]
    return "、".join(str(number) for number in numbers) if numbers else ""


_COUNTED = frozenset({"persons", "people", "seats", "pieces", "erased", "doors", "number"})


def _subjects() -> list[tuple[str, str]]:
    """What a code begins with, and its words."""
    return [
        ("account", gettext("Accounts and signing in")),
        ("brief", gettext("Briefs")),
        ("care", gettext("Care")),
        ("case", gettext("Timed cases")),
        ("consent", gettext("Consent")),
        ("deed", gettext("Deeds")),
        ("door", gettext("Doors")),
        ("duty", gettext("Duty")),
        ("gate", gettext("Gates")),
        ("home_sample", gettext("Samples at home")),
        ("leave", gettext("Leave")),
        ("letter", gettext("Letters")),
        ("muster", gettext("Musters")),
        ("notice", gettext("Notices")),
        ("person", gettext("People")),
        ("privacy", gettext("Personal data")),
        ("request", gettext("Requests")),
        ("resident", gettext("Residents")),
        ("round", gettext("Testing rounds")),
        ("session", gettext("Sessions at sites")),
        ("settings", gettext("Thresholds")),
        ("supply", gettext("Supplies")),
        ("sweep", gettext("Sweeps")),
        ("unit", gettext("Compounds and doors")),
        ("workbook", gettext("Workbook")),
    ]


def _chosen() -> JournalFilter:
    said = request.args.get("day", "")
    try:
        day = date.fromisoformat(said) if said else None
    except ValueError:
        day = None
    subject = request.args.get("about", "")
    known = {code for code, _ in _subjects()}
    return JournalFilter(day, _number("who"), subject if subject in known else "")


def _number(name: str) -> int | None:
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 15 else None
