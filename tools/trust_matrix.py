"""Writes docs/trust.md: what may happen, what TeamHub then does, and the tests that show it.

python tools/trust_matrix.py          writes the file
python tools/trust_matrix.py check    exit status 1 when it is not up to date

The rows stand in tools/trust_rows.toml; a test says which it shows with `@pytest.mark.proves("T28")`; what no
test shows has its reason in docs/security.md.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "trust.md"
ROWS = ROOT / "tools" / "trust_rows.toml"
REASONS = ROOT / "docs" / "security.md"
HEAD = """# What may happen, and the tests that show what TeamHub then does

Written by `tools/trust_matrix.py` from the marks on the tests (`@pytest.mark.proves("T28")`) and the rows in
`tools/trust_rows.toml`; a test holds it. Long forms run with `./run prove` and print their figures
(`docs/reliability.md`), everything else with `./run test`. What is answered otherwise than by a test says so,
from `docs/security.md`.
"""
REASON = re.compile(r"^\| (T\d\d) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Showing:
    """A test that shows rows. `long`: it runs with ./run prove only."""

    rows: tuple[str, ...]
    file: str
    name: str
    long: bool


def showings(folder: Path = ROOT / "tests") -> list[Showing]:
    """Every test that carries the mark, in the order of the files."""
    found: list[Showing] = []
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        found += _in(tree, path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name)
    return found


def _in(tree: ast.Module, file: str) -> Iterator[Showing]:
    of_module = [m for node in tree.body for m in _pytestmark(node)]
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            of_class = of_module + node.decorator_list
            for inner in node.body:
                yield from _shown(inner, of_class, file)
        else:
            yield from _shown(node, of_module, file)


def _shown(node: ast.stmt, around: list[ast.expr], file: str) -> Iterator[Showing]:
    if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test"):
        return
    marks = around + node.decorator_list
    rows = tuple(row for mark in marks for row in _proves(mark))
    if rows:
        yield Showing(rows, file, node.name, any(_name(mark) == "prove" for mark in marks))


def _pytestmark(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets
    ):
        return list(node.value.elts) if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
    return []


def _proves(mark: ast.expr) -> tuple[str, ...]:
    if isinstance(mark, ast.Call) and _name(mark) == "proves":
        return tuple(str(ast.literal_eval(argument)) for argument in mark.args)
    return ()


def _name(mark: ast.expr) -> str:
    called = mark.func if isinstance(mark, ast.Call) else mark
    return called.attr if isinstance(called, ast.Attribute) else ""


def parts() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(title, rows of (id, what may happen, what TeamHub does))."""
    told = tomllib.loads(ROWS.read_text("utf-8"))["part"]
    return [(part["title"], [(a, b, c) for a, b, c in part["rows"]]) for part in told]


def reasons() -> dict[str, str]:
    """Row -> what about it no test shows, and why, from the table in docs/security.md."""
    return dict(REASON.findall(REASONS.read_text("utf-8")))


def document() -> str:
    shown, answered = showings(), reasons()
    lines = [HEAD]
    for title, rows in parts():
        lines += [
            f"## {title}\n",
            "| | What may happen | What TeamHub does | Shown by |",
            "|---|---|---|---|",
        ]
        for row, what, does in rows:
            tests = [s for s in shown if row in s.rows]
            cell = "<br>".join([*_by_file(tests), *([answered[row]] if row in answered else [])])
            lines.append(f"| {row} | {what} | {does} | {cell} |")
        lines.append("")
    return "\n".join(lines)


def _by_file(tests: list[Showing]) -> Iterator[str]:
    """One entry a file; `long`: the tests of it that run with ./run prove."""
    for file in dict.fromkeys(t.file for t in tests):
        here = [t for t in tests if t.file == file]
        names = ", ".join(_words(t.name) + (" (long)" if t.long else "") for t in here)
        yield f"`{file.removeprefix('tests/')}`: {names}"


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def main() -> None:
    text = document()
    if sys.argv[1:] == ["check"]:
        if not FILE.exists() or FILE.read_text("utf-8") != text:
            raise SystemExit("docs/trust.md is not up to date: run tools/trust_matrix.py")
        return
    FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
