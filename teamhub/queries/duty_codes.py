"""The codes of a post. On its poster: a signature in the QR address, and a short one to type. On a screen at the post, or
on the phone of who hands over: one that changes every half-minute. All are made of the post's own key: a new key makes
every code given before worthless."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.credentials import CODE_ALPHABET, CODE_LENGTH, fold_code
from teamhub.domain.duty_codes import arrival_by_scan, is_shown_now, scan_holds, window_of
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.queries.signatures import is_same, number_told, signature, signed


class CodeRefused(RuleBroken):
    """code_forged | code_over: not a code of this post, or no longer shown."""


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


def shown_code(post: Post, at: datetime, *, handover: int = 0) -> str:
    """The code of this half-minute: for arriving at the post, or for taking over a handover."""
    return _stamped(post, f"shown.{handover}", window_of(at))


def check_shown_code(post: Post, code: str, at: datetime, *, handover: int = 0) -> None:
    """Raises CodeRefused."""
    if not is_shown_now(_stamp_in(post, f"shown.{handover}", code), at):
        raise CodeRefused("code_over")


def scan_proof(post: Post, person_id: int, at: datetime, *, handover: int = 0) -> str:
    """What the page carries that a scan opened: this person read a code that was shown at this moment."""
    return _stamped(post, f"scanned.{handover}.{person_id}", int(at.timestamp()))


def check_scan_proof(post: Post, proof: str, person_id: int, at: datetime, *, handover: int = 0) -> None:
    """Raises CodeRefused."""
    if not scan_holds(_stamp_in(post, f"scanned.{handover}.{person_id}", proof), at):
        raise CodeRefused("code_over")


def arrived_by_proof(post: Post, proof: str, person_id: int, claimed: datetime) -> datetime:
    """For a proof that a phone sent later: when the person came. Raises CodeRefused(code_forged)."""
    return arrival_by_scan(_stamp_in(post, f"scanned.0.{person_id}", proof), claimed)


def is_stamped(code: str) -> bool:
    """Of a screen or phone, not of a poster."""
    return "." in code


def _stamped(post: Post, purpose: str, number: int) -> str:
    return signed(post.key, number, purpose=f"duty.{post.community_id}.{post.id}.{purpose}", mark=".")


def _stamp_in(post: Post, purpose: str, text: str) -> int:
    """The number that was signed. Raises CodeRefused(code_forged)."""
    number = number_told(text, ".")
    if number is None or not is_same(_stamped(post, purpose, number), text):
        raise CodeRefused("code_forged")
    return number
