"""Who comes and what they do, for locust: members, sweepers, leaders and readers of the example, in the proportions and
with the pauses of a day of duty. `benchmarks/load.py` starts it and says who they are (TEAMHUB_VISITORS)."""

from __future__ import annotations

import itertools
import json
import os
import re
from pathlib import Path

from locust import HttpUser, between, task

WHO: dict[str, list[dict[str, str]]] = json.loads(Path(os.environ["TEAMHUB_VISITORS"]).read_text("utf-8"))
TURNS = {role: itertools.cycle(known) for role, known in WHO.items()}
COUNTER = itertools.count()
HOME = "/balicha"


class Visitor(HttpUser):
    """Somebody who is signed in. `role`: in the file of visitors."""

    abstract = True
    role = ""
    csrf = ""

    def on_start(self) -> None:
        known = next(TURNS[self.role])
        self.client.headers["Cookie"] = known["cookie"]
        self.csrf = known["csrf"]

    def look(self, path: str) -> None:
        self.client.get(f"{HOME}{path}", name=path)

    def note_a_deed(self) -> None:
        form = {
            "category": "printing",
            "summary": "打印试卷",
            "once": f"load-{os.getpid()}-{next(COUNTER)}",
            "csrf_token": self.csrf,
        }
        with self.client.post(
            f"{HOME}/deeds/new", form, name="/deeds/new (sent)", allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code == 303:
                answer.success()
            else:
                answer.failure(f"answered {answer.status_code}")


class Member(Visitor):
    role, weight = "member", 10
    wait_time = between(2, 8)

    @task(6)
    def my_day(self) -> None:
        self.look("/me")

    @task(2)
    def notices(self) -> None:
        self.look("/notices")

    @task(2)
    def deed(self) -> None:
        self.note_a_deed()


class Sweeper(Visitor):
    role, weight = "sweeper", 6
    wait_time = between(2, 6)
    buildings: tuple[str, ...] = ()

    def on_start(self) -> None:
        super().on_start()
        page = self.client.get(f"{HOME}/doors", name="/doors").text
        self.buildings = tuple(re.findall(rf'href="{HOME}(/doors/\d+/\d+)"', page))

    @task(4)
    def building(self) -> None:
        if self.buildings:
            path = self.buildings[next(COUNTER) % len(self.buildings)]
            self.client.get(f"{HOME}{path}", name="/doors/<building>")

    @task(1)
    def doors(self) -> None:
        self.look("/doors")


class Leader(Visitor):
    role, weight = "leader", 2
    wait_time = between(3, 10)

    @task(5)
    def board(self) -> None:
        self.look("/duty")

    @task(2)
    def sweeps(self) -> None:
        self.look("/sweeps")

    @task(1)
    def roster(self) -> None:
        self.look("/duty/roster")

    @task(1)
    def requests(self) -> None:
        self.look("/requests")


class Reader(Visitor):
    role, weight = "reader", 1
    wait_time = between(5, 15)

    @task
    def tally(self) -> None:
        self.look("/tally")
