"""/settings: everything that can be edited, in groups."""

from __future__ import annotations

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.blueprints.settings.root import blueprint
from teamhub.domain.access import Permission
from teamhub.web.access import access, viewer
from teamhub.web.page import page
from teamhub.web.privacy import remind

Entry = tuple[str, str, str]
"""Words, what it is about, address."""


@blueprint.get("/")
@access(Permission.SETTINGS_VIEW)
def index() -> ResponseReturnValue:
    remind(viewer())
    return page("settings/index.html", groups=_groups())


def _groups() -> list[tuple[str, list[Entry]]]:
    """Groups with the pages that this viewer may open and that this installation has."""
    wanted: list[tuple[str, list[tuple[str, str, str, Permission]]]] = [
        (
            gettext("People and access"),
            [
                (
                    "people.index",
                    gettext("People"),
                    gettext("Who belongs to the team"),
                    Permission.PEOPLE_VIEW,
                ),
                (
                    "people.organizations",
                    gettext("Organisations"),
                    gettext("Who sends them"),
                    Permission.PEOPLE_VIEW,
                ),
                (
                    "accounts.index",
                    gettext("Accounts"),
                    gettext("Who signs in, with which role"),
                    Permission.ACCOUNTS_MANAGE,
                ),
            ],
        ),
        (
            gettext("Places"),
            [
                (
                    "places.index",
                    gettext("Compounds and doors"),
                    gettext("Compounds, their other names, buildings, flats and shops"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "places.posts",
                    gettext("Posts and gates"),
                    gettext("Where people stand; which gates are open, and when"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "places.sites",
                    gettext("Sampling sites"),
                    gettext("Where people are tested, and who comes there"),
                    Permission.SETTINGS_VIEW,
                ),
            ],
        ),
        (
            gettext("Plans"),
            [
                (
                    "settings.patterns",
                    gettext("Shift patterns"),
                    gettext("How a day is split into shifts"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "settings.templates",
                    gettext("Staffing templates"),
                    gettext("Who staffs a site, for example 1+2+4"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "settings.rule_sets",
                    gettext("Rules of timed cases"),
                    gettext("Days at home, tests, intervals"),
                    Permission.SETTINGS_VIEW,
                ),
            ],
        ),
        (
            gettext("Words and numbers"),
            [
                (
                    "settings.thresholds",
                    gettext("Thresholds"),
                    gettext("Grace, queue target, rest, due times"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "settings.vocabularies",
                    gettext("Lists"),
                    gettext("Reasons, outcomes, categories, kinds"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "settings.texts",
                    gettext("Texts"),
                    gettext("Announcement, letter, poster, head and foot of the brief"),
                    Permission.SETTINGS_VIEW,
                ),
            ],
        ),
        (
            gettext("This community"),
            [
                (
                    "settings.campaigns",
                    gettext("Campaigns"),
                    gettext("What is going on, since when"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "settings.community",
                    gettext("Name and time zone"),
                    gettext("As it stands on pages and paper"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "settings.bots",
                    gettext("Group chats"),
                    gettext("Robots of WeCom, DingTalk and Feishu that notices also go to"),
                    Permission.SETTINGS_VIEW,
                ),
                (
                    "workbook.index",
                    gettext("Workbook"),
                    gettext("Bring everything in, take everything out"),
                    Permission.WORKBOOK_IMPORT,
                ),
                (
                    "health.show",
                    gettext("Health of the installation"),
                    gettext("Disk, database, backups, certificate"),
                    Permission.ACCOUNTS_MANAGE,
                ),
                (
                    "privacy.index",
                    gettext("Personal data"),
                    gettext("Legal basis, consent, erasing, who opened what"),
                    Permission.PRIVACY_MANAGE,
                ),
                (
                    "journal.index",
                    gettext("Journal"),
                    gettext("Who changed what, when"),
                    Permission.JOURNAL_VIEW,
                ),
            ],
        ),
    ]
    shown = [
        (
            heading,
            [
                (words, about, url_for(endpoint))
                for endpoint, words, about, permission in entries
                if endpoint in current_app.view_functions and viewer().may(permission)
            ],
        )
        for heading, entries in wanted
    ]
    return [(heading, entries) for heading, entries in shown if entries]
