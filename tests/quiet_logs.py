"""Over the whole suite: no line of any log holds somebody's number or name. The test in which one appears fails."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator

import pytest

from tests.canaries import NAME
from tests.cast import PEOPLE

NUMBER = re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)")
"""A mobile number, alone."""
NAMES = (NAME, *(display for _, display, _, _ in PEOPLE))
OF_THE_LINE_ITSELF = frozenset(
    {"pathname", "filename", "module", "funcName", "threadName", "processName", "taskName", "msg", "args"}
)


def told(record: logging.LogRecord) -> str:
    """All that a handler could write of a record: its words, what was given beside them, the error with its cause."""
    more = [str(v) for k, v in record.__dict__.items() if k not in OF_THE_LINE_ITSELF and isinstance(v, str)]
    if record.exc_info and record.exc_info[1] is not None:
        more += traceback.format_exception_only(record.exc_info[1])
    return "\n".join([record.getMessage(), *more])


def people_in(words: str) -> list[str]:
    return [*NUMBER.findall(words), *(name for name in NAMES if name in words)]


@pytest.fixture(scope="session")
def leaked() -> Iterator[list[str]]:
    """Fills with what loggers are given, whether or not somebody listens to them."""
    found: list[str] = []
    handle = logging.Logger.handle

    def look(logger: logging.Logger, record: logging.LogRecord) -> None:
        people = people_in(told(record))
        if people:
            found.append(f"{record.name} {record.levelname}: {people}")
        handle(logger, record)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.Logger, "handle", look)
        yield found


@pytest.fixture(autouse=True)
def nobody_in_the_logs(leaked: list[str]) -> Iterator[None]:
    leaked.clear()
    yield
    assert leaked == []
