"""The people of the test stories: one community with a leader, members of two teams, a reader and others; and a
second community whose people must never see the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from teamhub.domain.access import Role, Viewer
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign, Term
from teamhub.models.people import Account, Membership, Organization, Person
from teamhub.models.places import Building, Community, Compound, CompoundAlias, Subdistrict, Unit
from teamhub.models.privacy import ProcessingBasis

STARTED = datetime(2022, 3, 31, 16, 0, tzinfo=UTC)
"""1 April 2022, midnight in Shanghai."""

PEOPLE: tuple[tuple[str, str, Role, str], ...] = (
    ("leader", "周队长", Role.TEAM_LEADER, "cadre"),
    ("secretary", "郑书记", Role.PARTY_SECRETARY, "committee"),
    ("group_leader", "吴组长", Role.GROUP_LEADER, "cadre"),
    ("member", "李文涛", Role.MEMBER, "cadre"),
    ("other_member", "张晓琳", Role.MEMBER, "cadre"),
    ("worker", "何社工", Role.COMMUNITY_WORKER, "community_worker"),
    ("medic", "陈护士", Role.MEDIC, "medic"),
    ("sweeper", "王楼长", Role.SWEEPER, "building_head"),
    ("reader", "党委读者", Role.COMMITTEE_READER, "committee"),
    ("inspector", "孙督查", Role.INSPECTOR, "cadre"),
    ("admin", "管理员", Role.SYSTEM_ADMIN, "cadre"),
)


@dataclass
class Cast:
    """Names -> ids. `outsider` leads the other community."""

    community_id: int
    other_community_id: int
    campaign_id: int
    other_campaign_id: int
    slug: str = "linli"
    other_slug: str = "bieqv"
    accounts: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    compound_id: int = 0
    building_id: int = 0
    unit_ids: list[int] = field(default_factory=list)

    def account(self, name: str) -> int:
        return self.accounts[name]

    def person(self, name: str) -> int:
        return self.people[name]

    def viewer(self, name: str) -> Viewer:
        community = self.other_community_id if name == "outsider" else self.community_id
        return Viewer.of(
            self.accounts[name], name, community, self.people.get(name), frozenset({self.roles[name]})
        )


def build_cast() -> Cast:
    subdistrict = Subdistrict(name="北街道")
    db.session.add(subdistrict)
    db.session.flush()
    first = _community(subdistrict, "linli", "邻里社区", "Linli Community")
    second = _community(subdistrict, "bieqv", "别处社区", "Bieqv Community")
    cast = Cast(first[0].id, second[0].id, first[1].id, second[1].id)
    office = Organization(community_id=cast.community_id, name="市委组织部", sends_cadres=True)
    db.session.add(office)
    db.session.flush()
    for name, display, role, member_type in PEOPLE:
        _person(cast, cast.community_id, name, display, role, member_type, office.id)
    _person(cast, cast.other_community_id, "outsider", "外社区队长", Role.TEAM_LEADER, "cadre", None)
    _places(cast)
    db.session.commit()
    return cast


def _community(subdistrict: Subdistrict, slug: str, name: str, name_en: str) -> tuple[Community, Campaign]:
    community = Community(
        subdistrict_id=subdistrict.id, slug=slug, name=name, name_en=name_en, created_at=STARTED
    )
    db.session.add(community)
    db.session.flush()
    campaign = Campaign(
        community_id=community.id,
        code="2022-04",
        kind="epidemic",
        name="疫情防控",
        name_en="Epidemic control",
        starts_on=date(2022, 4, 1),
    )
    db.session.add(campaign)
    db.session.flush()
    db.session.add(
        ProcessingBasis(
            community_id=community.id,
            campaign_id=campaign.id,
            basis="health_emergency",
            document="测试用文件",
            purpose="测试",
            retention_days=30,
            recorded_by="周队长",
            recorded_at=STARTED,
        )
    )
    for vocabulary in VOCABULARIES:
        for position, term in enumerate(vocabulary.terms):
            db.session.add(
                Term(
                    community_id=community.id,
                    vocabulary=vocabulary.name,
                    code=term.code,
                    label_zh=term.zh,
                    label_en=term.en,
                    flags=dict(term.flags),
                    position=position,
                )
            )
    db.session.flush()
    return community, campaign


def _person(
    cast: Cast,
    community_id: int,
    name: str,
    display: str,
    role: Role,
    member_type: str,
    office_id: int | None,
) -> None:
    account = Account(login=name, display_name=display, created_at=STARTED)
    db.session.add(account)
    db.session.flush()
    person = Person(
        community_id=community_id,
        code=name,
        name=display,
        phone="13800001234",
        member_type=member_type,
        organization_id=office_id,
        account_id=account.id,
        deployed_from=date(2022, 4, 1),
    )
    db.session.add(person)
    db.session.add(
        Membership(account_id=account.id, role=role.value, community_id=community_id, created_at=STARTED)
    )
    db.session.flush()
    cast.accounts[name], cast.people[name], cast.roles[name] = account.id, person.id, role


def _places(cast: Cast) -> None:
    """One compound with an alias, one building of two stairwells with three floors of two flats."""
    compound = Compound(
        community_id=cast.community_id,
        code="C01",
        name="明珠华府",
        household_count=12,
        registered_count=30,
        eligible_count=28,
        aliases=[CompoundAlias(community_id=cast.community_id, name="名珠华府")],
    )
    db.session.add(compound)
    db.session.flush()
    building = Building(community_id=cast.community_id, compound_id=compound.id, name="1")
    db.session.add(building)
    db.session.flush()
    for stairwell in ("1", "2"):
        for floor in (1, 2, 3):
            for flat in (1, 2):
                unit = Unit(
                    community_id=cast.community_id,
                    compound_id=compound.id,
                    building_id=building.id,
                    stairwell=stairwell,
                    floor=floor,
                    label=f"{floor}0{flat}",
                    resident_count=2,
                )
                db.session.add(unit)
                db.session.flush()
                cast.unit_ids.append(unit.id)
    cast.compound_id, cast.building_id = compound.id, building.id


def subdistrict_reader(subdistrict_id: int) -> int:
    """An account that looks at all communities of a subdistrict."""
    account = Account(login="jiedao", display_name="街道", created_at=STARTED)
    db.session.add(account)
    db.session.flush()
    db.session.add(
        Membership(
            account_id=account.id,
            role=Role.SUBDISTRICT.value,
            subdistrict_id=subdistrict_id,
            created_at=STARTED,
        )
    )
    db.session.commit()
    return account.id
