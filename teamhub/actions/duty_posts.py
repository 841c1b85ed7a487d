"""The key of a post's posters."""

from __future__ import annotations

import secrets
from datetime import datetime

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.queries.duty_seats import post_of


def fresh_key() -> str:
    """The secret that a post's posters are signed with."""
    return secrets.token_urlsafe(24)


def rotate_key(post_id: int, *, by: Viewer, at: datetime) -> Post:
    """From now on only newly printed posters of this post are valid. Raises NotFound."""
    post = post_of(by, post_id)
    post.key = fresh_key()
    db.session.flush()
    journal.write("post.key_changed", by=by, at=at, object_type="post", object_id=post.id)
    return post
