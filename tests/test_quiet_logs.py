"""The watch over every log of the suite (quiet_logs.py) sees what it is there for."""

from __future__ import annotations

import logging

import pytest

from tests.canaries import NAME


@pytest.mark.proves("T58")
@pytest.mark.parametrize("way", ["in the words", "as an argument", "beside them", "in an error"])
def test_a_name_and_a_number_in_a_log_are_found(leaked: list[str], way: str) -> None:
    log = logging.getLogger("teamhub.trial")
    number = "13900004567"
    match way:
        case "in the words":
            log.warning(f"called {number}")  # noqa: G004  # the fault that is looked for
        case "as an argument":
            log.warning("%s", NAME)
        case "beside them":
            log.warning("called", extra={"who": number})
        case _:
            try:
                raise ValueError(NAME)
            except ValueError:
                log.exception("failed")
    assert len(leaked) == 1
    assert number in leaked[0] or NAME in leaked[0]
    leaked.clear()


@pytest.mark.proves("T58")
def test_times_sums_and_identities_are_no_numbers_of_people(leaked: list[str]) -> None:
    logging.getLogger("teamhub.trial").warning("account=13 took=0.13900004567 key=%s", "a" * 64)
    assert leaked == []
