"""What a planner of the roster is asked and what it answers. Nobody who stands on the roster is moved: the question
is only who takes the seats that are empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from teamhub.domain.rota import Duty, ObstacleKind, PersonTimes, PostTimes
from teamhub.domain.settings import Thresholds

WEEK_DAYS = 7
WEEK_FULL = "week_full"
"""Beside the kinds of obstacles: the person holds as many shifts in a week as anybody should."""
WRONG_KIND = "wrong_kind"
"""The staffing template of the post asks for another member type."""
MAY_NOT_LEAD = "may_not_lead"
"""The seat is kept for somebody who may lead."""
PAIR_KEPT = "pair_kept"
"""The person comes only together with somebody who cannot come then."""
PAIR_APART = "pair_apart"
"""Somebody from whom the person is kept apart has a shift then."""


@dataclass(frozen=True)
class Slot:
    """One shift of the stretch to be planned."""

    id: int
    starts_at: datetime
    ends_at: datetime
    duty_date: date
    night: bool


@dataclass(frozen=True)
class Vacancy:
    """One empty seat. `rank`: how many others the post has in this shift before it, so that no post stays without
    anybody while another gets its second. `seat_id`: of a standing seat whose holder cannot come, or 0. `kinds`: member
    types that the staffing template allows, empty: all. `leader`: only somebody who may lead."""

    slot_id: int
    post_id: int
    rank: int = 0
    seat_id: int = 0
    kinds: frozenset[str] = frozenset()
    leader: bool = False


@dataclass(frozen=True)
class Member:
    """Somebody who may be asked. `times.duties`: what the person holds already, a week around the stretch included.
    `shifts`, `nights`: of these, how many lie in the stretch. `likes_nights`: None, where it is all the same."""

    person_id: int
    times: PersonTimes
    organization_id: int | None = None
    shifts: int = 0
    nights: int = 0
    kind: str = ""
    leads: bool = False
    likes_nights: bool | None = None

    def suits(self, vacancy: Vacancy) -> bool:
        return (not vacancy.kinds or self.kind in vacancy.kinds) and (self.leads or not vacancy.leader)


@dataclass(frozen=True)
class Pair:
    """Two people. Together: neither gets a shift without the other. Apart: never on duty at the same time."""

    one: int
    other: int
    together: bool


@dataclass(frozen=True)
class Weights:
    """What counts how much where rules leave a choice; 0: not at all."""

    totals: int = 3
    nights: int = 3
    same_post: int = 2
    mixed: int = 1
    rotate: int = 0
    preference: int = 1


@dataclass(frozen=True)
class RotaProblem:
    """`beside`: (slot, post) -> organisations of those who stand there already."""

    slots: tuple[Slot, ...]
    vacancies: tuple[Vacancy, ...]
    members: tuple[Member, ...]
    posts: Mapping[int, PostTimes]
    thresholds: Thresholds
    most_in_week: int = 6
    weights: Weights = Weights()
    beside: Mapping[tuple[int, int], tuple[int | None, ...]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Placement:
    vacancy: Vacancy
    person_id: int


@dataclass(frozen=True)
class Empty:
    """A seat that nobody can take. `reasons`: what stands against how many people, the commonest first; for a post
    that is closed only that."""

    vacancy: Vacancy
    reasons: tuple[tuple[ObstacleKind | str, int], ...]


@dataclass(frozen=True)
class Spread:
    """Fewest and most of anybody who was there for the whole stretch."""

    fewest: int
    most: int


@dataclass(frozen=True)
class Proof:
    """What a solver can say of all plans. `cost`: what this plan costs by the weights of totals, nights and
    preference; `bound`: no plan that fills as many seats costs less. `proven`: both its empty seats and its cost are the least
    there are. The posts within a shift are not part of it."""

    cost: int
    bound: int
    proven: bool

    @property
    def gap(self) -> float:
        """How much of the cost might still be saved: 0 to 1."""
        return (self.cost - self.bound) / self.cost if self.cost > self.bound else 0.0


@dataclass(frozen=True)
class RotaPlan:
    """`surely_empty`: seats that no plan whatever could fill, without moving somebody who stands. `proof`: None,
    where no solver was asked."""

    placements: tuple[Placement, ...]
    empty: tuple[Empty, ...]
    surely_empty: int
    totals: Spread
    nights: Spread
    proof: Proof | None = None


@dataclass(frozen=True)
class Place:
    """Somebody proposed for a seat. `seat_id`, `version`: the standing seat whose holder cannot come, as the reader
    saw it; 0 for an empty one."""

    shift_id: int
    post_id: int
    person_id: int
    seat_id: int = 0
    version: int = 0


def wanted_duty(slot: Slot, post_id: int) -> Duty:
    return Duty(0, post_id, slot.starts_at, slot.ends_at, slot.duty_date)
