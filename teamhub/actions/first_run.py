"""From an empty installation to a community with its first leader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from teamhub.actions.communities import create_community, start_campaign
from teamhub.actions.first_leader import add_leader
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.models.people import Account
from teamhub.models.places import Community
from teamhub.queries import accounts


class NotEmpty(RuleBroken):
    """Somebody was faster: the installation has its first account."""


@dataclass(frozen=True)
class FirstSteps:
    """What the first page asks. `passphrase_hash` is made before the transaction."""

    leader: str
    login: str
    passphrase_hash: str
    community: str
    community_en: str
    slug: str
    subdistrict: str
    zone: str
    kind: str
    campaign: str
    starts_on: date


def begin(steps: FirstSteps, *, at: datetime) -> tuple[Community, Account]:
    """Raises NotEmpty, BadSlug, BadLogin, CommunityRefused, AccountRefused."""
    if accounts.anybody_enrolled():
        raise NotEmpty("not_empty")
    system = Viewer.system(0)
    community = create_community(
        name=steps.community,
        slug=steps.slug,
        name_en=steps.community_en,
        subdistrict=steps.subdistrict,
        zone=steps.zone,
        by=system,
        at=at,
    )
    start_campaign(
        community, kind=steps.kind, name=steps.campaign, starts_on=steps.starts_on, by=system, at=at
    )
    account = add_leader(
        community.id,
        name=steps.leader,
        login=steps.login,
        passphrase_hash=steps.passphrase_hash,
        by=system,
        at=at,
    )
    return community, account
