"""The warm press over a long time."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from teamhub.documents.press_warm import WarmPress
from teamhub.documents.press_worker import PRINTED
from tests.documents.test_press_warm import LIMITS, order
from tests.figures import Tell


@pytest.mark.prove
@pytest.mark.proves("T68")
def test_a_thousand_prints_leave_the_warm_press_as_it_was(tell: Tell) -> None:
    def resident() -> int:
        lines = Path(f"/proc/{warm.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])

    warm = WarmPress(idle=60)
    open_files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    for _ in range(20):
        warm.order(order("<p>x</p>"), LIMITS)
    before, pid = resident(), warm.pid
    for number in range(1000):
        assert warm.order(order(f"<p>{number}</p>"), LIMITS).status == PRINTED
    assert warm.pid == pid
    assert resident() <= before + 4096
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) <= open_files + 3
    assert len(list(Path(tempfile.gettempdir()).glob("teamhub-press-*/tmp*"))) <= 1
    tell("1,000 prints: the warm press before / after", f"{before / 1024:.1f} / {resident() / 1024:.1f} MB")
    warm.stop()
