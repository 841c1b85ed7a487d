"""/settings/groups: robots of group chats that notices are also sent to, and what was sent."""

from __future__ import annotations

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import bots as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.settings.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.bots import BotKind
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.settings.bots import KINDS, BotForm
from teamhub.queries import bots as asked
from teamhub.web import bot_words
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import answer, sentence
from teamhub.web.page import page, see_other

AT_FIELD = {"bot_name_taken": "name", "bot_address_malformed": "address", "bot_host_unknown": "address"}


@blueprint.get("/groups")
@access(Permission.SETTINGS_VIEW)
def bots() -> ResponseReturnValue:
    return page(
        "settings/bots.html",
        {"bot-messages": "settings/_bot_messages.html"},
        rows=asked.bots(viewer()),
        messages=asked.messages(viewer()),
        kinds={kind.value: words for kind, words in KINDS.items()},
    )


@blueprint.get("/groups/new")
@access(Permission.SETTINGS_MANAGE)
def new_bot() -> ResponseReturnValue:
    return page("settings/bot.html", form=BotForm(formdata=None))


@blueprint.post("/groups/new")
@access(Permission.SETTINGS_MANAGE)
def add_bot() -> ResponseReturnValue:
    form = BotForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                bot = verbs.add(
                    BotKind(form.kind.data),
                    name=form.name.data or "",
                    address=form.address.data or "",
                    secret=form.secret.data or "",
                    own_hosts=_own_hosts(),
                    by=viewer(),
                    at=now(),
                )
                verbs.tell([bot.id], bot_words.of_test(), by=viewer(), at=now())
            return see_other(url_for("settings.bots"))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    return page("settings/bot.html", form=form, status=422)


@blueprint.post("/groups/<int:bot_id>/test")
@access(Permission.SETTINGS_MANAGE)
def test_bot(bot_id: int) -> ResponseReturnValue:
    with unit_of_work():
        if not verbs.tell([bot_id], bot_words.of_test(), by=viewer(), at=now()):
            raise NotFound
    return see_other(url_for("settings.bots"))


@blueprint.post("/groups/<int:bot_id>/remove")
@access(Permission.SETTINGS_MANAGE)
def remove_bot(bot_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.remove(bot_id, by=viewer(), at=now())
    return see_other(url_for("settings.bots"))


@blueprint.post("/groups/messages/<int:message_id>/again")
@access(Permission.SETTINGS_MANAGE)
def tell_again(message_id: int) -> ResponseReturnValue:
    try:
        with unit_of_work():
            verbs.tell_again(message_id, by=viewer(), at=now())
    except NotFound:
        raise
    except RuleBroken as error:
        return answer(422, sentence(error))
    return see_other(url_for("settings.bots"))


def _own_hosts() -> frozenset[str]:
    named = current_app.config["TEAMHUB_BOT_HOSTS"].split(",")
    return frozenset(host.strip() for host in named if host.strip())
