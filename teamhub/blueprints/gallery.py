"""/gallery: every component and every frame with invented values, in both languages. Registered by setting only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, FileField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length

from teamhub.example import gallery as sample
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.web import qr
from teamhub.web.access import public
from teamhub.web.clock import now
from teamhub.web.frame import Frame, NavEntry, Strip, Toast, Tone

blueprint = Blueprint("gallery", __name__, url_prefix="/gallery")

PAGES = {
    "index": lazy_gettext("Components"),
    "board": lazy_gettext("Now"),
    "my_day": lazy_gettext("Today"),
    "doors": lazy_gettext("Doors"),
    "answer": lazy_gettext("Signed in"),
    "roster": lazy_gettext("Roster"),
    "composer": lazy_gettext("Briefs"),
    "wall": lazy_gettext("Big screen"),
    "upload": lazy_gettext("Import a workbook"),
    "sign_in": lazy_gettext("Sign in"),
    "error": lazy_gettext("Error"),
}
PHONE_PAGES = frozenset({"my_day", "doors", "answer"})
DOOR_TONES = "tffv frff ufrf iiii iiii iiii"


class SampleForm(FlaskForm):  # type: ignore[misc]  # flask-wtf ships no types
    """One field of each kind."""

    place = SelectField(lazy_gettext("Place"), choices=[(name, name) for name, _ in sample.COMPOUNDS[:6]])
    who = StringField(lazy_gettext("Name"), validators=[DataRequired(), Length(max=40)])
    on = DateField(lazy_gettext("Day"), validators=[DataRequired()])
    at = TimeField(lazy_gettext("Time"))
    pieces = IntegerField(lazy_gettext("Pieces"), default=3)
    outcome = RadioField(
        lazy_gettext("Outcome"),
        choices=[
            ("home", lazy_gettext("At home, all tested")),
            ("untested", lazy_gettext("Somebody untested")),
            ("nobody", lazy_gettext("Nobody answered")),
        ],
        default="home",
    )
    signed = BooleanField(lazy_gettext("Commitment letter signed"), default=True)
    note = TextAreaField(lazy_gettext("Note"))
    workbook = FileField(lazy_gettext("Workbook"))


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    return show("index")


@blueprint.get("/<name>")
@public
def show(name: str) -> ResponseReturnValue:
    """One page of the gallery; ?language=en, ?large_text=1, ?who=leader change what stands around it."""
    if name not in PAGES:
        abort(404)
    with force_locale("en" if request.args.get("language") == "en" else "zh_Hans_CN"):
        return make_response(render_template(f"gallery/{name}.html", **_values(name)))


def _values(name: str) -> dict[str, Any]:
    faulty = SampleForm(prefix="wrong")
    faulty.who.errors = [gettext("Please fill this in.")]
    faulty.on.errors = [gettext("There is no such day.")]
    return {
        "frame": _frame(name),
        "sample": sample,
        "form": SampleForm(),
        "faulty": faulty,
        "moment": now() - timedelta(minutes=3),
        "qr_svg": qr.drawn("https://teamhub.example/enrol/HX4K-92PM"),
        "floors": _floors(),
        "pages": [
            (str(words), url_for("gallery.show", name=page), page == name, "")
            for page, words in PAGES.items()
        ],
        "code": 409,
        "title": gettext("Somebody was faster"),
        "detail": gettext(
            "Somebody else changed this in the meantime. Look at the new state, then try again."
        ),
        "advice": gettext("Nothing was overwritten. Look at the new state, then try again."),
    }


def _frame(name: str) -> Frame:
    english = request.args.get("language") == "en"
    leader = request.args.get("who", "member" if name in PHONE_PAGES else "leader") == "leader"
    where = {"board": 0, "roster": 0, "my_day": 0, "doors": 1, "composer": 7, "upload": 9}.get(name, 0)
    rail = _entries(RAIL, where if leader else -1)
    bar = _entries(RAIL[:3] + RAIL[6:7], where) if leader else _entries(PHONE, where)
    return Frame(
        community=sample.COMMUNITY,
        mark=sample.MARK,
        home_url=url_for("gallery.index"),
        duty_date="4 Apr" if english else "4月4日",
        shift=gettext("Day shift"),
        shift_hours="08:00 – 20:00",
        remaining=gettext("%(time)s to relief", time="5 h 12 min" if english else "5 小时 12 分"),
        who="李*涛",
        role=gettext("Team leader") if leader else gettext("Member"),
        search_url=url_for("gallery.index"),
        search_hint=gettext("Find people, doors, deeds"),
        rail=rail,
        bar=bar,
        more=tuple(entry for entry in rail if entry.label not in {one.label for one in bar})
        if leader
        else (),
        strips=_strips(name),
        toasts=_toasts(name),
        example_data=True,
        sign_out_url=url_for("gallery.index"),
        language_url=url_for("gallery.index"),
        other_language="zh_Hans_CN" if english else "en",
        other_language_name="中文" if english else "English",
        large_text_url=url_for("gallery.index"),
        large_text=request.args.get("large_text") == "1",
    )


RAIL = (
    (lazy_gettext("Duty"), "duty", 2),
    (lazy_gettext("Testing"), "testing", 0),
    (lazy_gettext("Sweeps"), "sweep", 0),
    (lazy_gettext("Care"), "care", 1),
    (lazy_gettext("Deeds"), "heart", 3),
    (lazy_gettext("Supplies"), "supplies", 0),
    (lazy_gettext("Tally"), "tally", 0),
    (lazy_gettext("Briefs"), "brief", 0),
    (lazy_gettext("Notices"), "bell", 0),
    (lazy_gettext("Settings"), "gear", 0),
)
PHONE = (
    (lazy_gettext("Today"), "calendar", 0),
    (lazy_gettext("Doors"), "door", 0),
    (lazy_gettext("Deeds"), "heart", 0),
    (lazy_gettext("Notices"), "bell", 1),
)


def _entries(rows: tuple[tuple[Any, str, int], ...], current: int) -> tuple[NavEntry, ...]:
    return tuple(
        NavEntry(
            label=str(label),
            url=url_for("gallery.index") + f"#{icon}",
            icon=icon,
            count=count,
            count_meaning=gettext("%(count)s waiting", count=count) if count else "",
            current=place == current,
        )
        for place, (label, icon, count) in enumerate(rows)
    )


def _strips(name: str) -> tuple[Strip, ...]:
    if name != "my_day":
        return ()
    return (
        Strip(gettext("Offline · 3 entries to upload"), url_for("gallery.index"), gettext("Look"), Tone.SOON),
    )


def _toasts(name: str) -> tuple[Toast, ...]:
    if name != "doors":
        return ()
    return (Toast(gettext("Saved 14:48"), Tone.DONE, undo_url=url_for("gallery.index"), seconds=600),)


def _floors() -> list[tuple[str, list[dict[str, Any]]]]:
    words = {
        "f": ("final", gettext("done")),
        "r": ("revisit", gettext("revisit")),
        "u": ("untested", gettext("somebody untested")),
        "v": ("vacant", gettext("vacant")),
        "i": ("idle", gettext("not yet")),
        "t": ("final", gettext("done")),
    }
    floors = []
    for floor, row in zip(range(6, 0, -1), DOOR_TONES.split(), strict=True):
        doors = [
            {
                "label": f"{floor}0{flat % 2 + 1}",
                "tone": words[letter][0],
                "word": words[letter][1],
                "unsigned": letter == "t",
                "current": floor == 3 and flat == 0,
                "url": url_for("gallery.show", name="doors") + f"#door-{floor}-{flat}",
            }
            for flat, letter in enumerate(row)
        ]
        floors.append((gettext("Floor %(number)s", number=floor), doors))
    return floors
