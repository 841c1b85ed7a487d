"""Who may give which role, and so whose account one may open, close or re-enrol."""

from __future__ import annotations

from teamhub.domain.access import Role, Viewer
from teamhub.domain.errors import RuleBroken

_FIELD_ROLES = frozenset(
    {
        Role.GROUP_LEADER,
        Role.MEMBER,
        Role.COMMUNITY_WORKER,
        Role.MEDIC,
        Role.SWEEPER,
        Role.INSPECTOR,
        Role.COMMITTEE_READER,
    }
)

GIVES: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMIN: frozenset(Role) - {Role.SUBDISTRICT},
    Role.PARTY_SECRETARY: _FIELD_ROLES | {Role.TEAM_LEADER},
    Role.TEAM_LEADER: _FIELD_ROLES,
}
"""Nobody gives a role as high as the own, but the system administrator. A subdistrict's role reaches over
communities and is given on the command line only."""

FIRST_LEADER = (Role.TEAM_LEADER, Role.SYSTEM_ADMIN)
"""What the first leader of a new community holds, so that all other roles can be given."""

USUAL: dict[str, Role] = {
    "cadre": Role.MEMBER,
    "community_worker": Role.COMMUNITY_WORKER,
    "medic": Role.MEDIC,
    "property_staff": Role.SWEEPER,
    "party_group": Role.SWEEPER,
    "owners_committee": Role.SWEEPER,
    "building_head": Role.SWEEPER,
    "volunteer": Role.SWEEPER,
    "committee": Role.COMMITTEE_READER,
}
"""Member type -> the role proposed for it."""


class RoleRefused(RuleBroken):
    """This role is not the viewer's to give, or this account not the viewer's to touch."""


def givable(viewer: Viewer) -> frozenset[Role]:
    """The roles that the viewer may give and take."""
    return frozenset(role for own in viewer.roles for role in GIVES.get(own, frozenset()))


def check_gives(viewer: Viewer, role: Role) -> None:
    """Raises RoleRefused(role_not_givable). The system itself gives any role."""
    if viewer.account_id and role not in givable(viewer):
        raise RoleRefused("role_not_givable")


def check_manages(viewer: Viewer, account_id: int, roles: frozenset[Role], elsewhere: bool) -> None:
    """May the viewer re-enrol, close or change this account? `roles`: what it holds in the viewer's community;
    `elsewhere`: it holds roles outside of it. Raises RoleRefused(own_account | account_elsewhere |
    account_above)."""
    if not viewer.account_id:
        return
    if account_id == viewer.account_id:
        raise RoleRefused("own_account")
    if elsewhere:
        raise RoleRefused("account_elsewhere")
    if not roles <= givable(viewer):
        raise RoleRefused("account_above")
