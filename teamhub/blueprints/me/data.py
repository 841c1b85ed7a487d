"""/<community>/me/data: what is held about me, to be read or taken along."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from teamhub.actions.own_data import note_taken
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.me.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.queries import own_data
from teamhub.web import held_words
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page


@blueprint.get("/data")
@access(Permission.MY_DAY)
def data() -> ResponseReturnValue:
    return page("me/data.html", held=held_words.in_words(own_data.held_about_me(viewer())))


@blueprint.post("/data/<form>")
@access(Permission.MY_DAY)
def take_data(form: str) -> ResponseReturnValue:
    """A file to take along; that it was taken is recorded, so that a stolen phone shows."""
    if form not in ("json", "xlsx"):
        raise NotFound
    with unit_of_work():
        note_taken(form, by=viewer(), at=now())
    held = own_data.held_about_me(viewer())
    if form == "xlsx":
        return held_words.as_xlsx(held, "my-data")
    return held_words.as_json(held, "my-data")
