"""The form of a sending organisation."""

from __future__ import annotations

from flask_babel import lazy_gettext, lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import BooleanField

from teamhub.forms.fields import line


class OrganizationForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    name_en = line(lazy_gettext("English name"))
    sends_cadres = BooleanField(lazy_gettext("Sends deployed cadres"))
