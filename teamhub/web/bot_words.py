"""What a group chat is told: that there is something, when, and where to read it. No names, no wording of orders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import current_app, g
from flask_babel import force_locale, gettext, ngettext

from teamhub.web import formats


def of_notice(title: str, issuer: str, due: datetime | None, address: str) -> str:
    """A group is spoken to in the installation's language, whoever presses."""
    with _language():
        lines = [
            gettext("[%(community)s] New notice: %(title)s", community=_community(), title=title),
            gettext("From %(issuer)s", issuer=issuer),
        ]
        if due is not None:
            lines.append(gettext("Please confirm by %(time)s.", time=formats.moment(due)))
        return "\n".join([*lines, address])


def of_reminder(title: str, people: int, address: str) -> str:
    with _language():
        said = gettext("[%(community)s] Not confirmed yet: %(title)s", community=_community(), title=title)
        missing = ngettext("One person has not confirmed.", "%(num)s people have not confirmed.", people)
        return "\n".join([said, missing, address])


def of_muster(place: str, due: datetime, address: str) -> str:
    with _language():
        return "\n".join(
            [
                gettext(
                    "[%(community)s] Call-out: be there by %(time)s",
                    community=_community(),
                    time=formats.moment(due),
                ),
                place,
                gettext("Please answer on the phone:"),
                address,
            ]
        )


def of_test() -> str:
    with _language():
        return gettext("[%(community)s] This group receives the notices of TeamHub.", community=_community())


def _community() -> str:
    return str(g.community.title(current_app.config["TEAMHUB_LANGUAGE"]))


@contextmanager
def _language() -> Iterator[None]:
    with force_locale(current_app.config["TEAMHUB_LANGUAGE"]):
        yield
