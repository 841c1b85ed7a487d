"""Who of a shift's people goes to which post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from teamhub.domain.rota_plan import Member, Placement, RotaProblem, Slot, Vacancy


def at_posts(
    problem: RotaProblem, open_seats: Sequence[Vacancy], holders: Mapping[int, Sequence[Member]]
) -> tuple[tuple[Placement, ...], tuple[Vacancy, ...]]:
    """(placements, seats left empty). Everybody back to the post of the last shift where that counts, people of
    several organisations together where that counts; the first seat of each post before any second."""
    placements: list[Placement] = []
    left: list[Vacancy] = []
    last = _Last(problem)
    for slot in sorted(problem.slots, key=lambda s: (s.starts_at, s.id)):
        waiting = list(holders[slot.id])
        together = {key: list(there) for key, there in problem.beside.items() if key[0] == slot.id}
        here = []
        seats = sorted((v for v in open_seats if v.slot_id == slot.id), key=lambda v: v.rank)
        for vacancy in seats:
            if not waiting:
                left.append(vacancy)
                continue
            colleagues = together.setdefault((slot.id, vacancy.post_id), [])
            best = max(waiting, key=lambda m: _fit(problem, m, vacancy, last.post(m, slot), colleagues))
            waiting.remove(best)
            colleagues.append(best.organization_id)
            here.append(Placement(vacancy, best.person_id))
        for placement in here:
            last.note(placement, slot)
        placements += here
    return tuple(placements), tuple(left)


def _fit(
    problem: RotaProblem,
    member: Member,
    vacancy: Vacancy,
    last_post: int | None,
    colleagues: Sequence[int | None],
) -> tuple[int, bool, int]:
    """The greatest fits best. Who comes from another post that may want them back is kept for that one."""
    weights = problem.weights
    back = last_post == vacancy.post_id
    fit = weights.same_post * back + weights.mixed * (member.organization_id not in colleagues)
    return (fit, last_post is None, -member.person_id)


class _Last:
    """Each person's post in the last shift before a slot, standing or planned."""

    def __init__(self, problem: RotaProblem) -> None:
        self.duties = {m.person_id: [(d.ends_at, d.post_id) for d in m.times.duties] for m in problem.members}

    def post(self, member: Member, slot: Slot) -> int | None:
        before = [duty for duty in self.duties[member.person_id] if duty[0] <= slot.starts_at]
        return max(before)[1] if before else None

    def note(self, placement: Placement, slot: Slot) -> None:
        self.duties[placement.person_id].append((slot.ends_at, placement.vacancy.post_id))
