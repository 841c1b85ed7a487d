"""Robots of group chats."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import Length, Optional

from teamhub.domain.bots import BotKind
from teamhub.forms.choosing import RadioField
from teamhub.forms.fields import line, needed, trimmed
from teamhub.web.errors import explain

explain(
    {
        "bot_address_malformed": lazy_gettext(
            "This is no address of a robot. Copy it whole from the group's settings."
        ),
        "bot_host_unknown": lazy_gettext("Addresses of this kind of robot begin with https://%(hosts)s/."),
        "bot_name_taken": lazy_gettext("There is a group of this name already."),
        "bot_message_settled": lazy_gettext("This message was delivered, or is still on its way."),
    }
)

KINDS = {
    BotKind.WECOM: lazy_gettext("WeCom"),
    BotKind.DINGTALK: lazy_gettext("DingTalk"),
    BotKind.FEISHU: lazy_gettext("Feishu"),
}


class BotForm(FlaskForm):
    """The address and the secret are keys: they are typed once and never shown again."""

    name = line(lazy_gettext("Name of the group"), required=True)
    kind = RadioField(
        lazy_gettext("Kind"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        default=BotKind.WECOM.value,
    )
    address = PasswordField(
        lazy_gettext("Address of the robot (webhook)"),
        [needed(), Length(max=500)],
        filters=[trimmed],
        description=lazy_gettext("From the group's settings. It is not shown again here."),
    )
    secret = PasswordField(
        lazy_gettext("Signing secret"),
        [Optional(), Length(max=200)],
        filters=[trimmed],
        description=lazy_gettext("Only where the robot was set to signed messages (DingTalk, Feishu)."),
    )
