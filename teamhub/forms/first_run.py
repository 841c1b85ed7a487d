"""The form of the very first page: leader, community, campaign."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, PasswordField, StringField
from wtforms.validators import Length, Optional

from teamhub.domain.vocabularies import BY_NAME
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import line, needed
from teamhub.web.errors import explain

explain(
    {
        "slug_malformed": lazy_gettext("Please use 2 to 40 small letters, digits and dashes."),
        "slug_reserved": lazy_gettext("This word is needed for something else. Please choose another."),
        "slug_taken": lazy_gettext("Another community has this address."),
        "zone_unknown": lazy_gettext("There is no such time zone. An example: Asia/Shanghai."),
        "campaign_ends_early": lazy_gettext("The end is before the start."),
        "campaign_code_taken": lazy_gettext("There is a campaign with this code already."),
        "not_empty": lazy_gettext("Somebody has set up this installation in the meantime. Please sign in."),
    }
)

PLACE_OF_FAULT = {
    "slug_malformed": "slug",
    "slug_reserved": "slug",
    "slug_taken": "slug",
    "zone_unknown": "zone",
    "login_malformed": "login",
    "login_taken": "login",
    "passphrase_short": "passphrase",
    "passphrase_long": "passphrase",
    "passphrase_simple": "passphrase",
    "secrets_differ": "again",
}


class FirstRunForm(FlaskForm):
    leader = line(lazy_gettext("Your name"), required=True)
    login = line(
        lazy_gettext("Phone number or sign-in name"),
        required=True,
        description=lazy_gettext("With this you sign in from now on."),
    )
    passphrase = PasswordField(
        lazy_gettext("Passphrase"),
        [needed(), Length(max=200)],
        description=lazy_gettext("At least 12 characters; four unrelated words are good."),
    )
    again = PasswordField(lazy_gettext("Passphrase once more"), [needed(), Length(max=200)])
    community = line(lazy_gettext("Name of the community"), required=True)
    community_en = line(lazy_gettext("English name"))
    slug = StringField(
        lazy_gettext("Word in the address"),
        [Optional(), Length(max=40)],
        description=lazy_gettext(
            "Small letters and digits, for example balicha. Made from the name when left empty."
        ),
    )
    subdistrict = line(lazy_gettext("Subdistrict"))
    zone = line(lazy_gettext("Time zone"), most=40, required=True)
    kind = SelectField(lazy_gettext("Kind of campaign"), [needed()])
    campaign = line(lazy_gettext("Name of the campaign"), required=True)
    starts_on = DateField(lazy_gettext("First day"), [needed()])

    def offer(self, language: str) -> FirstRunForm:
        kinds = BY_NAME["campaign_kind"].terms
        self.kind.choices = [(t.code, t.en if language == "en" else t.zh) for t in kinds]
        return self
