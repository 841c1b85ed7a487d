"""Vendored files are the published ones, and the document says so."""

from __future__ import annotations

from pathlib import Path

from tools import vendor


def small_project(root: Path, listed: str) -> Path:
    (root / "docs").mkdir()
    (root / "static" / "vendor" / "kit").mkdir(parents=True)
    (root / "static" / "vendor" / "kit" / "kit.js").write_bytes(b"kit()\n")
    (root / "docs" / "third-party.md").write_text(
        f"{vendor.TABLE_START}\n{listed}\n{vendor.TABLE_END}\n", encoding="utf-8"
    )
    return root


def row(path: str, content: bytes, scratch: Path) -> str:
    copy = scratch / "copy"
    copy.write_bytes(content)
    return f"| `{path}` | npm kit | 1.0 | MIT | `{vendor.digest(copy)}` |"


def test_every_vendored_file_is_the_published_one() -> None:
    assert vendor.faults(vendor.ROOT) == []
    assert len(list(vendor.vendored_files(vendor.ROOT))) >= 16


def test_changed_file_is_told(tmp_path: Path) -> None:
    line = row("static/vendor/kit/kit.js", b"other()\n", tmp_path)

    found = vendor.faults(small_project(tmp_path, line))

    assert found == ["static/vendor/kit/kit.js differs from the published file"]


def test_unlisted_and_lost_files_are_told(tmp_path: Path) -> None:
    line = row("static/vendor/kit/gone.js", b"kit()\n", tmp_path)

    found = vendor.faults(small_project(tmp_path, line))

    assert found == [
        "static/vendor/kit/gone.js is listed but not there",
        "static/vendor/kit/kit.js is there but not listed",
    ]


def test_sprite_holds_every_named_icon_once() -> None:
    text = (vendor.ROOT / "static/vendor/bootstrap-icons/sprite.svg").read_text("utf-8")
    names = (vendor.ROOT / vendor.ICONS).read_text("utf-8").split()

    assert [text.count(f'<symbol id="{name}" ') for name in names] == [1] * len(names)
    assert text.count("<symbol ") == len(names)


def test_icon_becomes_a_symbol_with_its_own_drawing_only() -> None:
    svg = '<svg xmlns="x" width="16" class="bi" viewBox="0 0 16 16">\n  <path d="M8 1"/>\n</svg>'

    assert vendor.symbol("bell", svg) == '<symbol id="bell" viewBox="0 0 16 16"><path d="M8 1"/></symbol>'
