"""What templates and scripts may not contain, and where text is declared safe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "teamhub" / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
FORBIDDEN = {
    "declared safe": re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false"),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "inline handler": re.compile(r"\son(?!ce\b|ly\b|e\b)[a-z]+\s*=", re.IGNORECASE),
    "handler of htmx": re.compile(r"hx-on\b|hx-vals\s*=\s*[\"']js:|hx-headers[^=]*=\s*[\"']js:"),
    "address that is code": re.compile(
        r"(?:href|src|action)\s*=\s*[\"']\s*(?:javascript|data:text)", re.IGNORECASE
    ),
}
ON_PAPER = ROOT / "teamhub" / "templates" / "documents"


@pytest.mark.proves("T64")
@pytest.mark.parametrize("what", list(FORBIDDEN))
def test_no_template_contains(what: str) -> None:
    assert len(TEMPLATES) > 150
    found = [str(p.relative_to(ROOT)) for p in TEMPLATES if FORBIDDEN[what].search(p.read_text("utf-8"))]
    assert not found


@pytest.mark.proves("T64")
def test_inline_style_is_on_paper_alone() -> None:
    """The press reads no sheet of the page; the policy of pages refuses them."""
    found = [
        p
        for p in TEMPLATES
        if re.search(r"\sstyle\s*=|<style\b", p.read_text("utf-8")) and ON_PAPER not in p.parents
    ]
    assert not found


@pytest.mark.proves("T64")
def test_text_is_declared_safe_only_with_a_reason() -> None:
    """`Markup(...)` of Python code carries the linter's exception and why."""
    found = []
    for file in sorted((ROOT / "teamhub").rglob("*.py")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if re.search(r"\bMarkup\((?!\s*\))", line) and not re.search(
                r"S704|noqa: S704|\.format|escape", line
            ):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found


@pytest.mark.proves("T64")
def test_scripts_set_text_and_evaluate_nothing() -> None:
    bad = re.compile(
        r"\beval\s*\(|new Function\s*\(|\.innerHTML\s*=|outerHTML\s*=|insertAdjacentHTML|document\.write"
    )
    assert SCRIPTS
    assert not [str(p.relative_to(ROOT)) for p in SCRIPTS if bad.search(p.read_text("utf-8"))]
