"""Compounds, buildings, doors, posts, gates, sampling sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext, lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, DateTimeLocalField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teamhub.domain.buildings import Shape
from teamhub.domain.places import CompoundFacts, PostFacts, UnitFacts
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import given, line, needed, number_or_none, offer, several
from teamhub.models.duty import Post
from teamhub.models.places import Compound, Unit
from teamhub.web.errors import explain
from teamhub.web.language import zone

explain(
    {
        "place_code_taken": lazy_gettext("Another place has this code."),
        "compound_taken": lazy_gettext("%(name)s already means the compound %(other)s."),
        "alias_repeats": lazy_gettext("The same name stands here twice."),
        "eligible_above_registered": lazy_gettext("More people to be tested than registered."),
        "building_taken": lazy_gettext("This compound has a building of this name."),
        "door_list_unreadable": lazy_gettext("“%(item)s” is no door. Write 2-301 or 301."),
        "door_not_there": lazy_gettext("The building has no door %(item)s."),
        "too_many_doors": lazy_gettext("That would be more than %(most)s doors."),
        "no_doors": lazy_gettext("No door is left over."),
        "shop_twice": lazy_gettext("Two shops have the same name."),
        "unit_kind_unknown": lazy_gettext("Please choose what the door is."),
        "label_of_door_needed": lazy_gettext("Please give the number or the name on the door."),
        "unit_taken": lazy_gettext("This stairwell has such a door already."),
        "merge_with_itself": lazy_gettext("Please choose another one."),
        "merge_elsewhere": lazy_gettext("The doors stand in different buildings."),
        "merge_both_visited": lazy_gettext(
            "Both were visited in one sweep, so they may be two doors. Take one of the visits back first."
        ),
        "merge_not_possible": lazy_gettext(
            "Both have records of which there can be only one. Nothing was changed."
        ),
        "unit_in_use": lazy_gettext(
            "Something was recorded at this door, so it stays. Mark it vacant instead."
        ),
        "post_kind_unknown": lazy_gettext("Please choose the kind of post."),
        "post_closes_early": lazy_gettext("The last day is before the first."),
        "gate_open": lazy_gettext("This gate is open at that time already."),
        "gate_overlaps": lazy_gettext("A later opening is on record already."),
        "gate_not_open": lazy_gettext("This gate is not open."),
        "gate_closes_early": lazy_gettext("It cannot close before it opened."),
    }
)

AT_FIELD = {
    "name_needed": "name",
    "compound_taken": "name",
    "alias_repeats": "aliases",
    "eligible_above_registered": "eligible",
    "place_code_taken": "code",
    "building_taken": "name",
    "label_of_door_needed": "label",
    "unit_taken": "label",
    "post_closes_early": "closed_on",
    "shop_twice": "shops",
}

UNIT_KINDS = [
    ("household", lazy_gettext("household")),
    ("shop", lazy_gettext("shop")),
    ("other", lazy_gettext("other")),
]


def _count(label: Any, most: int = 1_000_000) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(0, most)], default=0)


class CompoundForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    aliases = TextAreaField(
        lazy_gettext("Other names"),
        [Optional(), Length(max=1000)],
        description=lazy_gettext("Other spellings, one a line. They are found, but never counted twice."),
    )
    households = _count(lazy_gettext("Inhabited households, as declared"))
    registered = _count(lazy_gettext("Registered people"))
    eligible = _count(lazy_gettext("People to be tested"))
    code = line(lazy_gettext("Code"), most=40, description=lazy_gettext("The next free one when left empty."))
    note = line(lazy_gettext("Note"), most=240)

    def show(self, compound: Compound) -> CompoundForm:
        self.name.data, self.code.data, self.note.data = compound.name, compound.code, compound.note
        self.aliases.data = "\n".join(alias.name for alias in compound.aliases)
        self.households.data = compound.household_count
        self.registered.data, self.eligible.data = compound.registered_count, compound.eligible_count
        return self

    def facts(self) -> CompoundFacts:
        aliases = tuple(a.strip() for a in (self.aliases.data or "").splitlines() if a.strip())
        return CompoundFacts(
            name=self.name.data or "",
            households=self.households.data or 0,
            registered=self.registered.data or 0,
            eligible=self.eligible.data or 0,
            aliases=aliases,
            note=self.note.data or "",
            code=self.code.data or "",
        )


class BuildingForm(FlaskForm):
    name = line(lazy_gettext("Number or name of the building"), most=40, required=True)
    stairwells = IntegerField(lazy_gettext("Stairwells"), [InputRequired(), NumberRange(0, 40)], default=1)
    first_floor = IntegerField(
        lazy_gettext("Lowest floor"), [InputRequired(), NumberRange(-5, 20)], default=1
    )
    floors = IntegerField(lazy_gettext("Floors"), [InputRequired(), NumberRange(0, 80)], default=6)
    flats = IntegerField(
        lazy_gettext("Flats on each floor"), [InputRequired(), NumberRange(0, 40)], default=2
    )
    missing = line(
        lazy_gettext("Doors that do not exist"),
        most=2000,
        description=lazy_gettext("2-301 is one door, 301 that door in every stairwell."),
    )
    vacant = line(
        lazy_gettext("Vacant flats"), most=2000, description=lazy_gettext("Not counted as households.")
    )
    shops = TextAreaField(
        lazy_gettext("Shops"), [Optional(), Length(max=4000)], description=lazy_gettext("One name a line.")
    )

    def shape(self) -> Shape:
        return Shape(
            stairwells=given(self.stairwells.data),
            floors=given(self.floors.data),
            flats=given(self.flats.data),
            first_floor=given(self.first_floor.data),
            missing=self.missing.data or "",
            vacant=self.vacant.data or "",
            shops=self.shops.data or "",
        )


class MergeForm(FlaskForm):
    other_id = SelectField(lazy_gettext("The other entry"), [needed()], coerce=number_or_none)

    def prepare(self, others: list[tuple[int, str]]) -> MergeForm:
        offer(self.other_id, others, nothing=True)
        return self


class UnitForm(FlaskForm):
    kind = SelectField(lazy_gettext("What it is"), [needed()], choices=UNIT_KINDS)
    stairwell = line(lazy_gettext("Stairwell"), most=10)
    floor = IntegerField(lazy_gettext("Floor"), [InputRequired(), NumberRange(-10, 200)], default=1)
    label = StringField(lazy_gettext("Number or name on the door"), [needed(), Length(max=40)])
    occupied = BooleanField(lazy_gettext("Somebody lives there"), default=True)
    resident_count = _count(lazy_gettext("People living there"), most=100)

    def show(self, unit: Unit) -> UnitForm:
        for name in ("kind", "stairwell", "floor", "label", "occupied", "resident_count"):
            self[name].data = getattr(unit, name)
        return self

    def facts(self) -> UnitFacts:
        return UnitFacts(
            kind=self.kind.data or "",
            stairwell=self.stairwell.data or "",
            floor=given(self.floor.data),
            label=(self.label.data or "").strip(),
            occupied=bool(self.occupied.data),
            resident_count=self.resident_count.data or 0,
        )


class PostForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    kind = SelectField(lazy_gettext("Kind of post"), [needed()])
    compound_id = SelectField(lazy_gettext("Compound"), [Optional()], coerce=number_or_none)
    seats = IntegerField(lazy_gettext("People per shift"), [InputRequired(), NumberRange(0, 200)], default=2)
    opened_on = DateField(lazy_gettext("First day"), [needed()])
    closed_on = DateField(lazy_gettext("Last day"), [Optional()])
    code = line(lazy_gettext("Code"), most=40, description=lazy_gettext("The next free one when left empty."))

    def show(self, post: Post) -> PostForm:
        for name in ("name", "kind", "compound_id", "seats", "opened_on", "closed_on", "code"):
            self[name].data = getattr(post, name)
        return self

    def facts(self) -> PostFacts:
        return PostFacts(
            name=self.name.data or "",
            kind=self.kind.data or "",
            seats=given(self.seats.data),
            opened_on=given(self.opened_on.data),
            closed_on=self.closed_on.data,
            compound_id=self.compound_id.data,
            code=self.code.data or "",
        )


class GateForm(FlaskForm):
    at_time = DateTimeLocalField(
        lazy_gettext("When"), [needed()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    reason = line(lazy_gettext("By which order, why"), most=240, required=True)

    def moment(self) -> datetime:
        """As typed on the community's clocks, with its zone."""
        return given(self.at_time.data).replace(tzinfo=ZoneInfo(zone()))


class SiteForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    code = line(lazy_gettext("Code"), most=40, description=lazy_gettext("The next free one when left empty."))
    compounds = several(lazy_gettext("Who comes here"), Optional())
