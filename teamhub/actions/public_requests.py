"""What residents do without an account: ask, look how it stands, say that it is done."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from teamhub.actions import throttle
from teamhub.actions.requests import RequestRefused, resident_confirms, take_request
from teamhub.actions.throttle import Limit
from teamhub.domain.access import Viewer
from teamhub.domain.credentials import CODE_ALPHABET, fold_code
from teamhub.domain.errors import NotFound
from teamhub.domain.requests import RequestFacts
from teamhub.models.deeds import ResidentRequest
from teamhub.queries import public_requests

FOLLOW_LENGTH = 12
"""Twelve of 31 signs: 59 bits."""
ASKED_FROM_ADDRESS = Limit("asked", 10, timedelta(hours=1))
"""A whole compound may share one address; a flood does not get through."""
ASKED_IN_COMMUNITY = Limit("asked", 120, timedelta(hours=1))
FOLLOWED_FROM_ADDRESS = Limit("followed", 30, timedelta(minutes=10))
FOLLOWED_BY_ALL = Limit("followed", 600, timedelta(minutes=10))


def resident(community_id: int) -> Viewer:
    """Somebody without an account and without a right."""
    return Viewer(0, "resident", community_id)


def count_asking(community_id: int, address: str, at: datetime) -> None:
    """Before anything is read. Raises TooManyTries."""
    throttle.take(throttle.subject("asks", f"{community_id}/{address}"), (ASKED_FROM_ADDRESS,), at)
    throttle.take(throttle.subject("asks", str(community_id)), (ASKED_IN_COMMUNITY,), at)


def count_following(community_id: int, address: str, at: datetime) -> None:
    """Raises TooManyTries: codes cannot be tried out."""
    throttle.take(throttle.subject("follows", f"{community_id}/{address}"), (FOLLOWED_FROM_ADDRESS,), at)
    throttle.take(throttle.subject("follows", str(community_id)), (FOLLOWED_BY_ALL,), at)


def ask(facts: RequestFacts, *, consent: bool, code: str, community_id: int, at: datetime) -> ResidentRequest:
    """Raises NotFound while the page is shut, RequestRefused(consent_needed | ...), PhoneUnreadable."""
    if not public_requests.is_open(community_id):
        raise NotFound
    if not consent:
        raise RequestRefused("consent_needed")
    return take_request(facts, by=resident(community_id), at=at, follow_digest=code_digest(code))


def confirm(code: str, *, community_id: int, at: datetime) -> ResidentRequest:
    """The resident says that it is done. Raises RequestRefused(request_code_unknown), StepRefused."""
    found = public_requests.by_digest(community_id, code_digest(code))
    if found is None:
        raise RequestRefused("request_code_unknown")
    resident_confirms(found, by=resident(community_id), at=at)
    return found


def follow_code(secret: str, once: str) -> str:
    """The code of a submission: the same when it is sent twice, and nobody else's to compute. It is kept nowhere but
    as a digest."""
    drawn = hmac.digest(secret.encode(), f"follow:{once}".encode(), "sha256")
    number, signs = int.from_bytes(drawn, "big"), ""
    for _ in range(FOLLOW_LENGTH):
        number, rest = divmod(number, len(CODE_ALPHABET))
        signs += CODE_ALPHABET[rest]
    return signs


def code_digest(code: str) -> str:
    return hashlib.sha256(fold_code(code).encode()).hexdigest()
