"""The largest table of many communities whole and in partitions by community: what PostgreSQL does with either, as far as one
server can show it.

./run bench shards                       200 communities of 2,219 households
./run bench shards --communities 10      to try it"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks import copies, report
from benchmarks.lists import on_postgres
from benchmarks.stage import dispose, example_instance

PARTITIONS = 32
COLUMNS = "id, community_id, sweep_id, unit_id, attempt, outcome, visited_at, recorded_at, voided_at"
KEY = "(community_id, visited_at)"
QUESTIONS = {
    "a day of one community": (
        "SELECT outcome, count(*) FROM {table} WHERE community_id = {one} AND visited_at >= "
        "(SELECT max(visited_at) - interval '1 day' FROM {table} WHERE community_id = {one}) GROUP BY outcome"
    ),
    "all visits of one community": "SELECT count(*) FROM {table} WHERE community_id = {one} AND voided_at IS NULL",
    "a count over all communities": "SELECT count(*) FROM {table}",
}


def split(database: psycopg.Connection) -> None:
    """The same rows three times: whole, spread over partitions by hash, and one community apart in a list."""
    for table in ("visits_whole", "visits_spread"):
        how = " PARTITION BY HASH (community_id)" if table == "visits_spread" else ""
        database.execute(f"CREATE TABLE {table} (LIKE door_visits){how}")
        if how:
            for number in range(PARTITIONS):
                database.execute(
                    f"CREATE TABLE {table}_{number} PARTITION OF {table} "
                    f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
                )
        database.execute(f"INSERT INTO {table} SELECT * FROM door_visits")
        # The key begins with the community: a partitioned table allows no other.
        database.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (community_id, id)")
        database.execute(f"CREATE INDEX ON {table} {KEY}")
    database.execute("VACUUM ANALYZE")


def asked(database: psycopg.Connection, query: str, times: int) -> float:
    """The median, in seconds."""
    took = []
    for _ in range(times + 1):
        began = time.perf_counter()
        database.execute(query).fetchall()
        took.append(time.perf_counter() - began)
    return statistics.median(took[1:])


def moved_away(database: psycopg.Connection, one: int) -> tuple[float, float]:
    """Seconds to take one community's visits out of the whole table row by row, and to detach a partition with as many
    communities as it happens to hold."""
    began = time.perf_counter()
    database.execute(f"DELETE FROM visits_whole WHERE community_id = {one}")
    deleted = time.perf_counter() - began
    began = time.perf_counter()
    database.execute("ALTER TABLE visits_spread DETACH PARTITION visits_spread_0")
    return deleted, time.perf_counter() - began


def looked_at(database: psycopg.Connection, query: str) -> int:
    """How many partitions the plan reads."""
    plan = database.execute(f"EXPLAIN (FORMAT TEXT) {query}").fetchall()
    return len({number for (line,) in plan for number in re.findall(r" on visits_spread_(\d+)", line)})


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run bench shards", description=__doc__)
    parser.add_argument("--communities", type=int, default=200)
    parser.add_argument("--times", type=int, default=20)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="teamhub-shards-") as folder:
        home = Path(folder) / "instance"
        dispose(example_instance(home))
        with on_postgres(home, home) as (app, url):
            dispose(app)
            copies.copy_community_in_postgres(url, wanted.communities - 1)
            with psycopg.connect(url, autocommit=True) as database:
                split(database)
                show(database, wanted.communities, wanted.times)
    return 0


def show(database: psycopg.Connection, communities: int, times: int) -> None:
    rows = database.execute("SELECT count(*), max(community_id) FROM visits_whole").fetchone()
    assert rows is not None
    one = int(rows[1])
    print(f"{report.machine()}\n\n{communities} communities, {rows[0]} visits, {PARTITIONS} partitions\n")
    print("| Question | whole | in partitions | partitions read |\n| --- | --- | --- | --- |")
    for name, template in QUESTIONS.items():
        whole, spread = (template.format(table=table, one=one) for table in ("visits_whole", "visits_spread"))
        cells = [
            name,
            report.duration(asked(database, whole, times)),
            report.duration(asked(database, spread, times)),
        ]
        print("| " + " | ".join([*cells, str(looked_at(database, spread))]) + " |")
    deleted, detached = moved_away(database, one)
    print(
        f"\nOne community deleted row by row: {report.duration(deleted)}; a partition detached: {report.duration(detached)}"
    )
