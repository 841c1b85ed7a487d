"""Columns that many sheets have."""

from __future__ import annotations

from teamhub.domain.workbook.spec import LABEL, ColumnSpec, must, number, ref, text
from teamhub.domain.workbook.spec import code as code_column
from teamhub.domain.workbook.spec import day as day_column
from teamhub.domain.workbook.spec import moment as moment_column


def own_code(zh_thing: str, en_thing: str, example: str, *, required: bool = True) -> ColumnSpec:
    column = text(
        "code",
        "编号",
        "Code",
        f"{zh_thing}的编号，全表不重复" + ("" if required else "；留空时自动编号"),
        f"The code of the {en_thing}, used once" + ("" if required else "; left empty, it is given one"),
        example,
        longest=40,
        also=("代码", "编码"),
    )
    return must(column) if required else column


def position() -> ColumnSpec:
    return number(
        "position", "排序", "Order", "显示顺序，小的在前", "Place in lists, small ones first", "1", least=-1
    )


def note(field: str = "note") -> ColumnSpec:
    return text(field, "备注", "Note", "其他需要说明的情况", "Anything else worth saying", longest=LABEL)


def recorded_at() -> ColumnSpec:
    return moment_column(
        "recorded_at",
        "录入时间",
        "Recorded at",
        "录入系统的时间；留空即导入时间",
        "When it was entered; empty: the moment of the import",
        "2022-04-02 09:12",
    )


def nth() -> ColumnSpec:
    return number(
        "nth",
        "同刻第几条",
        "Nth at that time",
        "同一时间有多条时填2、3……；一般留空",
        "2, 3 ... where several entries share one time; usually empty",
        "",
        least=1,
        most=10_000,
        stored=False,
    )


def compound(*, required: bool = True) -> ColumnSpec:
    column = ref(
        "compound",
        "小区",
        "Compound",
        "compounds",
        "小区编号、名称或别名",
        "Code, name or alias of the compound",
        "明珠华府",
        also=("小区名称", "所属小区"),
    )
    return must(column) if required else column


def door(*, required: bool = True) -> ColumnSpec:
    column = ref(
        "unit",
        "门牌",
        "Door",
        "doors",
        "楼栋-单元-房号，如2-1-301；商铺写楼栋和店名",
        "Building-stairwell-flat, such as 2-1-301; for a shop the building and its name",
        "2-1-301",
        within=("compound",),
        also=("房号", "地址", "住址", "门牌号"),
    )
    return must(column) if required else column


def person(
    field: str,
    zh: str,
    en: str,
    meaning_zh: str,
    meaning_en: str,
    *,
    required: bool = False,
    also: tuple[str, ...] = (),
) -> ColumnSpec:
    column = ref(
        field,
        zh,
        en,
        "people",
        f"{meaning_zh}：人员编号；姓名不重复时可写姓名",
        f"{meaning_en}: code, or name where only one person has it",
        "P002",
        also=also,
    )
    return must(column) if required else column


def post() -> ColumnSpec:
    return must(
        ref(
            "post",
            "岗位",
            "Post",
            "posts",
            "岗位编号或名称",
            "Code or name of the post",
            "G1",
            also=("点位", "卡口"),
        )
    )


def shift_columns() -> tuple[ColumnSpec, ...]:
    """Day, kind and (where a day has two of the kind) start of a shift; the last one stores the reference."""
    return (
        must(
            day_column(
                "duty_date",
                "值班日期",
                "Duty date",
                "班次开始的日期",
                "The day on which the shift began",
                "2022-04-04",
                stored=False,
                also=("日期",),
            )
        ),
        must(
            code_column(
                "shift_kind",
                "班次",
                "Shift",
                "shift_kind",
                "白班、夜班等",
                "Day, night ...",
                "白班",
                stored=False,
            )
        ),
        ref(
            "shift",
            "班次开始",
            "Shift start",
            "shifts",
            "同日同类有两个班次时填开始时间；一般留空",
            "Start time, where a day has two shifts of the kind; usually empty",
            "08:00",
            within=("duty_date", "shift_kind"),
        ),
    )


def round_number() -> ColumnSpec:
    return must(
        ref("round", "轮次", "Round", "rounds", "第几轮", "Number of the round", "3", also=("检测轮次",))
    )


def sweep_number() -> ColumnSpec:
    return must(
        ref(
            "sweep",
            "扫楼次",
            "Sweep",
            "sweeps",
            "第几次扫楼",
            "Number of the sweep",
            "2",
            also=("扫楼", "第几次"),
        )
    )
