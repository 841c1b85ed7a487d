"""What somebody types or pastes at a gate: one line a delivery, compound, door, pieces, in any order of spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from teamhub.domain.addresses import Door, parse_door

MOST_PIECES = 500
"""More in one line is a slip of the finger or the phone number."""
_PIECES = re.compile(r"(?:[×xX*]\s*)?(\d{1,6})\s*(?:件|个|箱|袋|包|pcs?|pieces?)?$")
_PARTS = re.compile(r"[\s,，、;；|]+")


@dataclass(frozen=True)
class DeliveryLine:
    """`compound_id` None with an empty `fault`: for the compound chosen beside the lines. `door` None: not said.
    `fault`: line_without_compound | line_pieces_unreadable | line_pieces_too_many; empty: fine."""

    text: str
    compound_id: int | None = None
    door: Door | None = None
    pieces: int = 1
    fault: str = ""


def read_lines(text: str, compounds: Mapping[str, int], chosen: int | None = None) -> list[DeliveryLine]:
    """`compounds`: name or alias -> id; `chosen`: for lines that name none. Blank lines are passed over."""
    folded = [(line.strip(), unicodedata.normalize("NFKC", line).strip()) for line in text.splitlines()]
    names = {unicodedata.normalize("NFKC", name): key for name, key in compounds.items()}
    return [_read(said, line, names, chosen) for said, line in folded if line]


def _read(said: str, line: str, compounds: Mapping[str, int], chosen: int | None) -> DeliveryLine:
    name = max((n for n in compounds if line.startswith(n)), key=len, default="")
    compound_id = compounds[name] if name else chosen
    if compound_id is None:
        return DeliveryLine(said, fault="line_without_compound")
    parts = [part for part in _PARTS.split(line[len(name) :].strip()) if part]
    pieces = 1
    if len(parts) > 1 or (parts and _only_pieces(parts[0])):
        match = _PIECES.fullmatch(parts[-1])
        if match is None:
            return DeliveryLine(said, compound_id, fault="line_pieces_unreadable")
        pieces = int(match.group(1))
        parts.pop()
    if not 1 <= pieces <= MOST_PIECES:
        return DeliveryLine(said, compound_id, fault="line_pieces_too_many")
    return DeliveryLine(said, compound_id, parse_door(" ".join(parts)) if parts else None, pieces)


def _only_pieces(part: str) -> bool:
    """3件, ×3: a count and no door; a bare 301 is a door."""
    return _PIECES.fullmatch(part) is not None and not part.isdigit()
