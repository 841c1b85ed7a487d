"""Sheets about testing rounds: sites, eligible people, teams, people left untested."""

from __future__ import annotations

from teamhub.domain.workbook.choices import ROUND_RESULTS, SAMPLING_MODES
from teamhub.domain.workbook.recurring import compound, note, own_code, person, position, round_number
from teamhub.domain.workbook.spec import (
    CODE,
    SheetSpec,
    choice,
    code,
    day,
    listed,
    moment,
    must,
    name,
    number,
    ref,
    text,
)

SITES = SheetSpec(
    "sampling_sites",
    "采样点",
    "Sampling sites",
    "采样点及其负责的小区",
    "Sampling sites and the compounds they serve",
    ("code",),
    (
        own_code("采样点", "site", "P1"),
        must(
            name(
                "name",
                "采样点名称",
                "Name",
                "采样点的名称",
                "Name of the site",
                "明珠华府广场",
                also=("采样点", "名称"),
            )
        ),
        listed(
            "compounds",
            "负责小区",
            "Compounds",
            "小区编号或名称，以分号隔开",
            "Codes or names of compounds, separated by semicolons",
            "C01；C07",
            ref="compounds",
            stored=False,
            also=("小区",),
        ),
        position(),
    ),
)

ROUNDS = SheetSpec(
    "rounds",
    "检测轮次",
    "Testing rounds",
    "每轮检测一行",
    "One row a testing round",
    ("number",),
    (
        must(number("number", "轮次", "Round", "第几轮", "Number of the round", "3", least=1, most=10_000)),
        must(moment("starts_at", "开始", "Starts", "何时开始", "When it starts", "2022-04-04 08:00")),
        moment(
            "ends_at",
            "结束",
            "Ends",
            "何时结束；未结束留空",
            "When it ends; empty while it runs",
            "2022-04-04 18:00",
        ),
        choice("mode", "采样方式", "Mode", SAMPLING_MODES, "留空为混采", "Empty: pooled", "混采"),
        number(
            "pool_size",
            "每管人数",
            "Pool size",
            "几人一管；留空为10",
            "People per tube; empty: 10",
            "10",
            least=1,
            most=100,
        ),
        ref(
            "template",
            "人员配置",
            "Template",
            "staffing_templates",
            "每队的配置模板",
            "Staffing template of its teams",
            "1+2+4",
        ),
        choice("results", "检测结果", "Results", ROUND_RESULTS, "留空为待出", "Empty: pending", "全部阴性"),
        moment(
            "results_at",
            "出结果时间",
            "Results at",
            "何时出结果",
            "When the results came",
            "2022-04-05 06:00",
        ),
        note(),
    ),
    also=("轮次",),
)

ELIGIBLE = SheetSpec(
    "round_eligible",
    "应检人数",
    "Eligible people",
    "每轮各小区应检多少人",
    "How many people of a compound are to be tested in a round",
    ("round", "compound"),
    (
        round_number(),
        compound(),
        must(
            number(
                "eligible", "应检", "Eligible", "应检人数", "People to be tested", "729", also=("应检人数",)
            )
        ),
    ),
)

TEAMS = SheetSpec(
    "sampling_teams",
    "采样队",
    "Sampling teams",
    "每轮的采样队和队员；每名队员一行",
    "Teams of a round and their members; one row a member",
    ("round", "team", "person"),
    (
        round_number(),
        must(
            text(
                "team",
                "队号",
                "Team",
                "采样队的编号",
                "Code of the team",
                "T1",
                longest=CODE,
                store="code",
                also=("采样队",),
            )
        ),
        person("person", "队员", "Member", "谁", "Who", also=("姓名",)),
        code("task", "任务", "Task", "task", "在队里做什么", "What the member does", "信息录入"),
    ),
    parent_fields=("round", "team"),
)

UNTESTED = SheetSpec(
    "untested_counts",
    "未检原因",
    "Untested people",
    "每轮各小区未检人数和原因",
    "People of a compound not tested in a round, by reason",
    ("round", "compound", "reason"),
    (
        round_number(),
        compound(),
        must(
            code(
                "reason",
                "原因",
                "Reason",
                "untested_reason",
                "未检原因",
                "Why",
                "外出未归",
                also=("未检原因",),
            )
        ),
        must(number("persons", "人数", "People", "多少人", "How many", "8")),
        day("makeup_on", "补采日期", "Make-up on", "计划补采的日期", "Day planned for the make-up test", ""),
    ),
)
