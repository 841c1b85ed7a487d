"""python -m benchmarks [--write] [NAME ...]: measure all, or some of check_in, pages, brief, workbook, communities; or,
named alone, load: many visitors at once; printing: the press beside other typesetters; queues or advice: the back-tests
of the queue forecast and of its advice; lists: every list page among a thousand communities, on both databases; large: every list
page of a community four times the example; shards: the largest table in partitions."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    advice,
    brief,
    check_in,
    communities,
    large,
    lists,
    pages,
    prints,
    queues,
    report,
    shards,
    workbook,
)
from benchmarks.measuring import Finding

BENCHES: dict[str, Callable[[Path], Iterator[Finding]]] = {
    "check_in": check_in.measure,
    "pages": pages.measure,
    "brief": brief.measure,
    "prints": prints.measure,
    "workbook": workbook.measure,
    "communities": communities.measure,
}


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["lists"]:
        return lists.main(arguments[1:])
    if arguments[:1] == ["large"]:
        return large.main(arguments[1:])
    if arguments[:1] == ["shards"]:
        return shards.main(arguments[1:])
    parser = argparse.ArgumentParser(prog="./run bench", description="Measure each thing beside its floor.")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"one of {', '.join(BENCHES)}, or load, printing, queues, advice, lists, large, shards, alone; none: all but these",
    )
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    asked = parser.parse_args(arguments)
    if asked.names == ["load"]:
        from benchmarks import load  # locust is installed by ./run bench only

        return load.main()
    if asked.names == ["printing"]:
        from benchmarks import printing  # Typst and ReportLab are installed by ./run bench only

        return printing.main(write=asked.write)
    if asked.names == ["queues"]:
        return queues.main(write=asked.write)
    if asked.names == ["advice"]:
        return advice.main(write=asked.write)
    unknown = set(asked.names) - set(BENCHES)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    if asked.write and asked.names:
        parser.error("--write takes all benchmarks of one run, not some")
    began, findings = time.monotonic(), list(run(asked.names or list(BENCHES)))
    took = time.monotonic() - began
    print(f"{report.machine()}\n\n{report.table(findings)}\n\n{report.notes(findings)}\n\n{took:.0f} s")
    if asked.write:
        report.write(findings, took)
    return 0


def run(names: list[str]) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory(prefix="teamhub-bench-") as folder:
        for name in names:
            home = Path(folder) / name
            home.mkdir()
            for finding in BENCHES[name](home):
                print(f"{finding.task}: {finding.ratio:.1f} x floor", file=sys.stderr, flush=True)
                yield finding


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
