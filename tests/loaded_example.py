"""Loading the example in a test, as the command does."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import current_app

from teamhub.actions import example
from teamhub.actions.example import WayIn
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.forms.workbook.example import read_example

PASSPHRASE = "sample-passphrase-of-tests"


def load_example(start: date | None, at: datetime | None = None) -> list[WayIn]:
    """`at`: the moment at which it is loaded; None: now."""
    at = at or datetime.now(UTC)
    hashed = SecretHasher.from_config(current_app.config).hash(PASSPHRASE)
    book, faults = read_example(start, at)
    with unit_of_work():
        return example.load(book, faults, passphrase=PASSPHRASE, passphrase_hash=hashed, at=at)
