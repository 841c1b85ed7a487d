"""A household asks a sweeper for help: that is a request like any other, without a second form at the door."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from teamhub.actions import requests
from teamhub.domain.access import Viewer
from teamhub.domain.deeds import WAITING
from teamhub.domain.requests import RequestFacts
from teamhub.domain.standard_texts import BY_NAME
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.models.sweeps import DoorVisit, SweepDoor
from teamhub.queries import terms

CHANNEL, CATEGORY = "door", "other"
TAKEN_BACK = "上门记录已撤回"
"""Stands in the record as if a leader had typed it: in the language of the records."""


def ask_for(door: SweepDoor, visit: DoorVisit, *, by: Viewer, at: datetime) -> None:
    """The note is the wish. Who asked at this door before and still waits has asked already."""
    waiting = db.session.scalar(
        select(ResidentRequest.id).where(
            ResidentRequest.unit_id == door.unit_id,
            ResidentRequest.channel == CHANNEL,
            ResidentRequest.state.in_([state.value for state in WAITING]),
        )
    )
    if waiting is None:
        known = terms.terms(door.community_id, "deed_category")
        facts = RequestFacts(
            CATEGORY if CATEGORY in known else next(iter(known), ""),
            visit.note
            or terms.standard_text(door.community_id, "door_help_wish", "zh_Hans_CN")
            or BY_NAME["door_help_wish"].zh,
            channel=CHANNEL,
            compound_id=door.compound_id,
            unit_id=door.unit_id,
        )
        waiting = requests.take_request(facts, by=by, at=at).id
    visit.request_id = waiting


def drop(visit: DoorVisit, reason: str, *, by: Viewer, at: datetime) -> None:
    """The visit was taken back: its request goes, too, unless somebody has begun or another visit asks for it."""
    if visit.request_id is None:
        return
    others = select(DoorVisit.id).where(
        DoorVisit.request_id == visit.request_id, DoorVisit.id != visit.id, DoorVisit.voided_at.is_(None)
    )
    if db.session.scalar(others.limit(1)) is None:
        requests.withdraw_untouched(visit.request_id, reason, by=by, at=at)
