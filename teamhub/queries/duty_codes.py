"""The codes on a post's poster: a signature in the QR address, and a short one to type. Both are made of the post's
own key: a new key makes every poster printed before worthless."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.credentials import CODE_ALPHABET, CODE_LENGTH, fold_code
from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.queries.signatures import is_same, signature


def poster_token(community_id: int, post_id: int, key: str) -> str:
    """The signature in the address of a poster: one community, one post, one key."""
    return signature(key, post_id, purpose=f"check-in.{community_id}")


def typed_code(community_id: int, post_id: int, key: str) -> str:
    """Eight characters for those whose phone reads no code."""
    digest = hashlib.sha256(b"typed." + poster_token(community_id, post_id, key).encode()).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, rest = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[rest])
    return "".join(letters)


def is_poster_of(post: Post, token: str) -> bool:
    return is_same(poster_token(post.community_id, post.id, post.key), token)


def post_of_typed_code(viewer: Viewer, code: str) -> Post | None:
    folded = fold_code(code)
    for post in db.session.scalars(select(Post).where(Post.community_id == viewer.community_id)):
        if is_same(typed_code(post.community_id, post.id, post.key), folded):
            return post
    return None
