"""The server dies between a brief's number and its print. The brief is issued, once; its print is made up at the next
start from the frozen facts; the number is not given again."""

from __future__ import annotations

import hashlib
import http.client
from pathlib import Path
from urllib.parse import urlencode

import pytest

from teamhub import create_app
from teamhub.models.base import db
from tests.cast import build_cast
from tests.conftest import copy_instance
from tests.databases import looked_into
from tests.page_client import PageClient
from tests.trust.killed_server import ANSWERS_WITHIN, HEADERS, Phone, Server
from tests.trust.phones import OWN_SECRET


def leader_of(instance: Path) -> Phone:
    app = create_app(OWN_SECRET, instance_path=str(instance))
    with app.app_context():
        client = PageClient(app).sign_in(build_cast().account("leader"))
        csrf = client.csrf()
        cookie = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        db.session.remove()
        db.engine.dispose()
    return Phone(f"{app.config['SESSION_COOKIE_NAME']}={cookie.value}", csrf)


def issue(server: Server, leader: Phone, day: str) -> int:
    """The status; 0 where the server died instead of answering."""
    form = urlencode({"version": "0", "csrf_token": leader.csrf})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWERS_WITHIN)
    try:
        connection.request("POST", f"/linli/briefs/{day}/issue", form, {**HEADERS, "Cookie": leader.cookie})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def stored(instance: Path) -> tuple[list[int], list[tuple[int, str, bytes]]]:
    """Numbers given, and of each print its number, digest and bytes."""
    with looked_into(instance) as raw:
        numbers = [n for (n,) in raw.exec_driver_sql("SELECT number FROM daily_briefs ORDER BY number")]
        prints = [
            (number, digest, bytes(content))
            for number, digest, content in raw.exec_driver_sql(
                "SELECT b.number, d.sha256, d.content FROM stored_documents d JOIN daily_briefs b ON b.id = d.brief_id"
            )
        ]
    return numbers, prints


@pytest.mark.proves("T04")
@pytest.mark.parametrize("point", ["after_reserve", pytest.param("after_render", marks=pytest.mark.prove)])
def test_a_print_lost_with_the_process_is_made_up_and_its_number_is_not_given_again(
    migrated_instance: Path, tmp_path: Path, point: str
) -> None:
    instance = copy_instance(migrated_instance, tmp_path / point)
    leader = leader_of(instance)
    dying = Server(instance, module="tests.trust.faulty_server", more={"TEAMHUB_FAIL_AT": point})
    dying.start()
    assert issue(dying, leader, "2022-04-04") == 0
    assert dying.process is not None
    assert dying.process.wait(30) == -9
    assert stored(instance) == ([1], [])  # the fault is real: issued, and nothing to hand out

    healed = Server(instance)
    healed.start()
    try:
        numbers, prints = stored(instance)  # before anybody asked for it
        assert (numbers, [number for number, _, _ in prints]) == ([1], [1])
        assert issue(healed, leader, "2022-04-05") == 303
        assert issue(healed, leader, "2022-04-04") == 422
    finally:
        healed.stop()
    numbers, prints = stored(instance)
    assert numbers == [1, 2]
    assert sorted(number for number, _, _ in prints) == [1, 2]
    assert all(hashlib.sha256(content).hexdigest() == digest for _, digest, content in prints)
