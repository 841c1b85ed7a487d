"""Sheets about directives and who acknowledged them."""

from __future__ import annotations

from teamhub.domain.workbook.recurring import own_code, person
from teamhub.domain.workbook.spec import LABEL, PROSE, SheetSpec, moment, must, name, ref, text

DIRECTIVES = SheetSpec(
    "directives",
    "通知",
    "Directives",
    "上级通知和提示",
    "Directives and notices from above",
    ("code",),
    (
        own_code("通知", "directive", "N001"),
        must(
            text("title", "标题", "Title", "标题", "Title", "关于做好疫情防控工作的紧急提示", longest=LABEL)
        ),
        must(name("issuer", "发文单位", "Issuer", "谁发的", "Who issued it", "市委组织部")),
        must(moment("issued_at", "发文时间", "Issued at", "何时发", "When", "2022-04-01 10:00")),
        text("body", "正文", "Body", "内容", "What it says", "", longest=PROSE),
        moment(
            "due_at",
            "要求签收时间",
            "Due at",
            "最迟何时签收",
            "When it is to be acknowledged",
            "2022-04-02 09:00",
        ),
        moment("withdrawn_at", "撤回时间", "Withdrawn at", "何时撤回", "When it was withdrawn", ""),
    ),
)

RECEIPTS = SheetSpec(
    "directive_receipts",
    "通知签收",
    "Receipts",
    "谁应签收、何时签收",
    "Who is addressed by a directive, and when they acknowledged it",
    ("directive", "person"),
    (
        must(
            ref("directive", "通知", "Directive", "directives", "通知编号", "Code of the directive", "N001")
        ),
        person("person", "人员", "Person", "谁", "Who", required=True, also=("姓名",)),
        moment(
            "reminded_at",
            "催办时间",
            "Reminded at",
            "最近一次催办；没有留空",
            "Asked once more; usually empty",
            "",
        ),
        moment(
            "acknowledged_at",
            "签收时间",
            "Acknowledged at",
            "何时签收；未签留空",
            "When; empty: not yet",
            "2022-04-01 12:15",
        ),
    ),
)
