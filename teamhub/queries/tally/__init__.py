"""The tally: the one source of every figure on the page, in tally.json, on the command line and in the brief.

A record counts from the moment it happened (not when it was typed in), void ones never. `as_of` is any moment;
day totals and round totals are two groupings of the same rows, so both always add up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.domain.errors import NotFound
from teamhub.domain.figures.day import CommunityFacts, DayFigures
from teamhub.domain.figures.labels import Label
from teamhub.domain.figures.totals import Totals
from teamhub.models.base import db
from teamhub.models.people import Organization
from teamhub.models.places import Community, Compound
from teamhub.models.sweeps import Sweep
from teamhub.queries import terms, viewers
from teamhub.queries.tally import care, deeds, duty, entries, plan, series, supplies, sweeps, testing
from teamhub.queries.tally.scope import Scope, midnight, scope_of


def day_of(community_id: int, moment: datetime) -> date:
    """The community's calendar day of a moment."""
    community = db.session.get_one(Community, community_id)
    return moment.astimezone(ZoneInfo(community.zone)).date()


def end_of_day(community_id: int, day: date) -> datetime:
    """The last microsecond of the day on the community's clocks, in UTC."""
    zone = ZoneInfo(db.session.get_one(Community, community_id).zone)
    return midnight(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def brief_moment(community_id: int, day: date) -> datetime:
    """The moment the day's brief counts up to (a setting of the community)."""
    community = db.session.get_one(Community, community_id)
    starts = midnight(day, ZoneInfo(community.zone))
    return starts + timedelta(minutes=terms.thresholds(community_id).brief_as_of_minute)


def day_figures(community_id: int, day: date, as_of: datetime) -> DayFigures:
    """Every figure of the community for one day as of one moment. Raises NotFound without a campaign."""
    return figures_in(scope_for(community_id, day, as_of))


def scope_for(community_id: int, day: date, as_of: datetime) -> Scope:
    """Raises NotFound without a campaign."""
    community = db.session.get(Community, community_id)
    if community is None:
        raise NotFound
    return scope_of(community, viewers.current_campaign(community_id, day), day, as_of)


def figures_in(scope: Scope) -> DayFigures:
    community_id, day = scope.community.id, scope.day
    compounds = list(
        db.session.scalars(
            select(Compound)
            .where(Compound.community_id == community_id)
            .order_by(Compound.position, Compound.id)
        )
    )
    counted = testing.sums(scope)
    rounds = testing.rounds_so_far(scope)
    held = sweeps.sweeps_so_far(scope)
    letters = sweeps.letters_signed(scope)
    done = deeds.per_day(scope)
    pieces = supplies.pieces_per_day(scope)
    per_round, per_day, _ = testing.longest_waits(scope)
    duty_part = duty.duty_figures(scope)
    testing_part = testing.testing_figures(scope, counted, rounds)
    deed_part = deeds.deed_figures(scope, done)
    households = sum(c.household_count for c in compounds)
    signed = series.letters_by_day_and_compound(scope)
    return DayFigures(
        community=_facts(scope),
        day=day,
        as_of=scope.local(scope.as_of),
        totals=Totals(
            compounds=len(compounds),
            households=households,
            organizations=len(duty_part.organizations),
            cadres=duty_part.cadres.expected,
            **_sweep_strength(scope, held),
            posts=duty_part.posts,
            open_gates=duty_part.open_gates,
            rounds=len(rounds),
            person_tests=testing_part.person_tests_total,
            sweeps=len(held),
            letters=letters[0],
            deeds=deed_part.total,
            pieces=sum(pieces.values()),
            longest_wait_minutes=per_day.get(day),
        ),
        duty=duty_part,
        testing=testing_part,
        sweeps=sweeps.sweep_figures(scope, held, letters, households),
        deeds=deed_part,
        care=care.care_figures(scope),
        supplies=supplies.supply_figures(scope),
        plan=plan.plan_figures(scope),
        musters=plan.muster_figures(scope),
        organizations=_organizations(community_id),
        queue_target=scope.thresholds.queue_target_minutes,
        queue_near=scope.thresholds.queue_near_target_minutes,
        day_series=series.day_series(scope, counted, done, pieces, signed, held, per_day),
        round_series=series.round_series(scope, rounds, counted, per_round),
        compound_series=series.compound_series(scope, compounds, rounds, counted, done, signed),
    )


def _facts(scope: Scope) -> CommunityFacts:
    community, campaign = scope.community, scope.campaign
    district = community.subdistrict
    return CommunityFacts(
        slug=community.slug,
        name=Label(community.name, community.name_en),
        subdistrict=Label(district.name, district.name_en) if district else Label("", ""),
        campaign=Label(campaign.name, campaign.name_en),
        campaign_kind=campaign.kind,
        campaign_starts_on=campaign.starts_on,
        is_example=community.is_example,
    )


def _sweep_strength(scope: Scope, held: list[Sweep]) -> dict[str, int]:
    """Teams and people of the latest sweep."""
    if not held:
        return {"sweepers": 0, "sweep_teams": 0}
    teams, shares = sweeps.team_strength(scope, held[-1])
    return {"sweepers": sum(s.count for s in shares), "sweep_teams": teams}


def _organizations(community_id: int) -> tuple[Label, ...]:
    """Sending organisations in the office's order."""
    rows = db.session.execute(
        select(Organization.name, Organization.name_en)
        .where(Organization.community_id == community_id, Organization.sends_cadres.is_(True))
        .order_by(Organization.position, Organization.id)
    )
    return tuple(Label(name, name_en) for name, name_en in rows)


def late_entries(community_id: int, day: date, as_of: datetime) -> int:
    """Entries of the day that were typed in long after they happened."""
    community = db.session.get_one(Community, community_id)
    return entries.count_late(scope_of(community, viewers.current_campaign(community_id, day), day, as_of))
