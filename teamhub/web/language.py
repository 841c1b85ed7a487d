"""Which language a page speaks: the account's, else the browser session's choice, else the installation's."""

from __future__ import annotations

from flask import Flask, current_app, g, session
from flask_babel import Babel
from flask_login import current_user

LANGUAGES = ("zh_Hans_CN", "en")

babel = Babel()


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
    babel.init_app(app, locale_selector=language, timezone_selector=zone)
