"""Moments as a workbook shows them: the community's wall clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def written_moment(moment: datetime, zone: ZoneInfo) -> str:
    """2022-04-04 08:00, with seconds and fractions where they are not zero; an hour that the clocks repeat carries
    its offset."""
    local = moment.astimezone(zone)
    text = local.strftime("%Y-%m-%d %H:%M")
    if local.second or local.microsecond:
        text += local.strftime(":%S")
    if local.microsecond:
        text += f".{local.microsecond:06d}".rstrip("0")
    if instant_of(local.replace(tzinfo=None), zone) != moment:
        text += f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]
    return text


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a wall-clock time. A time skipped in spring is read an hour later, a repeated one as the
    first of the two."""
    return local.replace(tzinfo=zone).astimezone(UTC)
