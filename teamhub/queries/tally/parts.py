"""The figures of a day part by part: each is read when somebody first asks for it, and once. A page that shows the
rounds does not count two thousand doors."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import select

from teamhub.domain.figures.care import CareFigures
from teamhub.domain.figures.day import (
    CommunityFacts,
    CompoundPoint,
    DayFigures,
    DayPoint,
    MusterFigures,
    PlanFigures,
    RoundPoint,
)
from teamhub.domain.figures.deeds import DeedFigures
from teamhub.domain.figures.duty import DutyFigures
from teamhub.domain.figures.labels import Label
from teamhub.domain.figures.supplies import SupplyFigures
from teamhub.domain.figures.sweeps import SweepFigures
from teamhub.domain.figures.testing import TestingFigures
from teamhub.domain.figures.totals import Totals
from teamhub.models.base import db
from teamhub.models.people import Organization
from teamhub.models.places import Compound
from teamhub.models.sweeps import Sweep
from teamhub.models.testing import TestingRound
from teamhub.queries.tally import care, deeds, duty, entries, plan, series, supplies, sweeps, testing
from teamhub.queries.tally.scope import Scope
from teamhub.queries.tally.supplies import Delivery
from teamhub.queries.tally.sweeps import Letters, Strength
from teamhub.queries.tally.testing import Sums, Waits


class Parts:
    """Named as the fields of DayFigures, which `day_figures` puts together from them."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.day, self.as_of = scope.day, scope.local(scope.as_of)
        self.queue_target = scope.thresholds.queue_target_minutes
        self.queue_near = scope.thresholds.queue_near_target_minutes
        self._strengths: dict[int, Strength] = {}

    def day_figures(self) -> DayFigures:
        return DayFigures(
            community=self.community,
            day=self.day,
            as_of=self.as_of,
            totals=self.totals,
            duty=self.duty,
            testing=self.testing,
            sweeps=self.sweeps,
            deeds=self.deeds,
            care=self.care,
            supplies=self.supplies,
            plan=self.plan,
            musters=self.musters,
            organizations=self.organizations,
            queue_target=self.queue_target,
            queue_near=self.queue_near,
            day_series=self.day_series,
            round_series=self.round_series,
            compound_series=self.compound_series,
        )

    @cached_property
    def community(self) -> CommunityFacts:
        community, campaign = self.scope.community, self.scope.campaign
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

    @cached_property
    def totals(self) -> Totals:
        return Totals(
            compounds=len(self.compounds),
            households=self.households,
            organizations=len(self.duty.organizations),
            cadres=self.duty.cadres.expected,
            sweepers=sum(share.count for share in self.latest_strength.shares),
            sweep_teams=self.latest_strength.teams,
            posts=self.duty.posts,
            open_gates=self.duty.open_gates,
            rounds=len(self.rounds),
            person_tests=self.counted.persons,
            sweeps=len(self.held_sweeps),
            letters=self.letters.so_far,
            deeds=self.deeds.total,
            pieces=sum(self._pieces.values()),
            longest_wait_minutes=self._waits.per_day.get(self.day),
        )

    @cached_property
    def duty(self) -> DutyFigures:
        return duty.duty_figures(self.scope, self._deliveries)

    @cached_property
    def testing(self) -> TestingFigures:
        return testing.testing_figures(self.scope, self.counted, self.rounds, self._waits)

    @cached_property
    def sweeps(self) -> tuple[SweepFigures, ...]:
        today = [sweep for sweep in self.held_sweeps if sweep.held_on == self.day]
        return tuple(
            sweeps.sweep_figures(self.scope, sweep, self._strength_of(sweep), self.letters, self.households)
            for sweep in today
        )

    @cached_property
    def deeds(self) -> DeedFigures:
        return deeds.deed_figures(self.scope, self._deeds_by_day)

    @cached_property
    def care(self) -> CareFigures:
        return care.care_figures(self.scope)

    @cached_property
    def supplies(self) -> SupplyFigures:
        return supplies.supply_figures(self.scope, self._deliveries)

    @cached_property
    def plan(self) -> PlanFigures:
        return plan.plan_figures(self.scope)

    @cached_property
    def musters(self) -> tuple[MusterFigures, ...]:
        return plan.muster_figures(self.scope)

    @cached_property
    def organizations(self) -> tuple[Label, ...]:
        """Sending organisations in the office's order."""
        rows = db.session.execute(
            select(Organization.name, Organization.name_en)
            .where(Organization.community_id == self.scope.community.id, Organization.sends_cadres.is_(True))
            .order_by(Organization.position, Organization.id)
        )
        return tuple(Label(name, name_en) for name, name_en in rows)

    @cached_property
    def day_series(self) -> tuple[DayPoint, ...]:
        return series.day_series(
            self.scope,
            self.counted,
            self._deeds_by_day,
            self._pieces,
            self._letters_by_day,
            self.held_sweeps,
            self._waits.per_day,
        )

    @cached_property
    def round_series(self) -> tuple[RoundPoint, ...]:
        return series.round_series(self.scope, self.rounds, self.counted, self._waits.per_round)

    @cached_property
    def compound_series(self) -> tuple[CompoundPoint, ...]:
        return series.compound_series(
            self.scope,
            self.compounds,
            self.rounds,
            self.counted,
            self._deeds_by_day,
            self._letters_by_day,
        )

    @cached_property
    def late_entries(self) -> int:
        """Entries of the day that were typed in long after they happened."""
        return entries.count_late(self.scope)

    @cached_property
    def compounds(self) -> list[Compound]:
        return list(
            db.session.scalars(
                select(Compound)
                .where(Compound.community_id == self.scope.community.id)
                .order_by(Compound.position, Compound.id)
            )
        )

    @cached_property
    def households(self) -> int:
        return sum(compound.household_count for compound in self.compounds)

    @cached_property
    def counted(self) -> Sums:
        return testing.sums(self.scope)

    @cached_property
    def rounds(self) -> list[TestingRound]:
        """Begun by the moment."""
        return testing.rounds_so_far(self.scope)

    @cached_property
    def held_sweeps(self) -> list[Sweep]:
        """Begun by the moment."""
        return sweeps.sweeps_so_far(self.scope)

    @cached_property
    def letters(self) -> Letters:
        return sweeps.letters_signed(self.scope)

    @cached_property
    def latest_strength(self) -> Strength:
        """Of the latest sweep; nobody before the first."""
        return self._strength_of(self.held_sweeps[-1]) if self.held_sweeps else Strength(0, ())

    def _strength_of(self, sweep: Sweep) -> Strength:
        if sweep.id not in self._strengths:
            self._strengths[sweep.id] = sweeps.strength(self.scope, sweep)
        return self._strengths[sweep.id]

    @cached_property
    def _waits(self) -> Waits:
        return testing.longest_waits(self.scope)

    @cached_property
    def _deeds_by_day(self) -> list[tuple[int, str, int | None, int]]:
        return deeds.per_day(self.scope)

    @cached_property
    def _deliveries(self) -> list[Delivery]:
        return supplies.deliveries(self.scope)

    @cached_property
    def _pieces(self) -> dict[int, int]:
        return supplies.pieces_per_day(self.scope)

    @cached_property
    def _letters_by_day(self) -> list[tuple[int, int, int]]:
        return series.letters_by_day_and_compound(self.scope)
