"""Lines of deliveries as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.addresses import Door
from teamhub.domain.delivery_lines import MOST_PIECES, read_lines

COMPOUNDS = {"明珠华府": 1, "名珠华府": 1, "金域华府": 2, "金域华府二期": 3}


@pytest.mark.parametrize(
    ("text", "compound", "door", "pieces"),
    [
        ("明珠华府 1-1-301 2", 1, "1-1-301", 2),
        ("名珠华府1栋1单元301 3件", 1, "1-1-301", 3),
        ("金域华府二期，２－１－３０１，×4", 3, "2-1-301", 4),
        ("金域华府 好邻居超市 5箱", 2, "好邻居超市", 5),
        ("明珠华府 1-1-301", 1, "1-1-301", 1),
        ("明珠华府 3件", 1, None, 3),
        ("明珠华府", 1, None, 1),
    ],
)
def test_a_line_is_read_as_it_is_meant(text: str, compound: int, door: str | None, pieces: int) -> None:
    [line] = read_lines(text, COMPOUNDS)
    assert (line.fault, line.compound_id, line.door.key if line.door else None, line.pieces) == (
        "",
        compound,
        door,
        pieces,
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1-1-301 2", "line_without_compound"),
        ("明珠华府 1-1-301 两三件", "line_pieces_unreadable"),
        ("明珠华府 1-1-301 13912", "line_pieces_too_many"),
        ("明珠华府 1-1-301 0", "line_pieces_too_many"),
    ],
)
def test_what_cannot_be_read_says_why_and_keeps_its_words(text: str, fault: str) -> None:
    [line] = read_lines(f"\n{text}\n", COMPOUNDS)
    assert (line.fault, line.text) == (fault, text)


def test_a_chosen_compound_serves_the_lines_that_name_none() -> None:
    named, other = read_lines("1-1-301 2\n金域华府 1-1-101", COMPOUNDS, chosen=1)
    assert (named.compound_id, named.door, named.pieces) == (1, Door("1", "1", "301"), 2)
    assert other.compound_id == 2


@given(st.text(max_size=200))
def test_any_text_is_read_line_by_line_and_nothing_gets_lost(text: str) -> None:
    lines = read_lines(text, COMPOUNDS, chosen=1)
    assert all(line.text in text for line in lines)
    assert all(line.fault or 1 <= line.pieces <= MOST_PIECES for line in lines)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(COMPOUNDS)), st.integers(1, 30), st.integers(1, MOST_PIECES)))
)
def test_pieces_add_up(rows: list[tuple[str, int, int]]) -> None:
    text = "\n".join(f"{name} {flat}-1-301 {pieces}" for name, flat, pieces in rows)
    lines = read_lines(text, COMPOUNDS)
    assert sum(line.pieces for line in lines) == sum(pieces for _, _, pieces in rows)
    assert not any(line.fault for line in lines)
