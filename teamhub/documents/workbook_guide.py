"""The words of the template that belong to no column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Guide:
    """`title`, `lines`: the first sheet; its first line is the heading. `note`, `example`: how rows begin that an
    import passes over. `choices`: the name of the sheet with the lists."""

    title: str
    lines: tuple[str, ...]
    note: str
    example: str
    choices: str


CHINESE = Guide(
    "说明",
    (
        "TeamHub 社区工作簿",
        "每张表一类记录，只填用得上的表；表头带*的列必填。",
        "第二行是各列说明，第三行是示例，导入时都会跳过，可以保留。",
        "列可以换位置，也可以多出别的列；不认识的列会原样跳过并提示。",
        "指向别处的列填编号或名称：小区可写别名，门牌写2-1-301，人员写编号；姓名不重复时写姓名。",
        "空单元格不会清除已有内容；导入从不删除记录；同一份文件导入两次不会重复。",
        "导入前先检查：有错会逐条指出表、行、列，全部改好之前什么也不会存入。",
    ),
    "【说明】",
    "【示例】",
    "选项",
)
ENGLISH = Guide(
    "Guide",
    (
        "TeamHub community workbook",
        "One sheet for each kind of record; fill in only what you need. Headings with * are required.",
        "The second row explains, the third is an example; an import passes over both, they may stay.",
        "Columns may change places and others may be added; those not known are left alone and reported.",
        "What points elsewhere takes a code or a name: a compound any of its names, a door 2-1-301, a person the code, or the name where only one has it.",
        "An empty cell never erases what is stored; an import never deletes; the same file twice changes nothing.",
        "Everything is checked first: faults are told by sheet, row and column, and until all are mended nothing is stored.",
    ),
    "[Note] ",
    "[Example] ",
    "Choices",
)


def guide_of(language: str) -> Guide:
    return CHINESE if language.startswith("zh") else ENGLISH
