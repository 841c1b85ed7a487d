"""Which language a page speaks: the account's, else the browser session's choice, else the installation's."""

from __future__ import annotations

from functools import cache

import flask
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, session
from flask_babel import Babel, get_locale
from flask_login import current_user
from wtforms.i18n import messages_path

LANGUAGES = ("zh_Hans_CN", "en")

babel = Babel()


class Request(flask.Request):
    """Flask-WTF reads its own messages from their file with every form; it looks here first."""

    @property
    def wtforms_translations(self) -> NullTranslations:
        return form_messages(str(get_locale()))


@cache
def form_messages(locale: str) -> NullTranslations:
    """What WTForms says of fields, read once a language."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


def language() -> str:
    """zh_Hans_CN or en."""
    if "language" in g:  # work in the background speaks as the one who asked for it
        return str(g.language)
    chosen = (getattr(current_user, "language", "") if current_user else "") or session.get("language", "")
    return chosen if chosen in LANGUAGES else str(current_app.config["TEAMHUB_LANGUAGE"])


def zone() -> str:
    """The community's time zone, where the address names one."""
    community = g.get("community")
    return community.zone if community else "Asia/Shanghai"


def init_app(app: Flask) -> None:
    # tools/messages.py folds the white space of {% trans %} blocks in the same way, and compiles every
    # subject's .po file into one messages.mo: Flask-Babel's own defaults find it.
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.request_class = Request
    babel.init_app(app, locale_selector=language, timezone_selector=zone)
