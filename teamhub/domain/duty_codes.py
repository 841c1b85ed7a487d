"""How long a code is good for that a screen at a post, or the phone of who hands over, shows and renews."""

from __future__ import annotations

from datetime import datetime

WINDOW_SECONDS = 30
SLACK_WINDOWS = 2
"""The window before and after the next one still count: cameras, pages and clocks are slow."""
SCAN_HOLDS_SECONDS = 600
"""How long after a scan its page may be pressed."""


def window_of(at: datetime) -> int:
    """The half-minute since 1970 that a shown code belongs to."""
    return int(at.timestamp()) // WINDOW_SECONDS


def is_shown_now(window: int, at: datetime) -> bool:
    return abs(window_of(at) - window) <= SLACK_WINDOWS


def scan_holds(scanned: int, at: datetime) -> bool:
    """`scanned`: seconds since 1970 of the scan."""
    return 0 <= int(at.timestamp()) - scanned <= SCAN_HOLDS_SECONDS


def arrival_by_scan(scanned: int, claimed: datetime) -> datetime:
    """When somebody arrived whose phone sent a scan later: when the phone says so, if that agrees with the moment which
    the server itself signed into the scan; else that moment. A clock that was set in between changes nothing."""
    if scan_holds(scanned, claimed):
        return claimed
    return datetime.fromtimestamp(scanned, claimed.tzinfo)
