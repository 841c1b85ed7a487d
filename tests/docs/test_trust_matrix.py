"""docs/trust.md is what the tests say: every row is shown by a test or answered with a reason."""

from __future__ import annotations

from pathlib import Path

from tools.trust_matrix import FILE, document, parts, reasons, showings

KNOWN = [row for _, rows in parts() for row, _, _ in rows]


def test_rows_are_numbered_without_gap() -> None:
    assert [f"T{number:02d}" for number in range(1, 80)] == KNOWN


def test_every_row_is_shown_by_a_test_or_answered_with_a_reason() -> None:
    shown = {row for showing in showings() for row in showing.rows}
    assert sorted(set(KNOWN) - shown - set(reasons())) == []


def test_marks_name_rows_that_exist() -> None:
    assert {row for showing in showings() for row in showing.rows} <= set(KNOWN)


def test_reasons_name_rows_that_exist() -> None:
    assert set(reasons()) <= set(KNOWN)


def test_the_document_is_up_to_date() -> None:
    assert FILE.read_text("utf-8") == document(), "run tools/trust_matrix.py"


def test_marks_are_found_on_functions_classes_and_modules(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "pytestmark = pytest.mark.prove\n"
        '@pytest.mark.proves("T01", "T02")\n'
        "def test_one() -> None: ...\n"
        '@pytest.mark.proves("T03")\n'
        "class TestSeveral:\n"
        "    def test_two(self) -> None: ...\n"
        "def test_none() -> None: ...\n"
    )
    found = showings(tmp_path)
    assert [(s.rows, s.name, s.long) for s in found] == [
        (("T01", "T02"), "test_one", True),
        (("T03",), "test_two", True),
    ]
