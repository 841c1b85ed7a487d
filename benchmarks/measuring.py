"""Two things measured in turns, so that a busy machine troubles both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Task = Callable[[], object]


@dataclass(frozen=True)
class Run:
    """Seconds on the clock, and of the processor: this process and the children that it waited for."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Spread:
    runs: Sequence[Run]

    @property
    def least(self) -> float:
        return min(run.clock for run in self.runs)

    @property
    def median(self) -> float:
        return statistics.median(run.clock for run in self.runs)

    @property
    def most(self) -> float:
        return max(run.clock for run in self.runs)

    @property
    def processor(self) -> float:
        """The median. It hardly depends on what else the machine does."""
        return statistics.median(run.processor for run in self.runs)


@dataclass(frozen=True)
class Finding:
    """`task` beside `floor`. `note`: what one has to know to read the figures. `elsewhere`: the work is done by a
    process that goes on running, so that its processor time is not known here."""

    task: str
    floor: str
    task_took: Spread
    floor_took: Spread
    note: str = ""
    elsewhere: bool = False

    @property
    def ratio(self) -> float:
        return self.task_took.median / self.floor_took.median


def compare(
    task: str, floor: str, do: Task, bare: Task, *, times: int, note: str = "", elsewhere: bool = False
) -> Finding:
    """Each once to warm up, then `times` repetitions in turns."""
    bare()
    do()
    gc.collect()
    floor_took, task_took = [], []
    for _ in range(times):
        floor_took.append(timed(bare))
        task_took.append(timed(do))
    return Finding(task, floor, Spread(task_took), Spread(floor_took), note, elsewhere)


def timed(task: Task) -> Run:
    began, used = time.perf_counter(), processor_seconds()
    task()
    return Run(time.perf_counter() - began, processor_seconds() - used)


def processor_seconds() -> float:
    """Children count where the system tells (POSIX)."""
    try:
        import resource
    except ImportError:
        return time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
