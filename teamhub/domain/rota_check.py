"""Looks a plan over with nothing but times and dates: it shares no code with the planner that made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from teamhub.domain.rota import Duty, PersonTimes
from teamhub.domain.rota_plan import Member, Placement, RotaProblem, wanted_duty


@dataclass(frozen=True)
class Breach:
    """`rule`: seat_taken_twice | unknown_person | twice_at_once | too_little_rest | successive | away | on_leave |
    inactive | post_shut | week_full | wrong_kind | no_leader | came_alone | not_kept_apart."""

    rule: str
    person_id: int
    slot_id: int


def breaches(problem: RotaProblem, placements: Iterable[Placement]) -> list[Breach]:
    """Every hard rule that the plan breaks. Empty: none."""
    placed = list(placements)
    slots = {s.id: s for s in problem.slots}
    members = {m.person_id: m for m in problem.members}
    found = _seats_twice(problem, placed)
    by_person: dict[int, list[tuple[int, Duty]]] = {}
    for one in placed:
        slot_id, post_id = one.vacancy.slot_id, one.vacancy.post_id
        if one.person_id not in members:
            found.append(Breach("unknown_person", one.person_id, slot_id))
            continue
        duty = wanted_duty(slots[slot_id], post_id)
        by_person.setdefault(one.person_id, []).append((slot_id, duty))
        found += [
            Breach(rule, one.person_id, slot_id) for rule in _absences(duty, members[one.person_id].times)
        ]
        if _shut(problem, duty):
            found.append(Breach("post_shut", one.person_id, slot_id))
        if one.vacancy.kinds and members[one.person_id].kind not in one.vacancy.kinds:
            found.append(Breach("wrong_kind", one.person_id, slot_id))
        if one.vacancy.leader and not members[one.person_id].leads:
            found.append(Breach("no_leader", one.person_id, slot_id))
    for person_id, duties in by_person.items():
        found += _collisions(problem, members[person_id], duties)
        found += _weeks(problem, members[person_id], duties)
    return found + _pairs(problem, members, by_person)


def _seats_twice(problem: RotaProblem, placed: list[Placement]) -> list[Breach]:
    offered, taken = Counter(problem.vacancies), Counter(p.vacancy for p in placed)
    over = {v for v, count in taken.items() if count > offered[v]}
    return [Breach("seat_taken_twice", p.person_id, p.vacancy.slot_id) for p in placed if p.vacancy in over]


def _absences(duty: Duty, times: PersonTimes) -> Iterable[str]:
    if not times.active:
        yield "inactive"
    early = times.deployed_from is not None and duty.duty_date < times.deployed_from
    gone = times.deployed_to is not None and duty.duty_date > times.deployed_to
    if early or gone:
        yield "away"
    for leave in times.leaves:
        if leave.starts_at < duty.ends_at and (leave.ends_at is None or leave.ends_at > duty.starts_at):
            yield "on_leave"
            return


def _shut(problem: RotaProblem, duty: Duty) -> bool:
    post = problem.posts[duty.post_id]
    if post.opened_on is not None and duty.duty_date < post.opened_on:
        return True
    if post.closed_on is not None and duty.duty_date > post.closed_on:
        return True
    return any(
        c.starts_at < duty.ends_at and (c.ends_at is None or c.ends_at > duty.starts_at)
        for c in post.closures
    )


def _collisions(problem: RotaProblem, member: Member, new: list[tuple[int, Duty]]) -> list[Breach]:
    """New duties against all that the person holds, and among themselves."""
    rest = timedelta(hours=problem.thresholds.rest_hours)
    found = []
    for place, (slot_id, duty) in enumerate(new):
        others = [*member.times.duties, *(d for _, d in new[:place])]
        for other in others:
            gap = max(duty.starts_at - other.ends_at, other.starts_at - duty.ends_at)
            if gap < timedelta(0):
                found.append(Breach("twice_at_once", member.person_id, slot_id))
            elif gap < timedelta(minutes=1):
                if not problem.thresholds.successive_shifts_allowed:
                    found.append(Breach("successive", member.person_id, slot_id))
            elif gap < rest:
                found.append(Breach("too_little_rest", member.person_id, slot_id))
    return found


def _weeks(problem: RotaProblem, member: Member, new: list[tuple[int, Duty]]) -> list[Breach]:
    """Any seven days in a row that contain a new duty."""
    days = [d.duty_date for d in member.times.duties] + [d.duty_date for _, d in new]
    for slot_id, duty in new:
        for back in range(7):
            first = duty.duty_date - timedelta(days=back)
            within = sum(1 for day in days if first <= day < first + timedelta(days=7))
            if within > problem.most_in_week:
                return [Breach("week_full", member.person_id, slot_id)]
    return []


def _pairs(
    problem: RotaProblem, members: dict[int, Member], new: dict[int, list[tuple[int, Duty]]]
) -> list[Breach]:
    """Who got a shift, against all shifts of the other. Pairs of whom one may not be asked bind nobody."""
    found = []
    for pair in problem.pairs:
        if pair.one not in members or pair.other not in members:
            continue
        for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
            others = [*members[other].times.duties, *(d for _, d in new.get(other, []))]
            for slot_id, duty in new.get(one, []):
                met = any(d.starts_at < duty.ends_at and duty.starts_at < d.ends_at for d in others)
                if met is not pair.together:
                    found.append(Breach("came_alone" if pair.together else "not_kept_apart", one, slot_id))
    return found
