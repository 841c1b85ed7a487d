"""Keeps the third-party files that TeamHub ships.

    python tools/vendor.py check      compare every vendored file with docs/third-party.md
    python tools/vendor.py refresh    fetch the packages below from npm again, then rewrite the table
    python tools/vendor.py record     rewrite the table from the files that are there

`refresh` takes the newest version inside each range and needs `npm`; nothing else does.
Exit status: 0 all is well, 1 a file differs, is missing or is not listed.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = Path("docs/third-party.md")
FOLDERS = ("static/vendor", "static/fonts", "tests/vendor")
TABLE_START = "<!-- table: written by ./run vendor -->"
TABLE_END = "<!-- end of table -->"
ICONS = Path("tools/icons.txt")


@dataclass(frozen=True)
class Package:
    """Files taken unchanged from one npm package. `files` maps the path in the package to ours."""

    name: str
    wanted: str
    licence: str
    folder: str
    files: dict[str, str]


PACKAGES = (
    Package(
        name="htmx.org",
        wanted="~4.0",
        licence="0BSD",
        folder="static/vendor/htmx",
        files={
            "dist/htmx.min.js": "htmx.min.js",
            "dist/ext/hx-sse.min.js": "hx-sse.min.js",
            "dist/ext/hx-preload.min.js": "hx-preload.min.js",
            "LICENSE": "LICENSE",
        },
    ),
    Package(
        name="bootstrap",
        wanted="~5.3",
        licence="MIT",
        folder="static/vendor/bootstrap",
        files={
            "dist/css/bootstrap.min.css": "bootstrap.min.css",
            "dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
            "LICENSE": "LICENSE",
        },
    ),
    Package(
        name="bootstrap-icons",
        wanted="^1.13",
        licence="MIT",
        folder="static/vendor/bootstrap-icons",
        files={"LICENSE": "LICENSE"},
    ),
    Package(
        name="axe-core",
        wanted="^4.14",
        licence="MPL-2.0",
        folder="tests/vendor/axe-core",
        files={
            "axe.min.js": "axe.min.js",
            "LICENSE": "LICENSE",
            "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt",
        },
    ),
)


@dataclass(frozen=True)
class Origin:
    """Where one vendored file comes from, as the table tells it."""

    source: str
    version: str
    licence: str


@dataclass(frozen=True)
class Row:
    """One line of the table: a file, its origin, its SHA-256 in hexadecimal."""

    path: str
    origin: Origin
    sha256: str


# Fonts have no npm package: the two files are those of CTAN's fandol 0.3, as Debian ships them in
# texlive-lang-chinese 2022.20230122-1. They have not changed since 2015.
FANDOL = Origin("CTAN fandol", "0.3", "GPL-3.0 with font exception")


def symbol(name: str, svg: str) -> str:
    """One icon file as a <symbol> with the icon's name as its id."""
    match = re.search(r'<svg[^>]*\bviewBox="([^"]+)"[^>]*>(.*)</svg>', svg, re.DOTALL)
    if match is None:
        raise ValueError(f"icon {name}: no <svg> with a viewBox")
    body = " ".join(match.group(2).split())
    return f'<symbol id="{name}" viewBox="{match.group(1)}">{body}</symbol>'


def sprite(package: Path) -> str:
    """The icons named in tools/icons.txt as one SVG file, used as <use href="...sprite.svg#name">."""
    names = (ROOT / ICONS).read_text("utf-8").split()
    symbols = [symbol(name, (package / "icons" / f"{name}.svg").read_text("utf-8")) for name in names]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def download(package: Package, into: Path) -> tuple[Path, str]:
    """Unpack the newest version in the wanted range; answers its folder and its version."""
    into.mkdir()
    command = ["npm", "pack", "--silent", "--pack-destination", str(into), f"{package.name}@{package.wanted}"]
    subprocess.run(command, check=True, cwd=into, stdout=subprocess.DEVNULL)
    (archive,) = into.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(into, filter="data")
    unpacked = into / "package"
    version = json.loads((unpacked / "package.json").read_text("utf-8"))["version"]
    return unpacked, str(version)


