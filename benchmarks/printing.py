"""The press beside bare WeasyPrint and beside other typesetters; a whole binder; the sheets of a large sweep."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pikepdf

from benchmarks import rivals
from benchmarks.brief import Order, bare_print, draft_of
from benchmarks.measuring import Finding, Spread, compare, timed
from benchmarks.report import PERFORMANCE, machine, publish, table
from benchmarks.stage import dispose, example_instance, fourth_day
from teamhub.config import ROOT
from teamhub.documents import paper, press, press_warm, press_worker
from teamhub.documents.binding import bind
from teamhub.documents.brief import brief_sheet, print_facts
from teamhub.documents.duty_roster import RosterCell, RosterFacts, RosterRow, RosterSeat, roster_sheet
from teamhub.documents.paper import Sheet
from teamhub.documents.sweep_sheet import SheetDoor, SweepSheetFacts, sweep_sheet
from teamhub.domain.briefs import compose
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.models.base import db

TIMES = 7
LANGUAGE = "zh_Hans_CN"
SHEETS, BINDER_PAGES = 300, 40


BEGIN, END = "<!-- printing: written by ./run bench printing --write -->", "<!-- end of printing -->"


def main(*, write: bool) -> int:
    return publish(
        PERFORMANCE, f"{datetime.now(UTC).date().isoformat()}. {machine()}.", lines, BEGIN, END, write=write
    )


def lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="teamhub-bench-") as folder:
        findings = list(measure(Path(folder)))
    yield from (
        table(findings),
        "",
        *(f"- {finding.task}, beside {finding.floor}: {finding.note}" for finding in findings),
    )


def measure(folder: Path) -> Iterator[Finding]:
    app = example_instance(folder / "printing")
    day = fourth_day(app)
    with app.app_context():
        facts = draft_of(day)
        db.session.remove()
    dispose(app)
    yield from measure_brief(facts, folder)
    yield measure_binder(facts)
    yield measure_sheets()
    press.WARM.stop()


def measure_brief(facts: FrozenFacts, folder: Path) -> Iterator[Finding]:
    brief = compose(facts.figures, facts.texts, LANGUAGE)
    [order] = orders_of(lambda: print_facts(facts, draft=False, language=LANGUAGE))
    file = folder / "brief.pickle"
    file.write_bytes(pickle.dumps(brief))

    def ours() -> bytes:
        return print_facts(facts, draft=False, language=LANGUAGE)

    ours_note = f"{told(ours())}, at most {peak_of_press(order):.0f} MiB"
    yield compare(
        "Brief by the warm press",
        "bare WeasyPrint of the same HTML, already loaded",
        ours,
        lambda: bare_print(order),
        times=TIMES,
        note=f"Composing, line breaking, a forked child with its limits, PDF/A-2a with PDF/UA-1. {ours_note}. Aim: at most "
        "1.15 times the floor.",
        elsewhere=True,
    )
    for name, title, remark in (
        (
            "typst",
            "Typst",
            "Compiler and fonts loaded; same fonts; it breaks Chinese lines itself. PDF/A-2a.",
        ),
        (
            "reportlab",
            "ReportLab",
            "Untagged, all in LXGW WenKai: it embeds TrueType outlines only. Ragged where a word is long.",
        ),
    ):
        rival = rivals.RIVALS[name]
        there = f"{told(rival(brief))}, at most {peak_of_rival(name, file):.0f} MiB"
        yield compare(
            "Brief by the warm press",
            f"{title} setting the same words and tables",
            ours,
            lambda rival=rival: rival(brief),  # type: ignore[misc]  # a default that binds the loop's value
            times=TIMES,
            note=f"{title}: {remark} {there}; the press: {ours_note}.",
            elsewhere=True,
        )


def measure_binder(facts: FrozenFacts) -> Finding:
    brief = brief_sheet(compose(facts.figures, facts.texts, LANGUAGE), draft=False, language=LANGUAGE)
    sheets = [brief, *(roster_sheet(roster(n), language=LANGUAGE) for n in range(1, 5))]
    count = 0
    while pages(binder(sheets)) < BINDER_PAGES:
        count += 1
        sheets.append(sweep_sheet(building(count), language=LANGUAGE))
    [order] = orders_of(lambda: binder(sheets))
    return compare(
        f"Binder of a day, {BINDER_PAGES} pages, by the warm press",
        "bare WeasyPrint of the same HTML, already loaded",
        lambda: binder(sheets),
        lambda: bare_print(order),
        times=2,
        note=f"Brief, rosters and sweep sheets in one print. {told(binder(sheets))}, at most {peak_of_press(order):.0f} MiB.",
        elsewhere=True,
    )


def measure_sheets() -> Finding:
    """Once: it takes minutes. Both are warm from what was measured before."""
    facts = [building(number) for number in range(1, SHEETS + 1)]
    orders = orders_of(lambda: [sweep_sheet(one, language=LANGUAGE).printed() for one in facts])

    def ours() -> None:
        for one in facts:
            sweep_sheet(one, language=LANGUAGE).printed()

    def bare() -> None:
        for order in orders:
            bare_print(order)

    return Finding(
        f"{SHEETS} sweep sheets, one after another, by the warm press",
        "bare WeasyPrint of the same HTML, already loaded",
        Spread([timed(ours)]),
        Spread([timed(bare)]),
        f"30 doors each; each in a child of its own. At most {peak_of_press(orders[0]):.0f} MiB.",
        elsewhere=True,
    )


def orders_of(print_it: Callable[[], object]) -> list[Order]:
    """What the press would be given."""
    orders: list[Order] = []

    def keep(html: str, css: list[str], assets: dict[str, press.Asset], _limits: press.Limits) -> bytes:
        orders.append((html, css, assets))
        return b""

    with patch.object(paper, "render", keep):
        print_it()
    return orders


def binder(sheets: Sequence[Sheet]) -> bytes:
    return bind(sheets, title="当日合订本", language=LANGUAGE, through="合订本")


def building(number: int) -> SweepSheetFacts:
    doors = tuple(
        SheetDoor(f"1-{floor}0{door}", "空置" if door == 3 else "", 3, door == 1, "1" if door == 2 else "")
        for floor in range(1, 11)
        for door in range(1, 4)
    )
    legend = (("1", "全部已检"), ("2", "有人未检"), ("3", "无人应答"), ("4", "拒绝开门"))
    return SweepSheetFacts(
        "八里岔社区",
        "扫楼登记表",
        f"明珠华府 {number}号楼",
        "第三次扫楼",
        "第1组、第2组",
        "截至20:00",
        doors,
        legend,
    )


def roster(number: int) -> RosterFacts:
    seat = RosterSeat("李文涛", "市委组织部", "138****1234")
    rows = tuple(
        RosterRow(f"第{n}卡口", "小区卡口", (RosterCell((seat, seat), 2),) * 2) for n in range(1, 15)
    )
    shifts = ("白班 08:00至20:00", "夜班 20:00至次日08:00")
    return RosterFacts(
        "八里岔社区", "值班表", f"4月{number}日", "截至20:00", shifts, ("周建明", "周建明"), rows
    )


def pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as book:
        return len(book.pages)


def told(pdf: bytes) -> str:
    return f"{pages(pdf)} pages, {len(pdf) / 1024:.0f} KiB"


def peak_of_press(order: Order) -> float:
    """MiB: of a press that prints this alone, everything loaded included."""
    html, css, assets = order
    told = {
        "html": html,
        "css": css,
        "assets": {name: asset.as_order() for name, asset in assets.items()},
        "variant": press.ARCHIVE,
        "identifier": "0" * 32,
        "limits": asdict(press.Limits(memory=8 * 1024**3, cpu_seconds=900, seconds=900.0)),
    }
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-I", press_worker.__file__]
        return peak(command, json.dumps(told).encode(), press_warm.environment(scratch), scratch)


def peak_of_rival(name: str, file: Path) -> float:
    return peak(
        [sys.executable, "-m", "benchmarks.rivals", name, str(file)], b"", dict(os.environ), str(ROOT)
    )


def peak(command: Sequence[str], told: bytes, environment: dict[str, str], place: str) -> float:
    """Most resident memory of a process of its own, in MiB: asked again and again while it runs, because what the system
    tells afterwards counts the process that started it, too. Linux only: 0 elsewhere. Raises CalledProcessError."""
    most = 0.0
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment, cwd=place
    ) as process:
        assert process.stdin
        process.stdin.write(told)
        process.stdin.close()
        while process.poll() is None:
            most = max(most, resident(process.pid))
            time.sleep(0.005)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most


def resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), default=0.0)
