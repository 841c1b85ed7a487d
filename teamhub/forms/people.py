"""People: the list's filter and the form of one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import Optional

from teamhub.domain.roster import PersonFacts
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import line, needed, number_or_none, offer
from teamhub.models.people import Person
from teamhub.queries.people import SORTS, Activity, PeopleFilter
from teamhub.web.errors import explain

explain(
    {
        "name_needed": lazy_gettext("Please give the name."),
        "member_type_unknown": lazy_gettext("Please choose the type."),
        "organization_unknown": lazy_gettext("There is no such organisation here."),
        "organization_taken": lazy_gettext("There is an organisation of this name already."),
        "person_code_taken": lazy_gettext("Somebody else has this code."),
        "person_is_you": lazy_gettext("You cannot deactivate yourself."),
        "deployed_backwards": lazy_gettext("The last day is before the first."),
        "phone_unreadable": lazy_gettext("This is no telephone number."),
        "phone_rounded": lazy_gettext("A spreadsheet rounded this number. Please type it in full."),
        "reason_needed": lazy_gettext("Please say why. It is recorded."),
        "role_not_givable": lazy_gettext("This role is not yours to give."),
        "own_account": lazy_gettext("Somebody else has to do this for your own account."),
        "account_elsewhere": lazy_gettext(
            "This person already works in another community and signs in with that phone here too."
        ),
        "account_above": lazy_gettext(
            "This account holds a role that you may not give, so you cannot change it."
        ),
        "account_disabled": lazy_gettext("This account is disabled. Enable it first."),
    }
)

PLACE_OF_FAULT = {
    "phone_unreadable": "phone",
    "phone_rounded": "phone",
    "name_needed": "name",
    "member_type_unknown": "member_type",
    "organization_unknown": "organization_id",
    "person_code_taken": "code",
    "deployed_backwards": "deployed_to",
}
"""Broken rule -> the field that it is shown at."""


class PersonForm(FlaskForm):
    name = line(lazy_gettext("Name"), required=True)
    member_type = SelectField(lazy_gettext("Type"), [needed()])
    organization_id = SelectField(
        lazy_gettext("Sending organisation"), [Optional()], coerce=number_or_none, validate_choice=True
    )
    work_group = line(lazy_gettext("Group"))
    position = line(lazy_gettext("Position"))
    phone = StringField(lazy_gettext("Phone"), [Optional()])
    forget_phone = BooleanField(lazy_gettext("Remove the stored number"))
    deployed_from = DateField(lazy_gettext("Deployed from"), [Optional()])
    deployed_to = DateField(lazy_gettext("Deployed until"), [Optional()])
    pinyin = line(lazy_gettext("Pinyin"), description=lazy_gettext("Made from the name when left empty."))
    code = line(lazy_gettext("Code"), most=40, description=lazy_gettext("The next free one when left empty."))

    def offer(self, types: list[tuple[str, str]], organizations: list[tuple[int, str]]) -> PersonForm:
        offer(self.member_type, types)
        offer(self.organization_id, organizations, nothing=True)
        return self

    def show(self, person: Person) -> PersonForm:
        """Fills in what is stored, but not the phone number: that stays masked."""
        for name in ("name", "member_type", "organization_id", "work_group", "position", "pinyin", "code"):
            self[name].data = getattr(person, name)
        self.deployed_from.data, self.deployed_to.data = person.deployed_from, person.deployed_to
        return self

    def facts(self, *, existing: bool) -> PersonFacts:
        """An empty phone field of somebody on record means: unchanged."""
        typed = (self.phone.data or "").strip()
        unchanged = existing and not typed and not self.forget_phone.data
        return PersonFacts(
            name=self.name.data or "",
            member_type=self.member_type.data or "",
            organization_id=self.organization_id.data,
            phone=None if unchanged else typed,
            work_group=self.work_group.data or "",
            position=self.position.data or "",
            deployed_from=self.deployed_from.data,
            deployed_to=self.deployed_to.data,
            pinyin=self.pinyin.data or "",
            code=self.code.data or "",
        )


class RevealForm(FlaskForm):
    reason = line(lazy_gettext("Why do you need it?"), most=240, required=True)


def filter_from(args: Mapping[str, str]) -> PeopleFilter:
    """The list that an address asks for; what makes no sense is left out."""
    organization = args.get("organization", "")
    activity = args.get("activity", "")
    sort = args.get("sort", "")
    return PeopleFilter(
        q=args.get("q", "").strip()[:60],
        member_type=args.get("type", "")[:40],
        organization_id=int(organization) if organization.isascii() and organization.isdigit() else None,
        activity=Activity(activity) if activity in list(Activity) else Activity.ACTIVE,
        sort=sort if sort in SORTS else "code",
        descending=args.get("dir") == "down",
    )


def page_from(args: Mapping[str, str]) -> int:
    page = args.get("page", "")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def address_args(chosen: PeopleFilter) -> dict[str, Any]:
    """The filter as arguments of an address; defaults are left out."""
    args = {
        "q": chosen.q,
        "type": chosen.member_type,
        "organization": str(chosen.organization_id or ""),
        "activity": chosen.activity.value if chosen.activity is not Activity.ACTIVE else "",
        "sort": chosen.sort if chosen.sort != "code" else "",
        "dir": "down" if chosen.descending else "",
    }
    return {name: value for name, value in args.items() if value}
