"""Everything that is held about the one who asks."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from teamhub.domain.access import Viewer
from teamhub.models import campaigns, care, deeds, duty, notices, people, testing
from teamhub.models.base import Base
from teamhub.models.personal import Holds
from teamhub.queries.resident_records import Held, rows_of


def held_about_me(viewer: Viewer) -> list[Held]:
    """By table: account, phones, sign-ins, roles, and what was noted of the person in this community. Keys and digests
    stay here; they say nothing."""
    own: list[tuple[type[Base], ColumnElement[bool]]] = [
        (people.Account, people.Account.id == viewer.account_id),
        (people.Membership, people.Membership.account_id == viewer.account_id),
        (people.Device, people.Device.account_id == viewer.account_id),
        (people.UserSession, people.UserSession.account_id == viewer.account_id),
        (
            campaigns.Reveal,
            (campaigns.Reveal.account_id == viewer.account_id)
            & (campaigns.Reveal.community_id == viewer.community_id),
        ),
    ]
    if viewer.person_id is not None:
        own += _of_person(viewer.person_id, viewer.community_id)
    found = [rows_of(model, where, Holds.MEMBER, Holds.SYSTEM) for model, where in own]
    return [(name, rows) for name, rows in found if rows]


def _of_person(person_id: int, community_id: int) -> list[tuple[type[Base], ColumnElement[bool]]]:
    """Each within the community, whose index leads to the rows where the person has none."""
    seats = select(duty.DutyAssignment.id).where(duty.DutyAssignment.person_id == person_id)
    helped = select(deeds.DeedHelper.deed_id).where(deeds.DeedHelper.person_id == person_id)
    named: list[tuple[type[Base], ColumnElement[bool]]] = [
        (people.Person, people.Person.id == person_id),
        (people.WalkUp, people.WalkUp.person_id == person_id),
        (duty.DutyAssignment, duty.DutyAssignment.person_id == person_id),
        (duty.CheckIn, duty.CheckIn.assignment_id.in_(seats)),
        (duty.LeaveRequest, duty.LeaveRequest.person_id == person_id),
        (
            duty.SeatChange,
            or_(duty.SeatChange.asked_by_id == person_id, duty.SeatChange.colleague_id == person_id),
        ),
        (duty.MusterCall, duty.MusterCall.person_id == person_id),
        (notices.DirectiveReceipt, notices.DirectiveReceipt.person_id == person_id),
        (duty.ActivityLogEntry, duty.ActivityLogEntry.person_id == person_id),
        (care.CareAssignment, care.CareAssignment.carer_id == person_id),
        (testing.SamplingTeamMember, testing.SamplingTeamMember.person_id == person_id),
        (deeds.Deed, deeds.Deed.id.in_(helped)),
    ]
    return [(model, where & (model.__table__.c.community_id == community_id)) for model, where in named]
