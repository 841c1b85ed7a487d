"""Writes docs/workbook.md out of the sheet descriptions in teamhub/domain/workbook: `python tools/workbook_docs.py`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from teamhub.domain.vocabularies import BY_NAME  # noqa: E402  # the checkout must be on the path first
from teamhub.domain.workbook import BY_KEY, SHEETS, ColumnSpec, Kind, SheetSpec  # noqa: E402  # as above

PAGE = ROOT / "docs" / "workbook.md"

HEAD = """# The community workbook

One .xlsx file is how a community moves in, moves out and catches up from paper. `teamhub workbook template FILE`
writes an empty one with every sheet; `teamhub workbook import FILE` reads one; `teamhub workbook export SLUG FILE`
writes the whole campaign. On the web: 设置 → 工作簿. This page is generated from the descriptions that the program
itself goes by (`python tools/workbook_docs.py`).

## What is read, and how

- Sheets and columns go by their Chinese or English names, in any order. Sheets and columns with other names are left
  alone and reported. A file with a single sheet (or a .csv in UTF-8 or GB18030) may hold any one register: it is
  recognised by its headings.
- The headings may stand below title rows: the best match among the first ten rows counts. Rows that begin with
  【说明】 or 【示例】 and rows of totals (合计) are passed over.
- Full-width digits, blanks, 138 0000 0000, +86, numbers stored as text, dates as text (2022-4-4, 2022年4月4日,
  20220404), as spreadsheet dates or as serial numbers: all are read. 4/5/2022 is unclear and refused; 1.38E+10 has
  lost its last digits and is refused.
- An empty cell never erases what is stored. Nothing is ever deleted by an import. The same file twice changes nothing.
- Rows are told apart by the columns marked with a key (🔑). What points at another row gives its code; a name will do
  where only one has it. Compounds may be given by any of their aliases.
- Times are the community's wall-clock time. Where a row has a day, a time alone will do; after midnight it is read as
  the next day's.
- Any fault refuses the whole file: each is reported with sheet, row and column, and nothing is stored. Warnings (⚠)
  do not refuse.
- A list is separated by semicolons (；or ;) or line breaks. Flags and facts are written name=value.
- yes/no cells take 是 否 有 无 √ × yes no true false 1 0.
"""


def markdown() -> str:
    """The whole page."""
    index = "\n".join(f"- [{s.zh} {s.en}](#{s.key.replace('_', '-')}): {s.meaning_en}" for s in SHEETS)
    return "\n".join([HEAD, "## Sheets", "", index, "", *(_sheet(s) for s in SHEETS)])


def _sheet(sheet: SheetSpec) -> str:
    rows = [
        f"| {_title(sheet, c)} | {_cell(c)} | {c.meaning_zh} | {c.meaning_en} | {c.example} |"
        for c in sheet.columns
    ]
    also = f" Other names of the sheet: {'、'.join(sheet.also)}." if sheet.also else ""
    return "\n".join(
        [
            f'<a id="{sheet.key.replace("_", "-")}"></a>',
            "",
            f"### {sheet.zh} {sheet.en}",
            "",
            f"{sheet.meaning_zh}。{sheet.meaning_en}.{also}",
            "",
            "| Column | Cell | 说明 | Meaning | Example |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _title(sheet: SheetSpec, column: ColumnSpec) -> str:
    marks = ("🔑" if column.field in sheet.key_columns else "") + ("\\*" if column.required else "")
    also = f"<br>also {'、'.join(column.also)}" if column.also else ""
    return f"**{column.zh}** {column.en} {marks}{also}".strip()


def _cell(column: ColumnSpec) -> str:
    """What the cell holds, in words."""
    match column.kind:
        case Kind.CODE:
            return f"one of the vocabulary {BY_NAME[column.vocabulary].zh} (`{column.vocabulary}`)"
        case Kind.CHOICE:
            return "one of " + ", ".join(f"{c.zh} {c.en}" for c in column.choices)
        case Kind.REF:
            return f"a row of {BY_KEY[column.ref].zh}"
        case Kind.LIST if column.ref:
            return f"several rows of {BY_KEY[column.ref].zh}"
        case Kind.LIST if column.choices:
            return "several of " + ", ".join(f"{c.zh} {c.en}" for c in column.choices)
        case Kind.INT:
            return f"whole number, {column.least} to {column.most}"
        case Kind.TEXT | Kind.NAME | Kind.PHONE if column.longest:
            return f"text, up to {column.longest}"
        case _:
            return _WORDS[column.kind]


_WORDS = {
    Kind.TEXT: "text",
    Kind.NAME: "text",
    Kind.PHONE: "telephone number",
    Kind.BOOL: "yes or no",
    Kind.DATE: "day",
    Kind.TIME: "time of day",
    Kind.MOMENT: "day and time",
    Kind.LIST: "list",
    Kind.PAIRS: "name=value, separated by semicolons",
}


if __name__ == "__main__":
    PAGE.write_text(markdown(), "utf-8")
    print(PAGE.name)
