"""The tally for readers without an account: links that leaders make and withdraw, and what such a link opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import tally_links as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.tally.root import (
    SourceUrl,
    asked_moment,
    blueprint,
    figures_of,
    screen_answer,
    version,
)
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.tally import LinkForm
from teamhub.models.briefs import TallyLink
from teamhub.queries import tally_links
from teamhub.web import errors, qr, toasts
from teamhub.web.access import access, public, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import conditional, page, see_other


@dataclass(frozen=True)
class ShownLink:
    """`qr`: the address as an SVG picture in a data: address."""

    id: int
    label: str
    address: str
    qr: str
    expires_at: datetime


@blueprint.get("/<community>/tally/links")
@access(Permission.BRIEF_ISSUE)
def links() -> Response:
    return _links_page(LinkForm(formdata=None))


def _links_page(form: LinkForm, status: int = 200) -> Response:
    shown = []
    for row in tally_links.standing(viewer(), now()):
        address = url_for("tally.shared", community=g.community.slug, token=row.token, _external=True)
        picture = qr.picture(address)
        shown.append(ShownLink(row.id, row.label, address, picture, row.expires_at))
    return page("tally/links.html", form=form, links=shown, status=status)


@blueprint.post("/<community>/tally/links")
@access(Permission.BRIEF_ISSUE)
def make_link() -> ResponseReturnValue:
    form = LinkForm()
    if not form.validate():
        return _links_page(form, 422)
    try:
        with unit_of_work():
            verbs.make_link(form.label.data or "", form.days.data, by=viewer(), at=now())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _links_page(form, 422)
    toasts.tell(gettext("The link opens the tally"))
    return see_other(url_for("tally.links", community=g.community.slug))


@blueprint.post("/<community>/tally/links/<int:link_id>/withdraw")
@access(Permission.BRIEF_ISSUE)
def withdraw_link(link_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.withdraw_link(link_id, by=viewer(), at=now())
    toasts.tell(gettext("The link opens nothing any more"))
    return see_other(url_for("tally.links", community=g.community.slug))


@blueprint.get("/<community>/tally/shared/<token>")
@public
def shared(token: str) -> Response:
    """Counts only: no figure leads to its rows. A link that is over says so; a forged or withdrawn one is not there."""
    link = _asked_link(token)
    if now() >= link.expires_at:
        return _over(link)
    asked = asked_moment()
    mark = f"shared-{version(asked)}"
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    answer = page(
        "tally/shared.html",
        {"tally": "tally/_tally.html"},
        figures=figures_of(asked),
        asked=asked,
        poll_url=url_for("tally.shared", community=g.community.slug, token=token),
        source_url=SourceUrl(g.community.slug, asked, False),
        language=language(),
        expires_at=link.expires_at,
        screen_url=url_for("tally.shared_screen", community=g.community.slug, token=token),
    )
    return _kept_out_of_indexes(conditional(answer, version=mark))


@blueprint.get("/<community>/tally/shared/<token>/screen")
@public
def shared_screen(token: str) -> Response:
    """The big screen of a link: nobody's sign-in stands on the machine at the wall, and none runs out at night."""
    link = _asked_link(token)
    if now() >= link.expires_at:
        return _over(link)
    return _kept_out_of_indexes(
        screen_answer(url_for("tally.shared_screen", community=g.community.slug, token=token))
    )


def _asked_link(token: str) -> TallyLink:
    try:
        return tally_links.link_of(g.community.id, token)
    except NotFound:
        abort(404)


def _over(link: TallyLink) -> Response:
    return _kept_out_of_indexes(page("tally/share_over.html", over_since=link.expires_at, status=410))


def _kept_out_of_indexes(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
