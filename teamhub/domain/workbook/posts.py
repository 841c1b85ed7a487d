"""Sheets about posts and shifts: where people stand, when, and how gates open and close."""

from __future__ import annotations

from teamhub.domain.workbook.recurring import compound, own_code, person, position, post
from teamhub.domain.workbook.spec import SheetSpec, code, day, moment, must, name, number, text

POSTS = SheetSpec(
    "posts",
    "岗位",
    "Posts",
    "卡口、采样点等需要值守的地方",
    "Gates, checkpoints and other places that are staffed",
    ("code",),
    (
        own_code("岗位", "post", "G1", required=False),
        must(
            name(
                "name",
                "岗位名称",
                "Name",
                "岗位的名称",
                "Name of the post",
                "汉孟路南端卡口",
                also=("岗位", "点位", "卡口", "名称"),
            )
        ),
        must(
            code(
                "kind",
                "岗位类型",
                "Kind",
                "post_kind",
                "对外卡口、小区卡口等",
                "Gate, compound checkpoint ...",
                "对外卡口",
                also=("类型",),
            )
        ),
        compound(required=False),
        number(
            "seats",
            "每班人数",
            "Seats",
            "每班需要几人；留空为1",
            "People per shift; empty: 1",
            "3",
            most=1000,
            also=("人数",),
        ),
        day(
            "opened_on",
            "启用日期",
            "Open from",
            "从哪天起值守；留空为行动第一天",
            "First day; empty: the campaign's first day",
            "2022-04-01",
        ),
        day(
            "closed_on",
            "停用日期",
            "Open until",
            "值守的最后一天；未停用留空",
            "Last day; empty while it is open",
            "",
        ),
        position(),
    ),
    otherwise=("name",),
    code_pattern="G{:d}",
)

GATE_PERIODS = SheetSpec(
    "gate_periods",
    "开放时段",
    "Gate openings",
    "哪个岗位在什么时间对外开放",
    "When a post was a gate open to the outside",
    ("post", "open_from"),
    (
        post(),
        must(moment("open_from", "开放自", "Open from", "从何时起对外开放", "From when", "2022-04-01 03:00")),
        moment(
            "open_until",
            "开放至",
            "Open until",
            "到何时为止；仍开放留空",
            "Until when; empty while it is open",
            "",
        ),
    ),
)

POST_CLOSURES = SheetSpec(
    "post_closures",
    "临时关闭",
    "Post closures",
    "岗位在行动期间的临时关闭",
    "Times in which a post was closed during the campaign",
    ("post", "closed_from"),
    (
        post(),
        must(moment("closed_from", "关闭自", "Closed from", "从何时起关闭", "From when", "2022-04-05 00:00")),
        moment(
            "closed_until",
            "关闭至",
            "Closed until",
            "到何时为止；仍关闭留空",
            "Until when; empty while it is closed",
            "",
        ),
        text("order_reference", "依据", "Order", "依据哪个通知", "By which order", ""),
    ),
)

SHIFTS = SheetSpec(
    "shifts",
    "班次",
    "Shifts",
    "每个班次一行",
    "One row a shift",
    ("duty_date", "kind", "starts_at"),
    (
        must(
            day(
                "duty_date",
                "值班日期",
                "Duty date",
                "班次开始的日期",
                "The day on which the shift begins",
                "2022-04-04",
                also=("日期",),
            )
        ),
        must(
            code(
                "kind", "班次", "Shift", "shift_kind", "白班、夜班、应急班等", "Day, night, surge ...", "白班"
            )
        ),
        moment(
            "starts_at",
            "开始",
            "Starts",
            "开始时间；只写时刻即为当日；留空按班制",
            "Start; a time alone is that day's; empty: by the pattern",
            "2022-04-04 08:00",
            day_from="duty_date",
        ),
        moment(
            "ends_at",
            "结束",
            "Ends",
            "结束时间；只写时刻即为当日或次日；留空按班制",
            "End; a time alone is that day's or the next's; empty: by the pattern",
            "2022-04-04 20:00",
            day_from="duty_date",
        ),
        person(
            "duty_officer", "带班领导", "Duty officer", "当班负责人", "Who is in charge", also=("带班人",)
        ),
    ),
)
