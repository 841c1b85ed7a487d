"""The press that is kept warm: the same bytes, no order hurts another, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from teamhub.documents import press as the_press
from teamhub.documents import press_warm
from teamhub.documents.press import Limits, PrintingFailed, press, printed_alone, render
from teamhub.documents.press_queue import Queue
from teamhub.documents.press_warm import TimeUp, WarmPress
from teamhub.documents.press_worker import PRINTED

LIMITS = asdict(Limits())
ENDLESS = "<p>x</p>" * 300_000
ROOT = Path(__file__).resolve().parents[2]


def order(html: str) -> dict[str, Any]:
    return {"html": html, "css": [], "assets": {}, "variant": the_press.ARCHIVE, "identifier": "0" * 32}


@pytest.fixture
def warm() -> Iterator[WarmPress]:
    one = WarmPress(idle=60)
    yield one
    one.stop()


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Looks again and again: another process needs its time."""
    tick = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if true():
            return True
        tick.wait(0.02)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def limited(pid: int) -> bool:
    """It took the order and limited itself; before that, another would be asked in its place."""
    told = Path(f"/proc/{pid}/limits").read_text()
    return next("unlimited" not in line for line in told.splitlines() if line.startswith("Max cpu time"))


def begin_an_endless_print(warm: WarmPress, pid: int) -> tuple[list[int], threading.Thread, int]:
    """How it will end, who asks, and the process that prints."""
    died: list[int] = []
    thread = threading.Thread(target=lambda: died.append(warm.order(order(ENDLESS), LIMITS).status))
    assert until(lambda: children(pid) == [])
    thread.start()
    assert until(lambda: children(pid) != [])
    child = children(pid)[0]
    assert until(lambda: limited(child))
    return died, thread, child


@pytest.mark.proves("T62")
def test_warm_alone_and_again_give_the_same_bytes(warm: WarmPress) -> None:
    html = (
        "<html lang=zh><title>简报</title><h1>简报</h1><p>今日核酸 2219 户</p><table><tr><th>户<td>1</table>"
    )
    first = warm.order(order(html), LIMITS)
    assert first.status == PRINTED
    assert warm.order(order("<p>something else</p>"), LIMITS).status == PRINTED
    assert warm.order(order(html), LIMITS).pdf == first.pdf
    assert printed_alone(order(html), LIMITS).pdf == first.pdf


def test_one_process_serves_all_and_each_print_ends_its_own(warm: WarmPress) -> None:
    assert warm.order(order("<p>1</p>"), LIMITS).status == PRINTED
    pid = warm.pid
    assert pid is not None
    assert warm.order(order("<p>2</p>"), LIMITS).status == PRINTED
    assert warm.pid == pid
    assert until(lambda: children(pid) == [])


def test_a_print_that_dies_hurts_no_other(warm: WarmPress) -> None:
    assert warm.order(order("<p>1</p>"), LIMITS).status == PRINTED
    pid = warm.pid
    assert pid is not None
    died, thread, child = begin_an_endless_print(warm, pid)
    os.kill(child, signal.SIGSEGV)
    thread.join()
    assert died == [press_warm.DIED]
    assert warm.order(order("<p>2</p>"), LIMITS).status == PRINTED
    assert warm.pid == pid


def test_a_press_that_was_killed_is_started_again(warm: WarmPress) -> None:
    assert warm.order(order("<p>1</p>"), LIMITS).status == PRINTED
    first = warm.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert warm.order(order("<p>2</p>"), LIMITS).status == PRINTED
    assert warm.pid != first


def test_a_press_without_work_goes_home_and_comes_back() -> None:
    warm = WarmPress(idle=0.1)
    assert warm.order(order("<p>1</p>"), LIMITS).status == PRINTED
    first = warm.pid
    assert first is not None
    assert until(lambda: not alive(first))
    assert warm.order(order("<p>2</p>"), LIMITS).status == PRINTED
    assert warm.pid != first
    warm.stop()


