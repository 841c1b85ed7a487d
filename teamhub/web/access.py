"""Default deny: every view declares what it needs, and the gate refuses those that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, has_request_context, request
from flask_login import current_user

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.engine import before_writing, turn_of
from teamhub.queries import viewers
from teamhub.web import session
from teamhub.web.clock import now

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """`public`: anybody; `permission` None and not public: anybody signed in."""

    permission: Permission | None = None
    public: bool = False


def access(permission: Permission) -> Callable[[View], View]:
    """The view needs `permission` in the community that the address names; where it names none, anywhere."""
    return _declare(Rule(permission))


def signed_in(view: View) -> View:
    """The view needs somebody signed in, and no community."""
    return _declare(Rule())(view)


def public(view: View) -> View:
    """Anybody may open the view."""
    return _declare(Rule(public=True))(view)


def _declare(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]  # a function carries its own declaration
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """What an endpoint declares; static files are public."""
    if endpoint == "static":
        return Rule(public=True)
    view = app.view_functions[endpoint]
    view = getattr(view, "view_class", view)
    return getattr(view, "access_rule", None)


def init_app(app: Flask) -> None:
    app.before_request(_gate)


def _gate() -> Any:
    """Runs before every view: who asks, in which community, and may they."""
    before_writing.set(None)
    turn_of.set(0)  # a thread of the server answers one community after the other
    if request.endpoint is None:
        return None
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        abort(403)
    slug = (request.view_args or {}).pop("community", None)
    if rule.public and slug is None:
        return None
    if not rule.public and not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # set by Flask-Login
    if not rule.public:
        before_writing.set(_still_signed_in)
    if slug is None:
        if rule.permission is not None and not viewers.holds(current_user.account_id, rule.permission):
            abort(403)
        return None
    return _enter(slug, rule)


def _still_signed_in() -> None:
    """The session may have ended since the gate looked: closed account, removed person, lost role, revoked phone."""
    # Work that goes on after the answer, in a test or at the end of a request, is nobody's request any more.
    if has_request_context() and not session.still_holds(current_user.get_id(), now()):
        abort(401)


def _enter(slug: str, rule: Rule) -> None:
    """Load the community through the viewer: a stranger gets 404, a member without the right 403."""
    g.community_slug = slug
    if rule.public:
        g.community = viewers.community_by_slug(slug)
        turn_of.set(g.community.id)
        return
    try:
        g.community, g.viewer = viewers.viewer_in(current_user.account_id, current_user.display_name, slug)
    except NotFound:
        abort(404)
    turn_of.set(g.community.id)
    if rule.permission is not None and not g.viewer.may(rule.permission):
        abort(403)


def viewer() -> Viewer:
    """Who asks, in the community of the address."""
    found: Viewer = g.viewer
    return found
