"""Sheets about care: the register, carers, their contacts."""

from __future__ import annotations

from teamhub.domain.workbook.recurring import nth, person, recorded_at
from teamhub.domain.workbook.spec import (
    LABEL,
    PROSE,
    ColumnSpec,
    SheetSpec,
    code,
    day,
    moment,
    must,
    number,
    ref,
    text,
)


def _cared_for() -> tuple[ColumnSpec, ...]:
    return (
        must(
            ref(
                "resident",
                "居民",
                "Resident",
                "residents",
                "居民编号",
                "Code of the resident",
                "R001",
                stored=False,
            )
        ),
        must(
            ref(
                "vulnerable",
                "特殊群体",
                "Group",
                "care_register",
                "登记为哪一类",
                "The group under which the resident is on the register",
                "行动不便残疾人",
                within=("resident",),
                vocabulary="vulnerable_category",
                also=("类别",),
            )
        ),
    )


CARE = SheetSpec(
    "care_register",
    "包保对象",
    "Care register",
    "行动不便、独居老人等需要专人包保的居民",
    "Residents who need a carer: limited mobility, elders alone ...",
    ("resident", "category"),
    (
        must(ref("resident", "居民", "Resident", "residents", "居民编号", "Code of the resident", "R001")),
        must(
            code(
                "category",
                "特殊群体",
                "Group",
                "vulnerable_category",
                "属于哪一类",
                "Which group",
                "行动不便残疾人",
                also=("类别",),
            )
        ),
        text(
            "needs", "需求", "Needs", "药品、透析、送餐等", "Medicine, dialysis, meals ...", "", longest=PROSE
        ),
        must(day("registered_on", "登记日期", "Registered on", "从哪天起", "From which day", "2022-04-01")),
        number(
            "interval_days",
            "联系间隔天数",
            "Contact every days",
            "与该类别的间隔不同时填写",
            "Only where it differs from the group's",
            "",
            least=1,
            most=60,
        ),
        day(
            "ended_on",
            "结束日期",
            "Ended on",
            "从哪天起不再包保；仍在留空",
            "First day off the register; empty while it lasts",
            "",
        ),
        text("end_reason", "结束原因", "Why it ended", "为何结束", "Why it ended", "", longest=LABEL),
    ),
)

CARERS = SheetSpec(
    "care_assignments",
    "包保责任",
    "Carers",
    "谁包保谁",
    "Who cares for whom",
    ("vulnerable", "carer", "starts_on"),
    (
        *_cared_for(),
        person("carer", "包保人", "Carer", "谁包保", "The carer", required=True, also=("责任人",)),
        person("deputy", "替补人", "Deputy", "谁替补", "The deputy"),
        must(day("starts_on", "开始日期", "From", "从哪天起", "First day", "2022-04-01")),
        day("ends_on", "结束日期", "Until", "最后一天；仍在留空", "Last day; empty while it lasts", ""),
        person(
            "stands_in_for",
            "代替",
            "Stands in for",
            "临时代替哪位包保人",
            "Whose place is taken for the time",
        ),
    ),
)

CONTACTS = SheetSpec(
    "care_contacts",
    "包保联系",
    "Care contacts",
    "包保人的联系记录",
    "Contacts of the carers",
    ("vulnerable", "contacted_at", "nth"),
    (
        *_cared_for(),
        must(moment("contacted_at", "联系时间", "At", "何时联系", "When", "2022-04-04 10:00")),
        person("contacted_by", "联系人", "By", "谁联系", "Who"),
        must(
            code(
                "channel",
                "联系方式",
                "Channel",
                "contact_channel",
                "上门、电话、微信",
                "Visit, phone, message",
                "上门",
            )
        ),
        code(
            "outcome",
            "联系结果",
            "Outcome",
            "contact_outcome",
            "联系上、没联系上等；留空即联系上",
            "Reached, no answer ...; empty: reached",
            "",
        ),
        text("condition", "情况", "Condition", "居民的情况", "How the resident is", "", longest=PROSE),
        recorded_at(),
        nth(),
    ),
)

MEDICINES = SheetSpec(
    "care_medicines",
    "包保药品",
    "Care medicines",
    "包保对象不能断的药",
    "Medicines that a resident must not run out of",
    ("vulnerable", "name"),
    (
        *_cared_for(),
        must(text("name", "药品", "Medicine", "药品名称", "Name of the medicine", "")),
        must(
            day(
                "runs_out_on",
                "断药日期",
                "Runs out on",
                "从哪天起没有药",
                "The first day without it",
                "2022-04-09",
            )
        ),
        recorded_at(),
    ),
)
