"""The findings as a table, and the pages of docs/ that they are put into."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measuring import Finding, Spread

DOCS = Path(__file__).resolve().parent.parent / "docs"
PERFORMANCE, QUEUES = DOCS / "performance.md", DOCS / "queues.md"
BEGIN, END = "<!-- measured: written by ./run bench --write -->", "<!-- end of measured -->"


def duration(seconds: float) -> str:
    """0.00021 -> 0.21 ms, 0.0123 -> 12.3 ms, 3.21 -> 3.21 s."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    thousandth = seconds * 1000
    return f"{thousandth:.2f} ms" if thousandth < 10 else f"{thousandth:.1f} ms"


def spread(took: Spread) -> str:
    return " / ".join(duration(value) for value in (took.least, took.median, took.most))


HEAD = (
    "What",
    "min / median / max",
    "processor",
    "Its floor",
    "min / median / max",
    "processor",
    "Times",
    "Ratio",
)


def table(findings: Sequence[Finding]) -> str:
    rows = [HEAD, ["---"] * len(HEAD), *map(row, findings)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)


def row(finding: Finding) -> tuple[str, ...]:
    return (
        finding.task,
        spread(finding.task_took),
        "" if finding.elsewhere else duration(finding.task_took.processor),
        finding.floor,
        spread(finding.floor_took),
        duration(finding.floor_took.processor),
        str(len(finding.task_took.runs)),
        f"{finding.ratio:.1f}",
    )


def notes(findings: Sequence[Finding]) -> str:
    return "\n".join(f"- **{finding.task}**: {finding.note}" for finding in findings if finding.note)


def machine() -> str:
    """What it was measured on, without naming the machine."""
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{processor()}, {os.cpu_count()} cores, {memory()}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}{busy}"
    )


def processor() -> str:
    told = Path("/proc/cpuinfo")
    found = (
        re.search(r"^model name\s*: (.+)$", told.read_text("utf-8"), re.MULTILINE) if told.exists() else None
    )
    return found.group(1).strip() if found else platform.processor() or platform.machine()


def memory() -> str:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return "memory unknown"
    return f"{total / 1024**3:.0f} GiB"


def section(findings: Sequence[Finding], seconds: float) -> str:
    """What stands between the marks of the page."""
    day = datetime.now(UTC).date().isoformat()
    head = f"Measured on {day} by `./run bench --write` in {seconds:.0f} s. {machine()}."
    return "\n\n".join([head, table(findings), notes(findings)])


def write(findings: Sequence[Finding], seconds: float) -> None:
    """Puts the findings of a whole run into docs/performance.md."""
    put(PERFORMANCE, BEGIN, END, section(findings, seconds))


def publish(
    page: Path, head: str, rows: Callable[[], Iterator[str]], begin: str, end: str, *, write: bool
) -> int:
    """Measures and prints `rows` under the sentence `head`; `write`: puts them into the page, too."""
    began = time.monotonic()
    text = "\n".join([head, "", *rows()])
    print(f"{text}\n\n{time.monotonic() - began:.0f} s")
    if write:
        put(page, begin, end, text)
    return 0


def put(page: Path, begin: str, end: str, text: str) -> None:
    """Replaces what stands between two marks of a page. ValueError: they do not stand there, once each and in this order."""
    before, first, rest = page.read_text("utf-8").partition(begin)
    _, second, after = rest.partition(end)
    if not first or not second or begin in rest or end in after:
        raise ValueError(f"{page.name}: no single place between {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")
