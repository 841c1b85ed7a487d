"""Who may do what: one enum of permissions, one table of roles. Absence is denial."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    MY_DAY = "my_day"
    DUTY_CHECK_IN = "duty_check_in"
    DUTY_VIEW = "duty_view"
    DUTY_MANAGE = "duty_manage"
    ROLL_CALL = "roll_call"
    SPOT_CHECK = "spot_check"
    PEOPLE_VIEW = "people_view"
    PEOPLE_MANAGE = "people_manage"
    TESTING_VIEW = "testing_view"
    TESTING_RECORD = "testing_record"
    TESTING_MANAGE = "testing_manage"
    SWEEP_VIEW = "sweep_view"
    SWEEP_VISIT = "sweep_visit"
    SWEEP_MANAGE = "sweep_manage"
    CARE_VIEW = "care_view"
    CARE_MANAGE = "care_manage"
    DEED_VIEW = "deed_view"
    DEED_RECORD = "deed_record"
    DEED_MANAGE = "deed_manage"
    REQUEST_ASSIGN = "request_assign"
    SUPPLY_RECORD = "supply_record"
    NOTICE_VIEW = "notice_view"
    NOTICE_ISSUE = "notice_issue"
    TALLY_VIEW = "tally_view"
    BRIEF_VIEW = "brief_view"
    BRIEF_WRITE = "brief_write"
    BRIEF_ISSUE = "brief_issue"
    RESIDENT_REVEAL = "resident_reveal"
    SETTINGS_VIEW = "settings_view"
    SETTINGS_MANAGE = "settings_manage"
    WORKBOOK_IMPORT = "workbook_import"
    WORKBOOK_EXPORT = "workbook_export"
    ACCOUNTS_MANAGE = "accounts_manage"
    AREA_VIEW = "area_view"
    PRIVACY_MANAGE = "privacy_manage"
    JOURNAL_VIEW = "journal_view"


class Role(StrEnum):
    SUBDISTRICT = "subdistrict"
    PARTY_SECRETARY = "party_secretary"
    TEAM_LEADER = "team_leader"
    GROUP_LEADER = "group_leader"
    MEMBER = "member"
    COMMUNITY_WORKER = "community_worker"
    MEDIC = "medic"
    SWEEPER = "sweeper"
    COMMITTEE_READER = "committee_reader"
    INSPECTOR = "inspector"
    SYSTEM_ADMIN = "system_admin"


P = Permission

_COUNTS_ONLY = frozenset({P.TALLY_VIEW, P.BRIEF_VIEW})
_ON_DUTY = frozenset({P.MY_DAY, P.DUTY_CHECK_IN, P.NOTICE_VIEW, P.DEED_RECORD, P.SWEEP_VISIT})
_GROUP_LEADER = _ON_DUTY | {
    P.DUTY_VIEW,
    P.ROLL_CALL,
    P.PEOPLE_VIEW,
    P.TESTING_VIEW,
    P.TESTING_RECORD,
    P.SWEEP_VIEW,
    P.DEED_VIEW,
    P.REQUEST_ASSIGN,
    P.SUPPLY_RECORD,
    P.SPOT_CHECK,
    P.TALLY_VIEW,
    P.BRIEF_VIEW,
}
_TEAM_LEADER = _GROUP_LEADER | {
    P.DUTY_MANAGE,
    P.PEOPLE_MANAGE,
    P.TESTING_MANAGE,
    P.SWEEP_MANAGE,
    P.CARE_VIEW,
    P.CARE_MANAGE,
    P.DEED_MANAGE,
    P.NOTICE_ISSUE,
    P.BRIEF_WRITE,
    P.RESIDENT_REVEAL,
    P.SETTINGS_VIEW,
    P.SETTINGS_MANAGE,
    P.WORKBOOK_IMPORT,
    P.WORKBOOK_EXPORT,
    P.ACCOUNTS_MANAGE,
    P.PRIVACY_MANAGE,
    P.JOURNAL_VIEW,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.SUBDISTRICT: _COUNTS_ONLY
    | {P.AREA_VIEW, P.DUTY_VIEW, P.TESTING_VIEW, P.NOTICE_VIEW, P.NOTICE_ISSUE},
    Role.PARTY_SECRETARY: _TEAM_LEADER | {P.BRIEF_ISSUE},
    Role.TEAM_LEADER: frozenset(_TEAM_LEADER | {P.BRIEF_ISSUE}),
    Role.GROUP_LEADER: frozenset(_GROUP_LEADER),
    Role.MEMBER: _ON_DUTY | {P.SUPPLY_RECORD, P.TESTING_RECORD},
    Role.COMMUNITY_WORKER: _ON_DUTY
    | {
        P.TESTING_VIEW,
        P.TESTING_RECORD,
        P.SWEEP_VIEW,
        P.CARE_VIEW,
        P.CARE_MANAGE,
        P.DEED_VIEW,
        P.REQUEST_ASSIGN,
        P.SUPPLY_RECORD,
        P.RESIDENT_REVEAL,
        P.TALLY_VIEW,
    },
    Role.MEDIC: frozenset({P.MY_DAY, P.DUTY_CHECK_IN, P.NOTICE_VIEW, P.TESTING_RECORD}),
    Role.SWEEPER: frozenset({P.MY_DAY, P.DUTY_CHECK_IN, P.NOTICE_VIEW, P.SWEEP_VISIT, P.SUPPLY_RECORD}),
    Role.COMMITTEE_READER: _COUNTS_ONLY,
    Role.INSPECTOR: frozenset({P.MY_DAY, P.NOTICE_VIEW, P.DUTY_VIEW, P.SPOT_CHECK}),
    Role.SYSTEM_ADMIN: frozenset({P.SETTINGS_VIEW, P.SETTINGS_MANAGE, P.ACCOUNTS_MANAGE, P.JOURNAL_VIEW}),
}

PASSPHRASE_ROLES = frozenset(
    {
        Role.SUBDISTRICT,
        Role.PARTY_SECRETARY,
        Role.TEAM_LEADER,
        Role.COMMITTEE_READER,
        Role.SYSTEM_ADMIN,
    }
)
"""Roles that see or change much sign in with a passphrase; the others with an enrolled phone and a PIN."""


TEAM_LINK = frozenset({Permission.SWEEP_VISIT})
"""What a phone may do that came by the link of a sweep team, and there at the doors of this team only."""


@dataclass(frozen=True)
class Viewer:
    """Who asks, in which community. Queries and actions take it and nothing else about the reader. `team_id`: of a
    phone that came by the link of this sweep team; no person and no role stand behind it."""

    account_id: int
    display_name: str
    community_id: int
    person_id: int | None = None
    roles: frozenset[Role] = frozenset()
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    team_id: int | None = None

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @classmethod
    def of(
        cls,
        account_id: int,
        display_name: str,
        community_id: int,
        person_id: int | None,
        roles: frozenset[Role],
    ) -> Viewer:
        granted = frozenset(p for role in roles for p in GRANTS[role])
        return cls(account_id, display_name, community_id, person_id, roles, granted)

    @classmethod
    def of_team(cls, account_id: int, display_name: str, community_id: int, team_id: int) -> Viewer:
        return cls(account_id, display_name, community_id, permissions=TEAM_LINK, team_id=team_id)

    @classmethod
    def system(cls, community_id: int) -> Viewer:
        """The command line and start-up jobs: every permission, journalled as the system."""
        return cls(0, "system", community_id, None, frozenset(), frozenset(Permission))
