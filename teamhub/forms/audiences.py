"""Choosing an audience: all deployed people, everybody, or ticked organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext, ngettext
from wtforms.widgets import CheckboxInput, ListWidget

from teamhub.forms.choosing import RadioField, SelectMultipleField
from teamhub.forms.duty import OnceForm
from teamhub.queries import audiences
from teamhub.queries.audiences import Reachable
from teamhub.queries.bots import BotRow


class Ticks(SelectMultipleField):
    """Several choices as a list of boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AudienceForm(OnceForm):
    who = RadioField(
        lazy_gettext("Whom"),
        default=audiences.DEPLOYED,
    )
    organizations = Ticks(lazy_gettext("Organisations"), coerce=int, validate_choice=False)
    bots = Ticks(
        lazy_gettext("Also into these group chats"),
        coerce=int,
        validate_choice=False,
        description=lazy_gettext("Title, time and a link, nothing else: names do not belong there."),
    )

    def offer_bots(self, bots: Sequence[BotRow], *, tick: bool) -> None:
        """`tick`: all of them, on a fresh page."""
        self.bots.choices = [(bot.id, bot.name) for bot in bots]
        if tick:
            self.bots.data = [bot.id for bot in bots]

    def offer(self, reach: Reachable) -> Reachable:
        """Says how many people each choice reaches."""

        def counted(words: Any, people: int) -> str:
            return f"{words} · " + ngettext("one person", "%(num)s people", people)

        self.who.choices = [
            (
                audiences.DEPLOYED,
                counted(lazy_gettext("All deployed cadres"), len(reach.chosen(audiences.DEPLOYED))),
            ),
            (audiences.EVERYBODY, counted(lazy_gettext("Everybody"), len(reach.chosen(audiences.EVERYBODY)))),
            (audiences.ORGANIZATIONS, lazy_gettext("Some organisations")),
        ]
        self.organizations.choices = [(o.id, counted(o.name, o.people)) for o in reach.organizations]
        return reach
