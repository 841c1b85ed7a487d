"""Sheets about how the work is arranged: shift pattern, staffing templates, rules of timed cases."""

from __future__ import annotations

from teamhub.domain.workbook.choices import SAMPLING_MODES
from teamhub.domain.workbook.recurring import position
from teamhub.domain.workbook.spec import ColumnSpec, Kind, SheetSpec, choice, code, day, must, name, number

PATTERNS = SheetSpec(
    "shift_patterns",
    "班制",
    "Shift pattern",
    "一天分几班；每班一行",
    "How a day is split into shifts; one row a shift",
    ("pattern", "kind"),
    (
        must(
            name(
                "pattern",
                "班制名称",
                "Pattern",
                "班制的名称，同一班制各行相同",
                "Name of the pattern, the same on all its rows",
                "白夜两班",
                store="name",
            )
        ),
        must(
            day(
                "starts_on",
                "启用日期",
                "In force from",
                "从哪天起按此班制",
                "The day from which it holds",
                "2022-04-01",
            )
        ),
        code("kind", "班次", "Shift", "shift_kind", "白班、夜班等", "Day, night ...", "白班"),
        ColumnSpec(
            "starts_minute",
            "开始时间",
            "Starts",
            Kind.TIME,
            "几点开始",
            "Time of day at which it starts",
            "08:00",
        ),
        number(
            "length_minutes",
            "时长（分钟）",
            "Minutes",
            "一班多少分钟",
            "How long the shift is",
            "720",
            least=1,
            most=1440,
        ),
    ),
    parent_fields=("pattern", "starts_on"),
)

TEMPLATES = SheetSpec(
    "staffing_templates",
    "人员配置",
    "Staffing templates",
    "一个采样点配哪些人，如1+2+4；每个岗位一行",
    "Who staffs a site, such as 1+2+4; one row a task",
    ("template", "member_type", "task"),
    (
        must(
            name(
                "template",
                "模板名称",
                "Template",
                "模板的名称，同一模板各行相同",
                "Name of the template, the same on all its rows",
                "1+2+4",
                store="name",
            )
        ),
        code(
            "member_type",
            "人员类别",
            "Member type",
            "member_type",
            "哪一类人员",
            "Which kind of people",
            "医务人员",
        ),
        code("task", "任务", "Task", "task", "做什么", "What they do", "采样"),
        number("count", "人数", "Count", "几个人", "How many", "1", least=1, most=1000),
        position(),
    ),
    parent_fields=("template",),
)

RULES = SheetSpec(
    "rule_sets",
    "居家规则",
    "Rules of timed cases",
    "黄码等限时个案的规则：居家几天、检测几次",
    "The rule of a timed case: days at home, tests in them",
    ("name",),
    (
        must(
            name(
                "name",
                "规则名称",
                "Rule",
                "规则的名称",
                "Name of the rule",
                "黄码居家三天两检",
                also=("名称",),
            )
        ),
        must(number("days", "居家天数", "Days", "居家多少天", "Days at home", "3", least=1, most=60)),
        must(number("tests", "检测次数", "Tests", "检测几次", "How many tests", "2", most=60)),
        must(
            number(
                "min_interval_hours",
                "最短间隔（小时）",
                "Least hours between",
                "两次检测至少相隔多少小时",
                "Least hours between two tests",
                "24",
                most=720,
            )
        ),
        must(choice("mode", "采样方式", "Mode", SAMPLING_MODES, "单采或混采", "Single or pooled", "单采")),
    ),
)
