"""Facts 1 to 12 of the story: places, organisations, people."""

from __future__ import annotations

from teamhub.domain.access import GRANTS, Role
from teamhub.queries import people, places, posts
from tests.story.conftest import Story

NAMED = ("明珠华府", "金域华府", "能源小区", "老电厂小区", "通达住宅楼", "棉花小区")


def test_fact_01_the_community_belongs_to_a_subdistrict(story: Story) -> None:
    facts = story.day(1).community
    assert (facts.name.zh, facts.subdistrict.zh) == ("八里岔社区", "北郊街道")


def test_fact_02_three_offices_send_cadres_and_strength_is_told_for_each(story: Story) -> None:
    rows = [(o.name.zh, o.expected, o.present) for o in story.day(4).duty.organizations]
    assert rows == [("市委组织部", 9, 9), ("市委编办", 5, 5), ("市委党校", 7, 7)]
    strength = {r.organization: r.by_type.get("cadre", 0) for r in people.strength(story.viewer)}
    assert (strength["市委组织部"], strength["市委编办"], strength["市委党校"]) == (9, 5, 7)


def test_fact_03_twenty_one_cadres_expected_and_present(story: Story) -> None:
    assert story.day(1).totals.cadres == 21
    assert "下沉干部21人全部到岗" in story.brief(1)


def test_fact_04_two_spellings_are_one_compound_and_never_eighteen(story: Story) -> None:
    names = {c.name for c in places.compounds(story.viewer)}
    assert set(NAMED) < names
    for spelling in ("明珠华府", "名珠华府"):
        found = places.compounds(story.viewer, spelling)
        assert [(c.code, c.name) for c in found] == [("C01", "明珠华府")]
    assert story.day(6).totals.compounds == len(names) == 17


def test_fact_04_what_was_typed_with_the_other_spelling_counts_there(story: Story) -> None:
    """刘师傅's request came in as 名珠华府."""
    assert story.rows(
        "SELECT c.name FROM resident_requests r JOIN compounds c ON c.id = r.compound_id WHERE r.requested_by = '刘师傅'"
    ) == [("明珠华府",)]


def test_fact_05_seventeen_compounds_and_2219_households_that_agree_with_the_doors(story: Story) -> None:
    rows = places.compounds(story.viewer)
    assert len(rows) == 17
    assert sum(c.declared for c in rows) == sum(c.on_record for c in rows) == 2219
    assert all(c.agrees for c in rows)
    assert story.day(6).totals.households == 2219


def test_fact_06_posts_are_of_different_kinds_and_need_no_compound(story: Story) -> None:
    rows = posts.listing(story.viewer, story.campaign.id, story.at(4, 12))
    assert len(rows) == 14
    assert {r.kind for r in rows} == {"gate", "compound_checkpoint"}
    assert all((r.compound == "") == (r.kind == "gate") for r in rows)
    assert len({r.compound for r in rows if r.compound}) >= 10
    assert len(story.day(4).testing.rounds[0].sites) == 9


def test_fact_07_two_gates_are_open_and_supplies_come_through_them_only(story: Story) -> None:
    rows = posts.listing(story.viewer, story.campaign.id, story.at(4, 12))
    assert [r.name for r in rows if r.gate_open] == ["汉孟路南端", "书奇医院"]
    elsewhere = story.count(
        "SELECT count(*) FROM supply_deliveries d WHERE NOT EXISTS (SELECT 1 FROM gate_periods g "
        "WHERE g.post_id = d.gate_id AND g.open_from <= d.arrived_at "
        "AND (g.open_until IS NULL OR g.open_until > d.arrived_at))"
    )
    assert elsewhere == 0
    assert story.count("SELECT count(*) FROM supply_deliveries") > 0


def test_fact_07_before_the_order_no_gate_was_open(story: Story) -> None:
    rows = posts.listing(story.viewer, story.campaign.id, story.at(1, 2, 59))
    assert not any(r.gate_open for r in rows)


def test_fact_08_a_nurse_of_the_hospital_samples_at_home(story: Story) -> None:
    found = story.rows(
        "SELECT o.name, count(*) FROM home_samples h JOIN people p ON p.id = h.medic_id "
        "JOIN organizations o ON o.id = p.organization_id WHERE p.name = '陈护士' GROUP BY o.name"
    )
    assert len(found) == 1
    assert found[0][0] == "洪山医院"
    assert found[0][1] > 10  # type: ignore[operator]  # a count


def test_fact_09_the_brief_names_residents_by_surname_and_form_of_address_only(story: Story) -> None:
    phones = [str(p) for (p,) in story.rows("SELECT phone FROM residents")]
    residents = [str(n) for (n,) in story.rows("SELECT name FROM residents")]
    for day in range(1, 7):
        for language in ("zh_Hans_CN", "en"):
            words = story.brief(day, language)
            assert not [p for p in phones if p in words]
            assert not [n for n in residents if n in words]
            assert "糖尿病" not in words
            assert "肾" not in words
    assert "刘大妈" in story.brief(2)
    assert "刘师傅" in story.brief(3)
    assert "孔大妈" in story.brief(4)


def test_fact_10_seventeen_teams_of_fifty_seven_who_are_none_of_the_cadres(story: Story) -> None:
    sweep = story.day(3).sweeps[0]
    assert (sweep.teams, sweep.people) == (17, 57)
    shares = {s.code: s.count for s in sweep.by_member_type}
    assert shares == {
        "property_staff": 14, "party_group": 12, "owners_committee": 9, "building_head": 12, "volunteer": 10,
    }  # fmt: skip
    assert "cadre" not in shares


def test_fact_10_most_of_them_need_no_account(story: Story) -> None:
    with_account = story.count(
        "SELECT count(DISTINCT p.id) FROM people p JOIN sweep_team_members m ON m.person_id = p.id "
        "WHERE p.account_id IS NOT NULL"
    )
    assert with_account == 17


def test_fact_11_the_secretary_may_all_that_the_leader_may_and_the_leader_all_that_a_member_may(
    story: Story,
) -> None:
    assert GRANTS[Role.PARTY_SECRETARY] >= GRANTS[Role.TEAM_LEADER] >= GRANTS[Role.GROUP_LEADER]
    issuers = [i for (i,) in story.rows("SELECT issuer FROM directives ORDER BY issued_at")]
    assert issuers == ["北郊街道", "市委组织部"]
    assert story.rows("SELECT issuer FROM musters") == [("北郊街道",)]


def test_fact_12_four_with_limited_mobility_each_with_one_named_carer(story: Story) -> None:
    row = next(r for r in story.day(3).care.rows if r.code == "limited_mobility")
    assert (row.registered, row.assigned, row.contacted) == (4, 4, 4)
    carers = story.rows(
        "SELECT p.name FROM care_assignments a JOIN people p ON p.id = a.carer_id "
        "JOIN vulnerable_residents v ON v.id = a.vulnerable_id WHERE v.category = 'limited_mobility' ORDER BY p.code"
    )
    assert {name for (name,) in carers} == {"郑丽", "罗斌", "唐雪", "何静"}


def test_fact_12_nobody_on_the_register_is_uncovered_on_any_day(story: Story) -> None:
    for day in range(1, 7):
        care = story.day(day).care
        assert care.assigned == care.registered > 0
