"""Who is enrolled on the phone that asks: one person, or several who pass it on to each other."""

from __future__ import annotations

from teamhub.queries import accounts
from teamhub.queries.accounts import DeviceOwner
from teamhub.web import session as browser


def owners() -> list[DeviceOwner]:
    """The people of this phone, who used it last first."""
    return accounts.owners_of_phone(digests())


def digests() -> list[str]:
    return [browser.digest(token) for token in browser.device_tokens()]


def chosen(device_id: str | None) -> DeviceOwner | None:
    """The one of the phone's people who was chosen, else the only one."""
    found = owners()
    if device_id:
        return next((owner for owner in found if str(owner.device_id) == device_id), None)
    return found[0] if len(found) == 1 else None


def token_of(owner_digest: str) -> str | None:
    return next((token for token in browser.device_tokens() if browser.digest(token) == owner_digest), None)


def stale_tokens(account_id: int) -> list[str]:
    """Tokens of this phone that a new enrolment of the account replaces, and those that count no more."""
    kept = {owner.token_digest for owner in owners() if owner.account_id != account_id}
    return [token for token in browser.device_tokens() if browser.digest(token) not in kept]
