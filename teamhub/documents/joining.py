"""Several prints made one. A sweep of three hundred sheets is printed in portions, so that no press run grows large and
somebody who waits sees how far it is; here the portions become one file again.

Pages alone would be easy, but then the file would claim to be tagged (PDF/A-2a) and not be: so the trees of tags and the
bookmarks are joined as well. Links inside the portions are not carried along: sheets that are printed in portions have none.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pikepdf import Array, Name, Object, ObjectStreamMode, OutlineItem, Pdf


def join(prints: Sequence[bytes]) -> bytes:
    """One PDF with the pages, tags and bookmarks of all; title and archive marks are those of the first. Raises
    ValueError without a print."""
    if not prints:
        raise ValueError("nothing to join")
    if len(prints) == 1:
        return prints[0]
    with Pdf.open(io.BytesIO(prints[0])) as whole:
        marks = _bookmarks(whole, 0)
        for portion in prints[1:]:
            with Pdf.open(io.BytesIO(portion)) as part:
                marks += _bookmarks(part, len(whole.pages))
                _append(whole, part)
        with whole.open_outline() as outline:
            outline.root[:] = [OutlineItem(title, page) for title, page in marks]
        out = io.BytesIO()
        whole.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue()


def count_pages(pdf: bytes) -> int:
    with Pdf.open(io.BytesIO(pdf)) as file:
        return len(file.pages)


def _bookmarks(file: Pdf, before: int) -> list[tuple[str, int]]:
    """(title, page) of the bookmarks at the top level; `before`: pages in front."""
    pages = {page.obj.objgen: number for number, page in enumerate(file.pages)}
    found = []
    with file.open_outline() as outline:
        for item in outline.root:
            target: object = item.destination
            if target is None and item.action is not None:
                target = item.action.get(Name.D)
            if isinstance(target, Array):
                found.append((item.title, before + pages.get(target[0].objgen, 0)))
    return found


def _append(whole: Pdf, part: Pdf) -> None:
    """Pages first: what the tags say about a page then finds the page that was copied."""
    start = len(whole.pages)
    whole.pages.extend(part.pages)
    tags = whole.Root.StructTreeRoot
    more = whole.copy_foreign(part.Root.StructTreeRoot)
    numbers = tags.ParentTree.Nums
    shift = int(numbers[-2]) + 1 if len(numbers) else 0
    for page in list(whole.pages)[start:]:
        _renumber(page.obj, Name.StructParents, shift)
        for note in page.obj.get(Name.Annots, Array()):
            _renumber(note, Name.StructParent, shift)
    pairs = list(more.ParentTree.Nums)
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        numbers.append(int(key) + shift)
        numbers.append(value)
    tags.ParentTreeNextKey = int(numbers[-2]) + 1 if len(numbers) else 0
    _adopt(tags, more)


def _renumber(owner: Object, key: Name, shift: int) -> None:
    if key in owner:
        owner[key] = int(owner[key]) + shift


def _adopt(tags: Object, more: Object) -> None:
    """The parts of the other document become parts of this one: one Document stands at the root."""
    here, there = _first(tags), _first(more)
    parts = there.K if isinstance(there.K, Array) else Array([there.K])
    if not isinstance(here.K, Array):
        here.K = Array([here.K])
    for part in parts:
        part.P = here
        here.K.append(part)


def _first(tags: Object) -> Object:
    """The element at the root of a tree of tags."""
    return tags.K[0] if isinstance(tags.K, Array) else tags.K
