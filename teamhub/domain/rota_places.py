"""Who of a shift's people goes to which post."""

from __future__ import annotations

from collections.abc import Sequence

from teamhub.domain.rota_plan import Member, Placement, RotaProblem, Slot, Vacancy

Hand = tuple[Slot, Sequence[Vacancy], Sequence[Member]]
"""A shift, seats of it that ask for the same people, and who has them."""


def at_posts(
    problem: RotaProblem, hands: Sequence[Hand]
) -> tuple[tuple[Placement, ...], tuple[Vacancy, ...]]:
    """(placements, seats left empty). Everybody back to the post of the last shift where that counts, or away from
    it, people of several organisations together where that counts; the first seat of each post before any second."""
    placements: list[Placement] = []
    left: list[Vacancy] = []
    last = _Last(problem)
    together = {key: list(there) for key, there in problem.beside.items()}
    for slot, seats, people in sorted(hands, key=lambda h: (h[0].starts_at, h[0].id)):
        waiting = list(people)
        here = []
        for vacancy in sorted(seats, key=lambda v: v.rank):
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
    fit = (weights.same_post - weights.rotate) * back
    fit += weights.mixed * (member.organization_id not in colleagues)
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
