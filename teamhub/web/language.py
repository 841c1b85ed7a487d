"""Which language a page speaks: the account's, else the browser session's choice, else the installation's."""

from __future__ import annotations

from functools import cache, cached_property

import flask
from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, session
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user
from markupsafe import Markup
from wtforms.i18n import messages_path

LANGUAGES = ("zh_Hans_CN", "en")


class Request(flask.Request):
    """Flask-WTF reads its own messages from their file with every form; it looks here first."""

    @property
    def wtforms_translations(self) -> NullTranslations:
        return form_messages(str(get_locale()))


@cache
def form_messages(locale: str) -> NullTranslations:
    """What WTForms says of fields, read once a language."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class Words(Domain):
    """Flask-Babel spells out the name of the language for each word in order to find its catalogue: a fourth of the time
    that a page of figures took. Here the language itself is the key."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._read: dict[Locale, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        found = self._read.get(locale)
        if found is None:
            found = self._read[locale] = super().get_translations()
        return found


class Languages(Babel):
    @cached_property
    def domain_instance(self) -> Words:
        return Words(self.domain)


babel = Languages()


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
    app.jinja_env.globals["_"] = spoken


def spoken(text: str, /, **filled: object) -> Markup:
    """What `_` is in templates: as Jinja's own, without the three calls that it passes through. A page of figures has two
    thousand words. All templates are HTML, so what is filled in is escaped."""
    said = Markup(babel.domain_instance.get_translations().ugettext(text))  # noqa: S704  # a message of the catalogue
    return said % filled if "%" in said else said
