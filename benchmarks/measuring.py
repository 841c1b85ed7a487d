"""Two things measured in turns, so that a busy machine troubles both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Task = Callable[[], object]


@dataclass(frozen=True)
class Spread:
    """Seconds of each repetition."""

    samples: tuple[float, ...]

    @property
    def least(self) -> float:
        return min(self.samples)

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def most(self) -> float:
        return max(self.samples)


@dataclass(frozen=True)
class Finding:
    """`task` beside `floor`. `note`: what one has to know to read the figures."""

    task: str
    floor: str
    task_took: Spread
    floor_took: Spread
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.task_took.median / self.floor_took.median


def compare(task: str, floor: str, do: Task, bare: Task, *, times: int, note: str = "") -> Finding:
    """Each once to warm up, then `times` repetitions in turns."""
    bare()
    do()
    gc.collect()
    floor_took, task_took = [], []
    for _ in range(times):
        floor_took.append(seconds(bare))
        task_took.append(seconds(do))
    return Finding(task, floor, Spread(tuple(task_took)), Spread(tuple(floor_took)), note)


def seconds(task: Task) -> float:
    """How long the task takes."""
    began = time.perf_counter()
    task()
    return time.perf_counter() - began
