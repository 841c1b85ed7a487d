"""Every threshold and switch of a community: name, type, default and meaning. A community stores only what
differs from here; `Thresholds` is the typed answer that rules and queries read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from teamhub.domain.errors import RuleBroken


@dataclass(frozen=True)
class SettingSpec:
    """`unit` is a word for the settings page: minutes, hours, people, times or switch."""

    name: str
    default: int | bool | str
    unit: str
    meaning: str
    least: int = 0
    most: int = 100_000


SPECS: tuple[SettingSpec, ...] = (
    SettingSpec(
        "grace_minutes", 5, "minutes", "Arrivals up to this many minutes after the start are on time", 0, 120
    ),
    SettingSpec(
        "absent_after_minutes", 30, "minutes", "Later than this without notice is an absence", 1, 720
    ),
    SettingSpec(
        "alert_after_minutes", 10, "minutes", "The leader is alerted when somebody is this late", 0, 720
    ),
    SettingSpec(
        "early_check_in_minutes", 120, "minutes", "Check-in opens this long before the shift", 0, 720
    ),
    SettingSpec(
        "left_early_minutes", 10, "minutes", "Leaving more than this before the end is leaving early", 0, 720
    ),
    SettingSpec(
        "change_notice_minutes",
        30,
        "minutes",
        "A change of a shift is asked at least this long before it",
        0,
        1440,
    ),
    SettingSpec("rest_hours", 11, "hours", "Rest between two shifts of one person", 0, 48),
    SettingSpec(
        "longest_on_post_hours",
        12,
        "hours",
        "The board names who has been on post for longer than this",
        4,
        24,
    ),
    SettingSpec("rota_search_minutes", 5, "minutes", "The search for the best roster ends after this", 1, 30),
    SettingSpec("successive_shifts_allowed", False, "switch", "May one person hold two successive shifts"),
    SettingSpec("queue_target_minutes", 30, "minutes", "No resident should queue longer than this", 1, 600),
    SettingSpec(
        "queue_near_target_minutes", 5, "minutes", "A queue within this of the target is worth a word", 0, 600
    ),
    SettingSpec(
        "queue_look_minutes", 30, "minutes", "Somebody looks at each queue at least this often", 5, 600
    ),
    SettingSpec(
        "desk_move_minutes",
        15,
        "minutes",
        "A desk needs this long to another site, and a notice until residents heed it",
        0,
        120,
    ),
    SettingSpec(
        "people_per_hour",
        120,
        "people",
        "People one sampling desk serves in an hour, until measured",
        1,
        2000,
    ),
    SettingSpec(
        "site_people_reference", 2500, "people", "Reference value: people per sampling site", 1, 100_000
    ),
    SettingSpec(
        "sampler_people_reference", 360, "people", "Reference value: people per sampler and day", 1, 100_000
    ),
    SettingSpec("pool_size", 10, "people", "People per pooled tube", 1, 100),
    SettingSpec(
        "revisit_limit", 3, "times", "Visits to a door that does not answer before the leader decides", 1, 20
    ),
    SettingSpec(
        "letters_required", True, "switch", "A building clears only when every household signed its letter"
    ),
    SettingSpec("deed_due_urgent_hours", 4, "hours", "An urgent request is due within", 1, 720),
    SettingSpec("deed_due_normal_hours", 24, "hours", "A normal request is due within", 1, 720),
    SettingSpec(
        "residents_ask_online", False, "switch", "Residents may ask through a public page, without an account"
    ),
    SettingSpec("honour_roll", False, "switch", "Show who did how many deeds, by person and organisation"),
    SettingSpec(
        "volunteers_welcome",
        False,
        "switch",
        "Volunteers whom nobody listed may offer themselves by a poster",
    ),
    SettingSpec(
        "medicine_short_days", 3, "days", "Medicine that lasts no longer than this is worth a warning", 0, 60
    ),
    SettingSpec(
        "brief_as_of_minute", 1320, "minutes", "The daily brief counts until this minute of the day", 1, 1440
    ),
    SettingSpec("brief_copies", 12, "copies", "Copies printed of each brief", 1, 1000),
    SettingSpec(
        "retention_days", 30, "days", "Personal data is erased this many days after the campaign", 1, 3650
    ),
    SettingSpec(
        "round_phrases_from", 100, "times", "Totals from this size on may be rounded in words", 10, 1_000_000
    ),
)
BY_NAME: dict[str, SettingSpec] = {spec.name: spec for spec in SPECS}


@dataclass(frozen=True)
class Thresholds:
    """All settings of one community, typed."""

    grace_minutes: int = 5
    absent_after_minutes: int = 30
    alert_after_minutes: int = 10
    early_check_in_minutes: int = 120
    left_early_minutes: int = 10
    change_notice_minutes: int = 30
    rest_hours: int = 11
    longest_on_post_hours: int = 12
    rota_search_minutes: int = 5
    successive_shifts_allowed: bool = False
    queue_target_minutes: int = 30
    queue_near_target_minutes: int = 5
    queue_look_minutes: int = 30
    desk_move_minutes: int = 15
    people_per_hour: int = 120
    site_people_reference: int = 2500
    sampler_people_reference: int = 360
    pool_size: int = 10
    revisit_limit: int = 3
    letters_required: bool = True
    deed_due_urgent_hours: int = 4
    deed_due_normal_hours: int = 24
    residents_ask_online: bool = False
    honour_roll: bool = False
    volunteers_welcome: bool = False
    medicine_short_days: int = 3
    brief_as_of_minute: int = 1320
    brief_copies: int = 12
    retention_days: int = 30
    round_phrases_from: int = 100

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Thresholds:
        known = {f.name for f in fields(cls)}
        typed: dict[str, Any] = {n: check_setting(n, value) for n, value in stored.items() if n in known}
        return cls(**typed)


def check_setting(name: str, value: object) -> int | bool | str:
    """The value in the setting's own type. Raises RuleBroken(setting_unknown | setting_out_of_range)."""
    spec = BY_NAME.get(name)
    if spec is None:
        raise RuleBroken("setting_unknown", name=name)
    if isinstance(spec.default, bool):
        if isinstance(value, bool):
            return value
        raise RuleBroken("setting_out_of_range", name=name, least=0, most=1)
    if isinstance(spec.default, int):
        try:
            number = int(str(value))
        except ValueError:
            raise RuleBroken("setting_out_of_range", name=name, least=spec.least, most=spec.most) from None
        if not spec.least <= number <= spec.most:
            raise RuleBroken("setting_out_of_range", name=name, least=spec.least, most=spec.most)
        return number
    return str(value)
