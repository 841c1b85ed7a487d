"""Which language a page speaks: the account's, else the browser session's choice, else the installation's."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, g, session
from flask_babel import Babel
from flask_login import current_user

LANGUAGES = ("zh_Hans_CN", "en")
SUBJECTS_FOLDER = "translations"

babel = Babel()


def language() -> str:
    """zh_Hans_CN or en."""
    chosen = (getattr(current_user, "language", "") if current_user else "") or session.get("language", "")
    return chosen if chosen in LANGUAGES else str(current_app.config["TEAMHUB_LANGUAGE"])


def zone() -> str:
    """The community's time zone, where the address names one."""
    community = g.get("community")
    return community.zone if community else "Asia/Shanghai"


def init_app(app: Flask) -> None:
    folder = f"{app.root_path}/{SUBJECTS_FOLDER}"
    domains = sorted({p.stem for p in Path(folder).glob("*/LC_MESSAGES/*.po")})
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([folder] * max(1, len(domains)))
    app.config["BABEL_DOMAIN"] = ";".join(domains) or "messages"
    babel.init_app(app, locale_selector=language, timezone_selector=zone)
