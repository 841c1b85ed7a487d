"""How far a search is, and how it is stopped: between the solver's thread and whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Watch:
    """`step`: seats | fairness; `value`, `bound`: of that step, None before the first plan. Written by the solver's
    thread, read by others; single values, so that no lock is needed."""

    step: str = ""
    value: int | None = None
    bound: int | None = None
    stopped: bool = False
    halt: Callable[[], None] | None = field(default=None, repr=False)

    def begins(self, step: str, halt: Callable[[], None]) -> None:
        self.step, self.value, self.bound, self.halt = step, None, None, halt

    def stop(self) -> None:
        """The best plan so far becomes the answer."""
        self.stopped = True
        if self.halt is not None:
            self.halt()
