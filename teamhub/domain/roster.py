"""What is known of somebody who counts in strength."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PersonFacts:
    """What a form or a workbook says of somebody. `phone` None: leave it as it is; empty `pinyin`: made from the
    name; empty `code`: the next free one."""

    name: str
    member_type: str
    organization_id: int | None = None
    phone: str | None = None
    work_group: str = ""
    position: str = ""
    deployed_from: date | None = None
    deployed_to: date | None = None
    pinyin: str = ""
    code: str = ""
