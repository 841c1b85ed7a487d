"""TEAMHUB_HOSTS: the names that the server answers to."""

from __future__ import annotations

from pathlib import Path

import pytest

from teamhub import create_app
from tests.conftest import CHEAP, copy_instance


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        ("", "anything.example", 200),
        ("teamhub.example.org, 127.0.0.1", "teamhub.example.org", 200),
        ("teamhub.example.org, 127.0.0.1", "127.0.0.1:8000", 200),
        ("teamhub.example.org, 127.0.0.1", "evil.example", 400),
    ],
)
@pytest.mark.proves("T66")
def test_only_the_named_hosts_are_answered(
    migrated_instance: Path, tmp_path: Path, hosts: str, host: str, status: int
) -> None:
    app = create_app(
        {**CHEAP, "HOSTS": hosts}, instance_path=str(copy_instance(migrated_instance, tmp_path / "i"))
    )

    assert app.test_client().get("/healthz", headers={"Host": host}).status_code == status
