"""A pooled tube with a positive result: everybody in it is told at once, stays where he is, gives a sample of his own,
and is cleared or taken over. Counts only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from teamhub.domain.errors import RuleBroken


class PoolState(StrEnum):
    """REPORTED until all are told, NOTIFIED until all are sampled again, RETESTED until all have a result, CLEARED or
    TRANSFERRED (somebody was taken over) at the end."""

    REPORTED = "reported"
    NOTIFIED = "notified"
    RETESTED = "retested"
    CLEARED = "cleared"
    TRANSFERRED = "transferred"


class PoolRefused(RuleBroken):
    """pool_too_many (most) | pool_tube_taken (tube) | pool_empty | pool_too_large (most) | pool_alert_open (tubes)"""


@dataclass(frozen=True)
class PoolCounts:
    """People of one tube: told, sampled again, of those found negative, of those taken over by the health service."""

    persons: int
    notified: int = 0
    retested: int = 0
    cleared: int = 0
    transferred: int = 0

    def check(self) -> None:
        """Nobody is sampled before he is told, nobody has a result without a sample. Raises PoolRefused."""
        if self.persons < 1:
            raise PoolRefused("pool_empty")
        for part, whole in (
            (self.notified, self.persons),
            (self.retested, self.notified),
            (self.cleared + self.transferred, self.retested),
        ):
            if part > whole:
                raise PoolRefused("pool_too_many", most=whole)
        if min(self.notified, self.retested, self.cleared, self.transferred) < 0:
            raise PoolRefused("pool_empty")

    @property
    def state(self) -> PoolState:
        if self.cleared + self.transferred >= self.persons:
            return PoolState.TRANSFERRED if self.transferred else PoolState.CLEARED
        if self.retested >= self.persons:
            return PoolState.RETESTED
        return PoolState.NOTIFIED if self.notified >= self.persons else PoolState.REPORTED

    @property
    def over(self) -> bool:
        return self.state in {PoolState.CLEARED, PoolState.TRANSFERRED}
