"""A printed sheet as an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, g
from flask_babel import gettext, lazy_gettext

from teamhub.documents.glyphs import GlyphMissing
from teamhub.documents.letter import WordingTooLong
from teamhub.domain.errors import RuleBroken
from teamhub.web import errors

errors.explain(
    {
        "glyph_missing": lazy_gettext(
            "The character “%(character)s” (%(where)s) is in none of the fonts. Please use another character for it."
        ),
        "wording_too_long": lazy_gettext(
            "First sentence and promises of the letter fill %(lines)s lines, and a sheet of paper has room for %(room)s. Please "
            "shorten them."
        ),
        "no_letters": lazy_gettext(
            "Nobody is left to sign: every household here has signed, or nobody lives there."
        ),
    }
)


@contextmanager
def printable() -> Iterator[None]:
    """Raises RuleBroken. glyph_missing: a character that no font has is said, never printed as a box.
    wording_too_long: a letter that no sheet holds."""
    try:
        yield
    except GlyphMissing as missing:
        raise RuleBroken("glyph_missing", character=missing.character, where=missing.near) from missing
    except WordingTooLong as long:
        raise RuleBroken("wording_too_long", lines=long.lines, room=long.room) from long


def pdf_answer(print_it: Callable[[], bytes], name: str) -> Response:
    """`name`: of the file, without community and ending. Raises RuleBroken as `printable`."""
    with printable():
        response = Response(print_it(), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{g.community.slug}-{name}.pdf"'
    return response


def example_note() -> str:
    """What every sheet of the example says of itself; empty for a real community."""
    return gettext("Example data: invented people, invented figures") if g.community.is_example else ""