def test_after_many_orders_a_fresh_press_takes_over_and_what_runs_is_finished() -> None:
    warm = WarmPress(idle=60, orders=2)
    assert warm.order(order("<p>1</p>"), LIMITS).status == PRINTED
    first = warm.pid
    assert first is not None
    assert warm.order(order("<p>2</p>" * 200), LIMITS).status == PRINTED
    assert warm.order(order("<p>3</p>"), LIMITS).status == PRINTED
    assert warm.pid not in (None, first)
    assert until(lambda: not alive(first))
    warm.stop()


def test_the_clock_of_a_print_runs_out_in_the_system_itself(warm: WarmPress) -> None:
    """Not by our waiting: the process is gone as well."""
    assert warm.order(order("<p>1</p>"), LIMITS).status == PRINTED
    pid = warm.pid
    assert pid is not None
    with pytest.raises(TimeUp):
        warm.order(order(ENDLESS), {**LIMITS, "seconds": 0.5})
    assert until(lambda: children(pid) == [])


def test_stopping_ends_what_is_printing() -> None:
    warm = WarmPress(idle=60)
    assert warm.order(order("<p>1</p>"), LIMITS).status == PRINTED
    pid = warm.pid
    assert pid is not None
    died, thread, child = begin_an_endless_print(warm, pid)
    warm.stop()
    thread.join()
    assert died == [press_warm.DIED]
    assert until(lambda: not alive(pid) and not alive(child))


@pytest.mark.proves("T68")
def test_a_killed_application_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import sys, threading
        from teamhub.documents import press
        press.render("<p>x</p>", [], {})
        pid = press.WARM.pid
        print(pid, (open(f"/proc/{pid}/task/{pid}/children").read().split() or [0])[0], flush=True)
        press.render("<p>x</p>" * 300_000, [], {})
    """)
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as application:
        assert application.stdout is not None
        pid, first = map(int, application.stdout.readline().split())
        assert until(lambda: [one for one in children(pid) if one != first] != [])
        child = next(one for one in children(pid) if one != first)
        assert list(tmp_path.iterdir())
        application.kill()
    assert until(lambda: not alive(child) and not alive(pid))
    assert until(lambda: list(tmp_path.iterdir()) == [])


def test_a_forked_copy_of_the_application_has_a_press_of_its_own() -> None:
    assert render("<p>1</p>", [], {}).startswith(b"%PDF")
    ours = the_press.WARM.pid
    script = textwrap.dedent("""
        import os
        from teamhub.documents import press
        press.render("<p>x</p>", [], {})
        ours, child = press.WARM.pid, os.fork()
        if not child:
            fresh = press.WARM.pid is None and press.render("<p>y</p>", [], {}).startswith(b"%PDF")
            fresh = fresh and press.WARM.pid not in (None, ours)
            press.WARM.stop()
            os._exit(0 if fresh else 1)
        _, status = os.waitpid(child, 0)
        press.render("<p>z</p>", [], {})
        print(status, press.WARM.pid == ours)
    """)
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert told.stdout.split() == ["0", "True"]
    assert the_press.WARM.pid == ours


def test_without_a_warm_press_it_is_printed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = render("<p>x</p>", [], {})
    monkeypatch.setattr(the_press.WARM, "order", unwilling)
    assert render("<p>x</p>", [], {}) == wanted
    monkeypatch.setattr(press_warm, "AVAILABLE", False)
    assert render("<p>x</p>", [], {}) == wanted


def unwilling(*_: object) -> None:
    raise press_warm.NotTaken


def test_several_at_once_get_their_own_sheet() -> None:
    found: dict[int, bytes] = {}

    def ask(number: int) -> None:
        found[number] = render(f"<title>{number}</title><p>sheet {number}", [], {})

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {
        number: render(f"<title>{number}</title><p>sheet {number}", [], {}) for number in range(5)
    }


def test_a_full_queue_is_told_apart_from_a_broken_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_press, "QUEUE", Queue(at_once=1, room=0, within=1))
    with the_press.QUEUE.turn(), pytest.raises(PrintingFailed) as refused:
        press("<p>x</p>", [], {})
    assert refused.value.code == "busy"
