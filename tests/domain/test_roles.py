"""Nobody raises themself, and nobody touches an account above."""

from __future__ import annotations

from itertools import product

import pytest

from teamhub.domain.access import Permission, Role, Viewer
from teamhub.domain.roles import FIRST_LEADER, USUAL, RoleRefused, check_gives, check_manages, givable
from teamhub.domain.vocabularies import BY_NAME


def holding(*roles: Role) -> Viewer:
    return Viewer.of(7, "x", 1, None, frozenset(roles))


@pytest.mark.parametrize(("own", "given"), list(product(Role, Role)))
def test_a_role_gives_no_more_than_itself_but_for_the_administrator(own: Role, given: Role) -> None:
    if given in givable(holding(own)):
        assert Permission.ACCOUNTS_MANAGE in holding(own).permissions
        assert own is Role.SYSTEM_ADMIN or holding(given).permissions <= holding(own).permissions
        check_gives(holding(own), given)
        assert given is not own or own is Role.SYSTEM_ADMIN
    else:
        with pytest.raises(RoleRefused):
            check_gives(holding(own), given)


def test_nobody_gives_a_role_that_reaches_over_communities() -> None:
    for own in Role:
        assert Role.SUBDISTRICT not in givable(holding(own))


def test_the_first_leader_can_give_every_role_of_the_community() -> None:
    assert givable(holding(*FIRST_LEADER)) == frozenset(Role) - {Role.SUBDISTRICT}


def test_own_accounts_foreign_accounts_and_accounts_above_are_out_of_reach() -> None:
    leader = holding(Role.TEAM_LEADER)
    for account, roles, elsewhere, code in (
        (7, frozenset({Role.MEMBER}), False, "own_account"),
        (8, frozenset({Role.MEMBER}), True, "account_elsewhere"),
        (8, frozenset({Role.MEMBER, Role.TEAM_LEADER}), False, "account_above"),
        (8, frozenset({Role.SYSTEM_ADMIN}), False, "account_above"),
    ):
        with pytest.raises(RoleRefused) as refused:
            check_manages(leader, account, roles, elsewhere)
        assert refused.value.code == code
    check_manages(leader, 8, frozenset({Role.MEMBER, Role.GROUP_LEADER}), elsewhere=False)


def test_every_member_type_has_its_usual_role_and_it_is_one_that_leaders_give() -> None:
    assert set(USUAL) == {term.code for term in BY_NAME["member_type"].terms}
    assert set(USUAL.values()) <= givable(holding(Role.TEAM_LEADER))
