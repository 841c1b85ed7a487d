"""What `_` says in templates is what Flask-Babel says, in the language that is spoken at that moment."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale, gettext
from markupsafe import Markup

from teamhub.web.language import spoken

CATALOGUES = Path(__file__).resolve().parents[2] / "teamhub/translations"


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_every_message_without_gaps_is_said_as_flask_babel_says_it(gallery_app: Flask, locale: str) -> None:
    assert gallery_app.jinja_env.globals["_"] is spoken
    told = 0
    with gallery_app.test_request_context("/"), force_locale(locale):
        for path in sorted((CATALOGUES / locale).rglob("*.po")):
            for message in read_po(path.open("rb")):
                if message.id and isinstance(message.id, str) and "%" not in message.id:
                    assert spoken(message.id) == gettext(message.id)
                    told += 1
    assert told > 1000


def test_what_is_filled_in_is_escaped_and_the_language_may_change_within_a_page(gallery_app: Flask) -> None:
    page = gallery_app.jinja_env.from_string("{{ _('Building %(name)s', name=name) }} {{ _('Compound') }}")
    with gallery_app.test_request_context("/"):
        with force_locale("zh_Hans_CN"):
            chinese = page.render(name="<b>")
        with force_locale("en"):
            english = page.render(name=Markup("<b>"))
        with force_locale("zh_Hans_CN"):
            again = page.render(name="<b>")
    assert english == "Building <b> Compound"
    assert chinese == again == "&lt;b&gt;栋 小区"
