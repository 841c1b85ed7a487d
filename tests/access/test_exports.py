"""Whatever was typed, no sheet that we write computes anything."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from tests.access import payloads
from tests.access.test_whole_site import plant
from tests.access.tour import FIRST, Ids, Visitor, address, rules

Tell = Callable[[str, str], None]
SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def live_cells(body: bytes, mimetype: str) -> list[str]:
    """What a spreadsheet would compute, open or fetch."""
    if mimetype == "text/csv":
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        cells = (cell for row in rows for cell in row)
        return [cell for cell in cells if cell.startswith(SIGNS) and not _is_number(cell)]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        found = [n for n in archive.namelist() if "externalLink" in n or "vba" in n.lower()]
        for name in archive.namelist():
            part = archive.read(name)
            found += [
                f"{name} {mark!r}" for mark in (b"<f>", b"<f ", b"ddeLink", b"<oleLink") if mark in part
            ]
    return found


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.proves("T69")
def test_sixty_formulas_are_text_in_every_export(
    twins: Flask, insider: Visitor, ids: Ids, printed: list[str], tell: Tell
) -> None:
    columns, exports = plant(1, payloads.FORMULAS), 0
    for rule, method in rules(twins, "GET"):
        where = str(rule)
        if not ("<kind>" in where or where.endswith((".xlsx", ".csv"))):
            continue
        for kind in ("csv", "xlsx") if "<kind>" in where else ("",):
            answer = insider.ask(method, address(rule, FIRST, {**ids, "kind": kind}))
            if answer.status_code != 200:
                continue
            assert not live_cells(answer.data, str(answer.mimetype)), f"{rule} {kind}"
            exports += 1
    token = insider.client.csrf()
    book = insider.ask("POST", f"/{FIRST}/workbook/export", {"csrf_token": token})
    assert book.status_code == 200
    assert not live_cells(book.data, str(book.mimetype))
    assert exports >= 8
    tell("formulas x columns of text, exports, computed", f"60 x {columns}, {exports + 1}, 0")


def test_the_check_of_exports_sees_a_formula() -> None:
    """The control."""
    from openpyxl import Workbook

    made, stream = Workbook(), io.BytesIO()
    assert made.active is not None
    made.active["A1"] = "=1+1"
    made.save(stream)
    assert live_cells(stream.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert live_cells("名\r\n=1+1\r\n".encode(), "text/csv") == ["=1+1"]