def refresh() -> None:
    """Fetch every package again and put its files in place."""
    versions: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            unpacked, version = download(package, Path(scratch) / package.name)
            versions[package.name] = version
            folder = ROOT / package.folder
            folder.mkdir(parents=True, exist_ok=True)
            for theirs, ours in package.files.items():
                (folder / ours).write_bytes((unpacked / theirs).read_bytes())
            if package.name == "bootstrap-icons":
                (folder / "sprite.svg").write_text(sprite(unpacked), encoding="utf-8", newline="\n")
            print(f"{package.name} {version}")
    record(versions)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vendored_files(root: Path) -> Iterator[str]:
    """Paths of all vendored files below `root`, sorted, with forward slashes."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix()


def read_table(text: str) -> list[Row]:
    """The rows of docs/third-party.md. Raises ValueError when the table is not there."""
    if TABLE_START not in text or TABLE_END not in text:
        raise ValueError(f"{DOCUMENT} has no table between its two marks")
    rows = []
    for line in text.split(TABLE_START, 1)[1].split(TABLE_END, 1)[0].splitlines():
        cells = [cell.strip(" `") for cell in line.strip().strip("|").split("|")]
        if len(cells) == 5 and re.fullmatch(r"[0-9a-f]{64}", cells[4]):
            rows.append(Row(cells[0], Origin(cells[1], cells[2], cells[3]), cells[4]))
    return rows


def origin_of(path: str, versions: dict[str, str], known: dict[str, Row]) -> Origin:
    """Who made this file. Raises ValueError for a file that nothing here accounts for."""
    if path.startswith("static/fonts/fandol/"):
        return FANDOL
    for package in PACKAGES:
        if path.startswith(package.folder + "/"):
            version = versions.get(package.name) or known[path].origin.version
            return Origin(f"npm {package.name}", version, package.licence)
    raise ValueError(f"{path} belongs to no package in tools/vendor.py")


def record(versions: dict[str, str]) -> None:
    """Write the table anew; packages that are not in `versions` keep the version they had."""
    document = ROOT / DOCUMENT
    text = document.read_text("utf-8")
    known = {row.path: row for row in read_table(text)}
    lines = ["| file | from | version | licence | SHA-256 |", "|---|---|---|---|---|"]
    for path in vendored_files(ROOT):
        origin = origin_of(path, versions, known)
        sha = digest(ROOT / path)
        lines.append(f"| `{path}` | {origin.source} | {origin.version} | {origin.licence} | `{sha}` |")
    before = text.split(TABLE_START, 1)[0]
    after = text.split(TABLE_END, 1)[1]
    table = "\n".join(lines)
    document.write_text(f"{before}{TABLE_START}\n{table}\n{TABLE_END}{after}", encoding="utf-8", newline="\n")


def faults(root: Path) -> list[str]:
    """What differs between the vendored files below `root` and its docs/third-party.md."""
    listed = {row.path: row.sha256 for row in read_table((root / DOCUMENT).read_text("utf-8"))}
    present = set(vendored_files(root))
    found = [f"{path} is listed but not there" for path in sorted(listed.keys() - present)]
    found += [f"{path} is there but not listed" for path in sorted(present - listed.keys())]
    for path in sorted(present & listed.keys()):
        if digest(root / path) != listed[path]:
            found.append(f"{path} differs from the published file")
    return found


def main(arguments: list[str]) -> int:
    match arguments:
        case ["refresh"]:
            refresh()
        case ["record"]:
            record({})
        case ["check"]:
            pass
        case _:
            print(__doc__)
            return 0 if arguments in (["-h"], ["--help"]) else 2
    found = faults(ROOT)
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
