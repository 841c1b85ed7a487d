"""Sheets about what happens at the sampling sites: sessions, counts, queues."""

from __future__ import annotations

from teamhub.domain.workbook.recurring import nth, own_code, recorded_at, round_number
from teamhub.domain.workbook.spec import ColumnSpec, SheetSpec, moment, must, number, ref, switch, text


def _session() -> ColumnSpec:
    return must(
        ref(
            "session",
            "场次",
            "Session",
            "site_sessions",
            "场次编号",
            "Code of the session",
            "3-1",
            within=("round",),
        )
    )


SESSIONS = SheetSpec(
    "site_sessions",
    "采样场次",
    "Site sessions",
    "一个队在一个采样点的一段时间",
    "One team at one site for one stretch of time",
    ("round", "code"),
    (
        round_number(),
        own_code("场次（同一轮内）", "session (within its round)", "3-1"),
        must(
            ref(
                "site",
                "采样点",
                "Site",
                "sampling_sites",
                "采样点编号或名称",
                "Code or name of the site",
                "P1",
            )
        ),
        ref(
            "team",
            "采样队",
            "Team",
            "sampling_teams",
            "本轮采样队的编号",
            "Code of a team of the round",
            "T1",
            within=("round",),
        ),
        must(moment("opens_at", "计划开始", "Opens", "计划何时开始", "Planned start", "2022-04-04 08:00")),
        must(moment("closes_at", "计划结束", "Closes", "计划何时结束", "Planned end", "2022-04-04 12:00")),
        moment(
            "opened_at", "实际开始", "Opened at", "实际何时开始", "When it was opened", "2022-04-04 08:00"
        ),
        moment(
            "closed_at", "实际结束", "Closed at", "实际何时结束", "When it was closed", "2022-04-04 12:05"
        ),
        switch("is_makeup", "补采", "Make-up", "是否补采场次", "A make-up session", "否"),
        number(
            "tubes_in_system",
            "系统管数",
            "Tubes in system",
            "采样系统里的管数",
            "Tubes by the provincial system",
            "78",
        ),
    ),
)

COUNTS = SheetSpec(
    "site_counts",
    "采样计数",
    "Site counts",
    "场次中的采样人数和管数；逐条相加，更正用负数",
    "People sampled and tubes filled in a session; entries add up, a correction is negative",
    ("session", "counted_at", "compound", "nth"),
    (
        round_number(),
        _session(),
        must(moment("counted_at", "时间", "Counted at", "何时计数", "When", "2022-04-04 09:00")),
        ref(
            "compound",
            "小区",
            "Compound",
            "compounds",
            "居民所属小区",
            "Home compound of the people counted",
            "明珠华府",
        ),
        text(
            "building",
            "楼栋",
            "Building",
            "来自哪一栋，知道时填写",
            "Which building they live in, where it is known",
            "3",
        ),
        must(
            number(
                "persons",
                "人数",
                "People",
                "采样人数；更正可为负",
                "People sampled; a correction may be negative",
                "120",
                least=-100_000,
            )
        ),
        number("tubes", "管数", "Tubes", "采样管数", "Tubes", "12", least=-100_000),
        switch(
            "walk_in",
            "临时前来",
            "Walk-in",
            "是否从其他小区前来",
            "People from another compound's site",
            "否",
        ),
        text(
            "corrects",
            "更正哪条",
            "Corrects",
            "被更正那条的时间和小区，如2022-04-04 09:00 C01",
            "Time and compound of the entry corrected, such as 2022-04-04 09:00 C01",
            "",
            stored=False,
        ),
        recorded_at(),
        nth(),
    ),
)

QUEUES = SheetSpec(
    "queue_observations",
    "排队观测",
    "Queue observations",
    "排队人数和刚采完的人等了几分钟",
    "People waiting, and the minutes the last one served had waited",
    ("session", "observed_at", "nth"),
    (
        round_number(),
        _session(),
        must(moment("observed_at", "时间", "Observed at", "何时观测", "When", "2022-04-04 09:30")),
        must(
            number(
                "waiting_people", "排队人数", "Waiting", "多少人在排队", "People waiting", "42", most=100_000
            )
        ),
        must(
            number(
                "wait_minutes",
                "等候分钟",
                "Minutes",
                "等了多少分钟",
                "Minutes waited",
                "18",
                most=1440,
                also=("排队分钟",),
            )
        ),
        recorded_at(),
        nth(),
    ),
)
