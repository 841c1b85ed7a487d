"""Rules of PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) that can be read from a file: those that this project's
own work could break. No certificate: what is not looked at stands in docs/decisions/0025-pdf-a-and-pdf-ua.md."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "b", "B*", "b*", "Do", "sh", "EI"}
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
FORBIDDEN = ("/JS", "/JavaScript", "/EF", "/AA", "/OpenAction", "/Launch", "/RichMedia")


def broken_rules(pdf: bytes) -> list[str]:
    """Sentences; empty when all is well."""
    with pikepdf.open(io.BytesIO(pdf)) as book:
        checks = (said_of_itself, fonts, content, structure, tables, forbidden)
        return [*book.check_pdf_syntax(), *(fault for check in checks for fault in check(book))]


def said_of_itself(book: pikepdf.Pdf) -> Iterator[str]:
    with book.open_metadata() as told:
        said = (told.pdfa_status, told.get("pdfuaid:part"), bool(told.get("dc:title")))
    if said != ("2A", "1", True):
        yield f"metadata says {said}"
    root = book.Root
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked") or not root.get(
        "/ViewerPreferences", pikepdf.Dictionary()
    ).get("/DisplayDocTitle"):
        yield "not marked as tagged, or the title is not shown"
    intents = list(root.get("/OutputIntents", []))
    if [str(one.S) for one in intents] != ["/GTS_PDFA1"] or not intents[0].DestOutputProfile.read_bytes():
        yield "no output intent"
    if "/ID" not in book.trailer or book.is_encrypted:
        yield "no identifier, or encrypted"
    if "/Outlines" not in root:
        yield "no bookmarks"


def dictionaries(book: pikepdf.Pdf) -> Iterator[Any]:
    return (one for one in book.objects if isinstance(one, pikepdf.Dictionary))


def fonts(book: pikepdf.Pdf) -> Iterator[str]:
    for one in dictionaries(book):
        if one.get("/Type") == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
            one.keys()
        ):
            yield f"{one.FontName} is not embedded"
        if one.get("/Type") == "/Font" and one.get("/Subtype") == "/Type0" and "/ToUnicode" not in one:
            yield f"{one.BaseFont} does not say which characters its glyphs are"


def content(book: pikepdf.Pdf) -> Iterator[str]:
    """Everything that is painted is tagged or decoration, and what is tagged has its place in the tree."""
    numbers = book.Root.StructTreeRoot.ParentTree.Nums
    places = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for number, page in enumerate(book.pages, start=1):
        if page.obj.get("/Tabs") != "/S":
            yield f"page {number}: no order for the tab key"
        depth, marks = 0, []
        instructions: list[Any] = pikepdf.parse_content_stream(page)
        for operands, operator in instructions:
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
                    marks.append(int(operands[1].MCID))
            elif name == "EMC":
                depth -= 1
            elif name in PAINTING and not depth:
                yield f"page {number}: something is painted that is neither tagged nor decoration"
                break
        if sorted(marks) != list(range(len(places[int(page.obj.StructParents)]))):
            yield f"page {number}: marks without a place in the tree"


def elements(book: pikepdf.Pdf) -> Iterator[tuple[Any, int]]:
    """Structure elements in reading order, with their depth."""
    waiting = [(book.Root.StructTreeRoot.K[0], 0)]
    while waiting:
        one, depth = waiting.pop()
        yield one, depth
        kids = [kid for kid in one.get("/K", []) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        waiting.extend((kid, depth + 1) for kid in reversed(kids))


def structure(book: pikepdf.Pdf) -> Iterator[str]:
    level = 0
    for one, _ in elements(book):
        tag = str(one.S)
        if tag == "/Figure" and (not str(one.get("/Alt", "")).strip() or "/BBox" not in one.get("/A", {})):
            yield "a picture without words or without its place"
        if tag in HEADINGS:
            if HEADINGS.index(tag) > level:
                yield f"{tag} follows a heading of level {level}"
            level = HEADINGS.index(tag) + 1
        if tag == "/Link":
            for kid in one.K:
                if (
                    isinstance(kid, pikepdf.Dictionary)
                    and "/Obj" in kid
                    and not str(kid.Obj.get("/Contents", ""))
                ):
                    yield "a link without words"
    if not level:
        yield "no heading"


def tables(book: pikepdf.Pdf) -> Iterator[str]:
    for one, _ in elements(book):
        if one.S != "/Table":
            continue
        cells = [kid for kid, _ in below(one) if kid.S in ("/TH", "/TD")]
        heads = [cell for cell in cells if cell.S == "/TH"]
        if not heads:
            yield "a table without header cells"
        if any(str(head.A.get("/Scope", "")) not in ("/Row", "/Column") for head in heads):
            yield "a header cell that does not say what it is the head of"
        names = {str(head.get("/ID")) for head in heads}
        told = {str(name) for cell in cells for name in cell.get("/A", {}).get("/Headers", [])}
        if not told <= names:
            yield "a cell that names a head that is not there"


def below(element: Any) -> Iterator[tuple[Any, int]]:
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid, 0
            yield from below(kid)


def forbidden(book: pikepdf.Pdf) -> Iterator[str]:
    for one in dictionaries(book):
        yield from (f"{key} does not belong into an archive" for key in FORBIDDEN if key in one)
        if one.get("/Type") == "/Annot" and not int(one.get("/F", 0)) & 4:
            yield "a link that is not printed"
