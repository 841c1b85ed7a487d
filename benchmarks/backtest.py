"""What both back-tests of the queues do with their figures: shown, and put into docs/queues.md."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "queues.md"


def publish(head: str, table: Callable[[], Iterator[str]], begin: str, end: str, *, write: bool) -> int:
    """Runs and prints `table` under the sentence `head`; `write`: between these two marks of the page, too."""
    began = time.monotonic()
    text = "\n".join([head, "", *table()])
    print(f"{text}\n\n{time.monotonic() - began:.0f} s")
    if write:
        before, _, rest = PAGE.read_text("utf-8").partition(begin)
        PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}", "utf-8")
    return 0
