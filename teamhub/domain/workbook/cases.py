"""Sheets about tests at home and the cases with a schedule."""

from __future__ import annotations

from teamhub.domain.workbook.choices import SAMPLE_RESULTS
from teamhub.domain.workbook.recurring import compound, door, own_code, person, recorded_at
from teamhub.domain.workbook.spec import (
    CODE,
    SheetSpec,
    choice,
    code,
    day,
    moment,
    must,
    number,
    pairs,
    ref,
    text,
)

CASES = SheetSpec(
    "timed_cases",
    "限时个案",
    "Timed cases",
    "黄码等有期限的个案",
    "Cases with a schedule, such as a yellow code",
    ("code",),
    (
        own_code("个案", "case", "Y001"),
        must(ref("resident", "居民", "Resident", "residents", "居民编号", "Code of the resident", "R001")),
        text("group_label", "批次", "Group", "同批个案的名称", "Name of the batch", "A", longest=CODE),
        must(day("started_on", "开始日期", "Started on", "第一天", "Day 1", "2022-04-02")),
        must(text("rule_name", "规则", "Rule", "居家规则的名称", "Name of the rule", "黄码居家三天两检")),
        pairs("rule", "规则内容", "Rule as it was", "留空时照抄规则", "Copied from the rule when empty", ""),
        moment(
            "isolated_at",
            "开始居家",
            "Isolated at",
            "何时开始居家",
            "When isolation began",
            "2022-04-02 10:00",
        ),
        moment(
            "code_seen_green_at", "见绿码时间", "Green at", "何时看到转绿", "When the code was seen green", ""
        ),
        person("code_seen_by", "查看人", "Seen by", "谁看到转绿", "Who saw it"),
        moment("released_at", "解除时间", "Released at", "何时解除", "When the case was released", ""),
        moment("escalated_at", "上报时间", "Escalated at", "何时上报", "When it was escalated", ""),
    ),
)

HOME_SAMPLES = SheetSpec(
    "home_samples",
    "上门采样",
    "Home samples",
    "上门单采；每次一行",
    "Single samples taken at home; one row each",
    ("code",),
    (
        own_code("上门采样", "home sample", "H001"),
        ref(
            "round",
            "轮次",
            "Round",
            "rounds",
            "计入第几轮；不计入留空",
            "The round it counts for; empty: none",
            "3",
        ),
        compound(),
        door(required=False),
        ref(
            "resident",
            "居民",
            "Resident",
            "residents",
            "居民编号；未登记留空",
            "Code of the resident; empty: not on record",
            "R001",
        ),
        ref(
            "timed_case",
            "个案",
            "Timed case",
            "timed_cases",
            "限时个案编号",
            "Code of the timed case",
            "Y001",
        ),
        number(
            "test_number",
            "第几次检测",
            "Test number",
            "个案的第几次检测",
            "Which test of the case",
            "1",
            least=1,
            most=100,
        ),
        must(code("reason", "原因", "Reason", "home_sample_reason", "为何上门", "Why at home", "黄码")),
        moment(
            "planned_at",
            "计划时间",
            "Planned at",
            "计划何时上门；留空取采样时间",
            "When it was planned; empty: when it was taken",
            "2022-04-04 09:00",
        ),
        moment(
            "sampled_at",
            "采样时间",
            "Sampled at",
            "何时采样；未采留空",
            "When it was taken; empty: not yet",
            "2022-04-04 10:20",
        ),
        moment("not_home_at", "无人在家", "Not at home", "上门时无人的时间", "When nobody was at home", ""),
        choice("result", "结果", "Result", SAMPLE_RESULTS, "留空为待出", "Empty: pending", "阴性"),
        person("medic", "医务人员", "Medic", "谁采样", "Who took it"),
        person("escort", "带路人", "Escort", "谁带路", "Who led the way"),
        recorded_at(),
    ),
)
