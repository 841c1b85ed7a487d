"""Sheets about personal data: the legal basis of the campaign, and who agreed."""

from __future__ import annotations

from teamhub.domain.workbook.choices import CONSENT_GIVERS, CONSENT_METHODS, LEGAL_BASES
from teamhub.domain.workbook.spec import (
    CODE,
    LABEL,
    PROSE,
    SheetSpec,
    choice,
    moment,
    must,
    name,
    number,
    ref,
    switch,
    text,
)


def _version() -> tuple[str, str, str, str]:
    return (
        "告知书版本",
        "Version of the notice",
        "居民同意的告知书版本",
        "Of the notice that residents agree to",
    )


BASES = SheetSpec(
    "processing_bases",
    "处理依据",
    "Legal basis",
    "依据什么处理健康等个人信息；没有登记不能录入居民健康信息，最新一行有效",
    "On what health data is processed; none is taken in without it, the latest row counts",
    ("recorded_at",),
    (
        must(
            moment(
                "recorded_at",
                "登记时间",
                "Stated at",
                "何时登记",
                "When it was stated",
                "2022-04-01 09:00",
            )
        ),
        must(
            choice(
                "basis",
                "处理依据",
                "Basis",
                LEGAL_BASES,
                "依据哪一项处理",
                "Which basis",
                "突发公共卫生事件",
            )
        ),
        text(
            "document",
            "依据文件",
            "Order, notice or law",
            "所依据文件的名称、文号和日期",
            "Title, number and date",
            "",
            longest=LABEL,
        ),
        must(
            text(
                "purpose",
                "处理目的",
                "Purpose",
                "信息用来做什么",
                "What the data is needed for",
                "上门采样和包保联系",
                longest=PROSE,
            )
        ),
        must(
            number(
                "retention_days",
                "保存天数",
                "Days kept",
                "行动结束后多少天删除",
                "Erased so many days after the campaign",
                "30",
                least=1,
                most=3650,
            )
        ),
        switch(
            "consent_needed",
            "须征得同意",
            "Consent asked for",
            "录入健康信息前是否须征得居民同意",
            "Are residents asked before health data is taken in",
        ),
        text("notice_version", *_version(), "", longest=CODE),
        must(name("recorded_by", "登记人", "Stated by", "由谁登记", "Who stated it", "郑书记")),
    ),
)

CONSENTS = SheetSpec(
    "consents",
    "居民同意",
    "Consents",
    "居民对告知书的同意和撤回",
    "Who agreed to the notice, and who withdrew",
    ("resident", "given_at"),
    (
        must(ref("resident", "居民", "Resident", "residents", "居民编号", "Code of the resident", "R001")),
        must(moment("given_at", "同意时间", "Given at", "何时同意", "When", "2022-04-01 10:00")),
        must(text("notice_version", *_version(), "2022-04-01", longest=CODE)),
        must(choice("method", "同意方式", "How", CONSENT_METHODS, "怎样同意", "How they agreed", "书面签字")),
        choice(
            "given_by", "由谁同意", "Given by", CONSENT_GIVERS, "本人、监护人或户主", "Who agreed", "本人"
        ),
        name("taken_by", "经手人", "Taken by", "由谁经手", "Who took it", ""),
        moment(
            "withdrawn_at", "撤回时间", "Withdrawn at", "何时撤回；未撤回留空", "Empty while it stands", ""
        ),
    ),
)
