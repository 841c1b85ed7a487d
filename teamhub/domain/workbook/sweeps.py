"""Sheets about sweeps: teams, scope, visits, commitment letters."""

from __future__ import annotations

from teamhub.domain.workbook.choices import SWEEP_COVERS
from teamhub.domain.workbook.recurring import compound, door, person, position, recorded_at, sweep_number
from teamhub.domain.workbook.spec import (
    CODE,
    LABEL,
    PROSE,
    ColumnSpec,
    SheetSpec,
    choice,
    code,
    day,
    moment,
    must,
    name,
    number,
    ref,
    switch,
    text,
)


def _team() -> ColumnSpec:
    return ref(
        "team",
        "扫楼队",
        "Team",
        "sweep_teams",
        "本次扫楼的队号",
        "Code of a team of the sweep",
        "S01",
        within=("sweep",),
        also=("队号",),
    )


SWEEPS = SheetSpec(
    "sweeps",
    "扫楼",
    "Sweeps",
    "每次扫楼一行",
    "One row a sweep",
    ("number",),
    (
        must(
            number(
                "number",
                "扫楼次",
                "Sweep",
                "第几次扫楼",
                "Number of the sweep",
                "2",
                least=1,
                most=10_000,
                also=("第几次",),
            )
        ),
        name("purpose", "目的", "Purpose", "为何扫楼", "What it is for", "查漏补缺"),
        must(day("held_on", "日期", "Day", "哪一天", "The day", "2022-04-04")),
        must(
            moment(
                "starts_at",
                "开始",
                "Starts",
                "何时开始",
                "When it starts",
                "2022-04-04 08:00",
                day_from="held_on",
            )
        ),
        moment(
            "ends_at",
            "结束",
            "Ends",
            "何时结束；未结束留空",
            "When it ended; empty while it runs",
            "2022-04-04 21:00",
            day_from="held_on",
        ),
        ref("round", "轮次", "Round", "rounds", "查找哪一轮的漏检", "The round whose gaps it looks for", "3"),
        moment(
            "cleared_at",
            "清零时间",
            "Cleared at",
            "留空时由走访结果得出",
            "Follows from the visits when empty",
            "",
        ),
    ),
)

TEAMS = SheetSpec(
    "sweep_teams",
    "扫楼队",
    "Sweep teams",
    "每次扫楼的队和队员；每名队员一行",
    "Teams of a sweep and their members; one row a member",
    ("sweep", "team", "person"),
    (
        sweep_number(),
        must(
            text(
                "team",
                "队号",
                "Team",
                "扫楼队的编号",
                "Code of the team",
                "S01",
                longest=CODE,
                store="code",
                also=("扫楼队",),
            )
        ),
        name(
            "name",
            "队名",
            "Team name",
            "队的名称；留空同队号",
            "Name of the team; empty: its code",
            "明珠华府队",
        ),
        position(),
        person("person", "队员", "Member", "谁", "Who", also=("姓名",)),
    ),
    parent_fields=("sweep", "team", "name", "position"),
)

SCOPE = SheetSpec(
    "sweep_doors",
    "扫楼范围",
    "Sweep scope",
    "哪个队走哪些门；可以按小区、按楼栋或逐户填写",
    "Which team walks which doors: by compound, by building or door by door",
    ("sweep", "compound", "building", "unit"),
    (
        sweep_number(),
        compound(),
        text(
            "building",
            "楼栋",
            "Building",
            "楼号；留空为整个小区",
            "Name of the building; empty: the whole compound",
            "",
            longest=CODE,
            stored=False,
        ),
        ref(
            "unit",
            "门牌",
            "Door",
            "doors",
            "单独一户时填写，如2-1-301",
            "For a single door, such as 2-1-301",
            "",
            within=("compound",),
        ),
        choice(
            "cover",
            "包括",
            "Covers",
            SWEEP_COVERS,
            "整个小区或楼栋时包括哪些门；留空为住户和商铺",
            "Which doors of a compound or building; empty: homes and shops",
            "住户和商铺，不含空置房",
            stored=False,
        ),
        _team(),
    ),
)

VISITS = SheetSpec(
    "door_visits",
    "走访",
    "Visits",
    "每敲一次门一行",
    "One row a knock",
    ("sweep", "unit", "attempt"),
    (
        sweep_number(),
        compound(),
        door(),
        number(
            "attempt",
            "第几次走访",
            "Attempt",
            "本次扫楼中第几次敲这家的门；留空按时间编号",
            "Which knock at this door in this sweep; numbered by itself when empty",
            "1",
            least=1,
            most=1000,
        ),
        must(
            moment(
                "visited_at", "走访时间", "Visited at", "何时走访", "When", "2022-04-04 09:05", also=("时间",)
            )
        ),
        must(
            code(
                "outcome",
                "走访结果",
                "Outcome",
                "visit_outcome",
                "走访结果",
                "How it went",
                "面见，全员已检",
                also=("结果",),
            )
        ),
        number("people_at_home", "在家人数", "People at home", "在家几人", "People met", "3", most=10_000),
        number(
            "untested_count",
            "未检人数",
            "Untested",
            "发现几人未检",
            "People found untested",
            "0",
            most=10_000,
        ),
        code(
            "untested_reason",
            "未检原因",
            "Reason",
            "untested_reason",
            "为何未检",
            "Why they are untested",
            "",
        ),
        moment(
            "resolved_at",
            "补检时间",
            "Resolved at",
            "未检的人何时补检或认可理由",
            "When those people were tested or the reason accepted",
            "",
        ),
        text(
            "resolved_by",
            "补检方式",
            "Resolved by",
            "补检方式的代码",
            "Code of how it was resolved",
            "",
            longest=CODE,
        ),
        ref(
            "home_sample",
            "上门采样",
            "Home sample",
            "home_samples",
            "上门采样编号",
            "Code of the home sample",
            "",
        ),
        switch("needs_help", "需要帮助", "Needs help", "是否需要帮助", "The household needs help", "否"),
        text("note", "备注", "Note", "其他情况", "Anything else", "", longest=PROSE),
        moment("revisit_at", "复访时间", "Revisit at", "计划何时再来", "When to knock again", ""),
        _team(),
        recorded_at(),
        moment("voided_at", "作废时间", "Voided at", "何时作废", "When it was declared void", ""),
        text("void_reason", "作废原因", "Why void", "为何作废", "Why", "", longest=LABEL),
    ),
    also=("走访记录", "入户走访"),
)

LETTERS = SheetSpec(
    "commitment_letters",
    "承诺书",
    "Commitment letters",
    "每户一份",
    "One a household",
    ("unit",),
    (
        compound(),
        door(),
        moment("signed_at", "签订时间", "Signed at", "何时签订", "When it was signed", "2022-04-03 15:20"),
        moment("refused_at", "拒签时间", "Refused at", "何时拒签", "When it was refused", ""),
        text("note", "备注", "Note", "拒签原因等", "Why it was refused, and the like", "", longest=LABEL),
        person("collected_by", "收取人", "Collected by", "谁收的", "Who took it"),
        recorded_at(),
    ),
)
