"""Sheets about the community itself: name, campaign, vocabularies, thresholds, texts."""

from __future__ import annotations

from teamhub.domain.workbook.recurring import position
from teamhub.domain.workbook.spec import (
    CODE,
    LABEL,
    PROSE,
    SheetSpec,
    code,
    day,
    must,
    name,
    pairs,
    switch,
    text,
)

COMMUNITY = SheetSpec(
    "community",
    "社区",
    "Community",
    "这本工作簿是哪个社区的；只填一行",
    "Which community this workbook is about; one row",
    ("slug",),
    (
        must(
            text(
                "slug",
                "网址代码",
                "Address word",
                "社区在网址中的代码：小写字母、数字和连字符",
                "The community's word in addresses: small letters, digits, dashes",
                "balicha",
                longest=CODE,
            )
        ),
        must(
            name(
                "name",
                "社区名称",
                "Name",
                "社区全称",
                "Full Chinese name",
                "八里岔社区",
                also=("社区", "名称"),
            )
        ),
        text(
            "name_en",
            "英文名称",
            "English name",
            "英文界面上的名称",
            "Name on English pages",
            "Balicha Community",
        ),
        name(
            "subdistrict",
            "所属街道",
            "Subdistrict",
            "街道全称",
            "Name of the subdistrict",
            "北郊街道",
            also=("街道",),
        ),
        text(
            "subdistrict_en",
            "街道英文名称",
            "Subdistrict in English",
            "街道的英文名称",
            "English name of the subdistrict",
            "Beijiao Subdistrict",
        ),
        text(
            "zone",
            "时区",
            "Time zone",
            "IANA时区名，留空为Asia/Shanghai",
            "IANA name; empty: Asia/Shanghai",
            "Asia/Shanghai",
            longest=CODE,
        ),
        switch(
            "is_example",
            "示例数据",
            "Example data",
            "“是”则各页和印件都标明示例数据",
            "Yes: pages and prints say that the data is an example",
            "否",
        ),
    ),
    single=True,
)

CAMPAIGN = SheetSpec(
    "campaign",
    "行动",
    "Campaign",
    "本次行动；值班、检测、扫楼等记录都归入它；只填一行",
    "The campaign that all records hang from; one row",
    ("code",),
    (
        must(
            text(
                "code",
                "行动编号",
                "Campaign code",
                "行动的编号，如2022-04",
                "Code of the campaign, such as 2022-04",
                "2022-04",
                longest=CODE,
                also=("编号",),
            )
        ),
        must(
            code(
                "kind",
                "行动类型",
                "Kind",
                "campaign_kind",
                "疫情防控、防汛等",
                "Epidemic control, flood ...",
                "疫情防控",
            )
        ),
        must(
            name(
                "name",
                "行动名称",
                "Name",
                "行动的名称",
                "Chinese name of the campaign",
                "2022年4月疫情防控",
                also=("名称",),
            )
        ),
        text(
            "name_en",
            "英文名称",
            "English name",
            "英文界面上的名称",
            "Name on English pages",
            "Epidemic control, April 2022",
        ),
        must(day("starts_on", "开始日期", "Starts on", "行动的第一天", "First day", "2022-04-01")),
        day(
            "ends_on",
            "结束日期",
            "Ends on",
            "行动的最后一天；未结束留空",
            "Last day; empty while it runs",
            "",
        ),
    ),
    single=True,
)

TERMS = SheetSpec(
    "terms",
    "词表",
    "Vocabularies",
    "可选项：岗位类型、走访结果、实事类别等；未列出的保持原样",
    "What can be chosen: kinds of post, visit outcomes, kinds of deed ...; terms not listed stay as they are",
    ("vocabulary", "code"),
    (
        must(
            text(
                "vocabulary",
                "词表名",
                "Vocabulary",
                "词表的英文名或中文名",
                "Name of the vocabulary",
                "visit_outcome",
                longest=CODE,
            )
        ),
        must(
            text(
                "code",
                "代码",
                "Code",
                "记录中保存的代码：小写字母、数字、下划线",
                "The code that records keep",
                "no_answer",
                longest=CODE,
            )
        ),
        must(name("label_zh", "中文", "Chinese", "中文说法", "Chinese wording", "无人应答")),
        text("label_en", "英文", "English", "英文说法", "English wording", "No answer"),
        pairs(
            "flags",
            "属性",
            "Flags",
            "属性=值，以分号隔开",
            "flag=value, separated by semicolons",
            "final=否；revisit=是",
        ),
        position(),
        switch(
            "active",
            "启用",
            "Active",
            "“否”则不再可选，旧记录不变",
            "No: cannot be chosen any more, old records stay",
            "是",
        ),
    ),
)

SETTINGS = SheetSpec(
    "settings",
    "设置",
    "Settings",
    "与默认值不同的阈值和开关",
    "Thresholds and switches that differ from their defaults",
    ("name",),
    (
        must(
            text(
                "name",
                "设置项",
                "Setting",
                "设置项的英文名，见设置说明",
                "Name of the setting",
                "queue_target_minutes",
                longest=CODE,
                also=("名称",),
            )
        ),
        must(text("value", "值", "Value", "数值，或是/否", "A number, or yes/no", "30", longest=LABEL)),
    ),
)

TEXTS = SheetSpec(
    "texts",
    "文本",
    "Texts",
    "可编辑的固定文本：广播词、承诺书、简报抬头等",
    "Editable texts: announcements, letter, headings of the brief",
    ("name",),
    (
        must(
            text(
                "name",
                "文本名",
                "Text",
                "文本的英文名",
                "Name of the text",
                "announcement",
                longest=CODE,
                also=("名称",),
            )
        ),
        text(
            "body_zh",
            "中文正文",
            "Chinese",
            "中文内容",
            "Chinese wording",
            "请大家戴好口罩，有序排队。",
            longest=PROSE,
        ),
        text(
            "body_en",
            "英文正文",
            "English",
            "英文内容",
            "English wording",
            "Please wear your mask and queue in order.",
            longest=PROSE,
        ),
    ),
)
