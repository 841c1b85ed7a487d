"""When the administrator should look, and when act."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from teamhub.domain.installation import (
    GIB,
    Standing,
    judge_backup,
    judge_certificate,
    judge_database,
    judge_disk,
    judge_drill,
    judge_example,
    judge_prints,
    judge_queue,
    judge_retention,
    worst,
)

NOW = datetime(2026, 4, 4, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("free", "standing"), [(50 * GIB, Standing.GOOD), (5 * GIB - 1, Standing.SOON), (GIB - 1, Standing.BAD)]
)
def test_a_disk_is_judged_by_what_is_free(free: int, standing: Standing) -> None:
    assert judge_disk(free, 100 * GIB).standing is standing


@pytest.mark.parametrize(
    ("age", "standing"),
    [
        (timedelta(minutes=20), Standing.GOOD),
        (timedelta(hours=3), Standing.SOON),
        (timedelta(days=2), Standing.BAD),
    ],
)
def test_a_backup_is_judged_by_its_age(age: timedelta, standing: Standing) -> None:
    assert judge_backup(NOW - age, "", NOW).standing is standing
    assert judge_backup(None, "", NOW).standing is Standing.BAD
    assert judge_backup(NOW - age, "no space", NOW).standing >= Standing.SOON


def test_a_restore_is_practised_every_week_and_succeeds() -> None:
    assert judge_drill(None, "", NOW).standing is Standing.SOON
    assert judge_drill(NOW - timedelta(days=3), "", NOW).standing is Standing.GOOD
    assert judge_drill(NOW - timedelta(days=10), "", NOW).standing is Standing.SOON
    assert judge_drill(NOW - timedelta(days=3), "backup_damaged", NOW).standing is Standing.BAD


def test_what_is_past_its_time_is_erased_every_day() -> None:
    assert judge_retention(None, NOW).standing is Standing.UNKNOWN
    assert judge_retention(NOW - timedelta(hours=20), NOW).standing is Standing.GOOD
    assert judge_retention(NOW - timedelta(days=3), NOW).standing is Standing.SOON


def test_a_database_is_sound_when_it_answers_with_the_schema_of_the_program() -> None:
    assert judge_database("0002", "0002", 10, 0).standing is Standing.GOOD
    assert judge_database(None, "0002", None, None).code == "database_silent"
    assert judge_database("0001", "0002", 10, 0).code == "database_version"
    assert judge_database("0002", "0002", 10, 65 * 1024 * 1024).standing is Standing.SOON


def test_messages_that_wait_long_or_were_given_up_are_told() -> None:
    assert judge_queue(2, NOW - timedelta(minutes=1), 0, NOW).standing is Standing.GOOD
    assert judge_queue(0, None, 0, NOW).standing is Standing.GOOD
    assert judge_queue(2, NOW - timedelta(minutes=11), 0, NOW).standing is Standing.SOON
    assert judge_queue(0, None, 1, NOW).standing is Standing.SOON
    assert judge_queue(2, NOW - timedelta(hours=2), 0, NOW).standing is Standing.BAD


@pytest.mark.parametrize(
    ("left", "standing"),
    [
        (timedelta(days=60), Standing.GOOD),
        (timedelta(days=20), Standing.SOON),
        (timedelta(days=4), Standing.BAD),
        (-timedelta(days=1), Standing.BAD),
    ],
)
def test_a_certificate_is_judged_by_what_is_left_of_it(left: timedelta, standing: Standing) -> None:
    assert judge_certificate(True, NOW + left, NOW).standing is standing
    assert judge_certificate(True, None, NOW).standing is Standing.UNKNOWN
    assert judge_certificate(False, None, NOW).standing is Standing.SOON


def test_the_example_is_shown_on_demonstrations_only() -> None:
    assert judge_example(True, False) is None
    assert judge_example(False, True) is None
    found = judge_example(True, True)
    assert found is not None
    assert found.standing is Standing.BAD


def test_the_worst_finding_stands_for_all() -> None:
    assert worst((judge_prints(0), judge_prints(1))) is Standing.SOON
    assert worst(()) is Standing.UNKNOWN
