"""The codes on posters."""

from __future__ import annotations

import random

import pytest
from flask import Flask

from teamhub.models.base import db
from teamhub.queries.duty_codes import is_poster_of, post_of_typed_code, poster_token, typed_code
from tests.cast import Cast
from tests.duty_scene import build_scene

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=!. "


@pytest.mark.proves("T75")
def test_t75_ten_thousand_mutated_tokens_none_accepted(app: Flask, cast: Cast) -> None:
    post = build_scene(cast).gate
    token = poster_token(post.community_id, post.id, post.key)
    assert is_poster_of(post, token)
    dice = random.Random(75)
    accepted = 0
    for _ in range(10_000):
        letters = list(token)
        for _ in range(dice.choice((1, 1, 2, 5))):
            place = dice.randrange(len(letters))
            match dice.randrange(3):
                case 0:
                    letters[place] = dice.choice(ALPHABET)
                case 1:
                    letters.insert(place, dice.choice(ALPHABET))
                case _:
                    letters.pop(place)
        forged = "".join(letters)
        accepted += forged != token and is_poster_of(post, forged)
    assert accepted == 0


@pytest.mark.proves("T75")
def test_a_token_opens_one_post_of_one_community_and_dies_with_its_key(app: Flask, cast: Cast) -> None:
    scene = build_scene(cast)
    token = poster_token(scene.gate.community_id, scene.gate.id, scene.gate.key)
    assert not is_poster_of(scene.checkpoint, token)
    assert not is_poster_of(scene.gate, poster_token(cast.other_community_id, scene.gate.id, scene.gate.key))
    scene.gate.key = "another key"
    assert not is_poster_of(scene.gate, token)


def test_the_typed_code_survives_small_letters_dashes_and_full_width(app: Flask, cast: Cast) -> None:
    scene = build_scene(cast)
    code = typed_code(scene.gate.community_id, scene.gate.id, scene.gate.key)
    member = cast.viewer("member")
    for written in (code, code.lower(), f"{code[:4]}-{code[4:]}", f" {code[:4]} {code[4:]}"):
        found = post_of_typed_code(member, written)
        assert found is not None
        assert found.id == scene.gate.id
    assert post_of_typed_code(member, "一二三四五六七八") is None
    assert post_of_typed_code(cast.viewer("outsider"), code) is None
    db.session.rollback()
