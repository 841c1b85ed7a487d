"""Sheets about call-outs and leave."""

from __future__ import annotations

from teamhub.domain.workbook.choices import ANSWERS, EVIDENCE
from teamhub.domain.workbook.recurring import own_code, person
from teamhub.domain.workbook.spec import (
    LABEL,
    PROSE,
    SheetSpec,
    choice,
    code,
    moment,
    must,
    name,
    ref,
    switch,
    text,
)

MUSTERS = SheetSpec(
    "musters",
    "集结",
    "Musters",
    "紧急集结",
    "Call-outs",
    ("code",),
    (
        own_code("集结", "muster", "M1"),
        must(
            moment(
                "ordered_at",
                "接令时间",
                "Ordered at",
                "何时接到命令",
                "When the order came in",
                "2022-04-01 01:20",
            )
        ),
        must(
            moment(
                "due_at", "集合时间", "Due at", "要求何时到齐", "When all should be there", "2022-04-01 02:50"
            )
        ),
        must(name("place", "集合地点", "Place", "在哪里集合", "Where", "社区党群服务中心")),
        name("issuer", "下令单位", "Issued by", "谁下的命令", "Who gave the order", "北郊街道"),
        text("text", "内容", "Text", "通知内容", "What was said", "", longest=PROSE),
        moment(
            "closed_at",
            "结束时间",
            "Closed at",
            "点名结束的时间",
            "When the roll call was closed",
            "2022-04-01 02:52",
        ),
    ),
)

MUSTER_CALLS = SheetSpec(
    "muster_calls",
    "集结点名",
    "Roll call",
    "集结时谁到了、几点到",
    "Who came to a muster, and when",
    ("muster", "person"),
    (
        must(ref("muster", "集结", "Muster", "musters", "集结编号", "Code of the muster", "M1")),
        person("person", "人员", "Person", "谁", "Who", required=True, also=("姓名",)),
        ref(
            "organization",
            "单位",
            "Organisation",
            "organizations",
            "留空时取人员的单位",
            "Empty: the person's own",
            "市委组织部",
        ),
        choice("answer", "答复", "Answer", ANSWERS, "能否到", "Coming or not", "能到"),
        text("answer_note", "答复说明", "Note", "说明", "What was said", "", longest=LABEL),
        moment("answered_at", "答复时间", "Answered at", "何时答复", "When", "2022-04-01 01:31"),
        moment(
            "arrived_at",
            "到达时间",
            "Arrived at",
            "何时到达；未到留空",
            "When the person came; empty: did not",
            "2022-04-01 02:41",
        ),
        choice("evidence", "点名方式", "Evidence", EVIDENCE, "如何确认", "How it is known", "点名"),
    ),
)

LEAVE = SheetSpec(
    "leave_requests",
    "请假",
    "Leave",
    "请假和销假",
    "Leave asked for, granted and ended",
    ("person", "starts_at"),
    (
        person("person", "请假人", "Person", "谁请假", "Who", required=True, also=("姓名", "人员")),
        must(moment("starts_at", "开始", "From", "从何时起", "From when", "2022-04-05 08:00")),
        must(moment("ends_at", "结束", "Until", "到何时止", "Until when", "2022-04-05 20:00")),
        must(
            code(
                "reason",
                "原因",
                "Reason",
                "leave_reason",
                "生病、家事等",
                "Illness, family ...",
                "生病",
                also=("事由",),
            )
        ),
        text("note", "说明", "Note", "补充说明", "More about it", "", longest=LABEL),
        moment(
            "requested_at",
            "申请时间",
            "Requested at",
            "留空即导入时间",
            "Empty: the moment of the import",
            "2022-04-04 18:00",
        ),
        moment(
            "decided_at",
            "审批时间",
            "Decided at",
            "何时审批；未批留空",
            "When it was decided; empty: not yet",
            "2022-04-04 18:20",
        ),
        person("decided_by", "审批人", "Decided by", "谁审批", "Who decided"),
        switch(
            "approved", "同意", "Approved", "是否同意；未批留空", "Granted or not; empty: not decided", "是"
        ),
        moment("closed_at", "销假时间", "Back at", "何时销假", "When the person came back", ""),
    ),
)
