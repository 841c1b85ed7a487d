"""Reading the tables of a Markdown document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"`([^`]+)`")


def text_of(name: str) -> str:
    """A document of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


@dataclass(frozen=True)
class Part:
    """What stands under one heading."""

    title: str
    text: str

    def rows(self) -> list[list[str]]:
        """The cells of every table row, heads and rules left out."""
        found, head = [], True
        for line in self.text.splitlines():
            if not line.startswith("|"):
                head = True
                continue
            if set(line) <= set("|-: "):
                head = False
                continue
            if not head:
                found.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        return found

    def column(self, place: int) -> list[str]:
        """The first `code` of each row's cell at this place."""
        return [match.group(1) for row in self.rows() if (match := CODE.search(row[place]))]

    def edges(self) -> set[tuple[str, str]]:
        """The arrows of the part's state diagram; [*] is the beginning or the end."""
        return set(re.findall(r"^ *(\[\*\]|\w+) --> (\[\*\]|\w+)", self.text, re.MULTILINE))


def parts_of(name: str) -> dict[str, Part]:
    """Heading of the second level -> what stands under it."""
    pieces = re.split(r"^## +(.+)$", text_of(name), flags=re.MULTILINE)
    return {title: Part(title, text) for title, text in zip(pieces[1::2], pieces[2::2], strict=True)}
