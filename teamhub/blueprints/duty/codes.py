"""/duty/posts/N/code: a phone or tablet at the post shows the code to check in with; it changes every half-minute."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.blueprints.duty.root import blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.queries import duty_codes, duty_seats
from teamhub.web import qr
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page


@blueprint.get("/posts/<int:post_id>/code")
@access(Permission.DUTY_CHECK_IN)
def show_code(post_id: int) -> ResponseReturnValue:
    """For who is on this post now, and for who makes its posters."""
    post = duty_seats.post_of(viewer(), post_id)
    if not (viewer().may(Permission.DUTY_MANAGE) or duty_seats.is_on_post(viewer(), post_id, now())):
        raise NotFound
    code = duty_codes.shown_code(post, now())
    return page(
        "duty/show_code.html",
        {"shown-code": "duty/_shown_code.html"},
        post=post,
        qr=qr.drawn(url_for("duty.check_in", post=post.id, token=code, _external=True)),
    )
