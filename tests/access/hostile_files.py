"""Sixty files made to do harm, and the process of its own that opens them and measures itself."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.workbook.test_hostile_files import FOOT, GOOD, HEAD, SHEET, hostile, rebuilt, sheet


def packed_tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("x.xlsx"), io.BytesIO(b""))
    return stream.getvalue()


def with_link() -> bytes:
    """An entry that says it is a symbolic link."""
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo("xl/worksheets/sheet9.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return stream.getvalue()


def more() -> Iterator[tuple[str, bytes]]:
    laugh = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    yield "billion laughs", rebuilt({SHEET: f'<!DOCTYPE l [<!ENTITY l0 "ha">{laugh}]>{HEAD}&l8;{FOOT}'})
    yield (
        "quadratic entities",
        rebuilt({SHEET: f'<!DOCTYPE l [<!ENTITY a "{"a" * 50_000}">]>{HEAD}{"&a;" * 500}{FOOT}'}),
    )
    yield (
        "parameter entity",
        rebuilt({SHEET: f"<!DOCTYPE l [<!ENTITY % x SYSTEM 'http://127.0.0.1/'>%x;]>{HEAD}{FOOT}"}),
    )
    yield "a million rows", sheet("<row/>" * 1_000_000)
    yield (
        "a million strings",
        rebuilt({"xl/sharedStrings.xml": "<sst>" + "<si><t>x</t></si>" * 1_000_000 + "</sst>"}),
    )
    yield "a million columns", sheet("<row r='1'>" + "<c t='str'><v>x</v></c>" * 1_000_000 + "</row>")
    yield "deep nesting", sheet("<row>" + "<x>" * 200_000 + "</x>" * 200_000 + "</row>")
    yield "a long attribute", sheet(f"<row r='1' x='{'a' * 20_000_000}'/>")
    yield (
        "a cell of ten million letters",
        sheet(f"<row r='1'><c t='inlineStr'><is><t>{'a' * 10_000_000}</t></is></c></row>"),
    )
    yield "a negative row", sheet("<row r='-5'><c r='A-5'><v>1</v></c></row>")
    yield "a row beyond counting", sheet("<row r='99999999999999999999'/>")
    yield "many sheets", rebuilt({f"xl/worksheets/sheet{n}.xml": HEAD + FOOT for n in range(2, 190)})
    yield "folders upwards", rebuilt({"../../../../tmp/evil.xml": "x"})
    yield "an absolute name", rebuilt({"/etc/cron.d/evil": "x"})
    yield "a symbolic link", with_link()
    yield "a tar", packed_tar()
    yield "a gzip of zeros", gzip.compress(bytes(50_000_000))
    yield "seven zip", b"7z\xbc\xaf\x27\x1c" + b"\0" * 100
    yield "a bomb in the strings", rebuilt({"xl/sharedStrings.xml": b" " * 90_000_000})
    yield "a bomb in the sheet", rebuilt({SHEET: b" " * 95_000_000})
    yield (
        "outside links",
        rebuilt({"xl/externalLinks/externalLink1.xml": "<externalLink/>", "xl/vbaProject.bin": b"x"}),
    )
    yield "text without an end of line", b"a," * 3_000_000
    yield "text of quotes", b'"' * 3_000_000
    yield "text of line ends", b"\n" * 5_000_000
    yield "half a character", "姓名,手机号\r\n".encode("gb18030")[:-5] + b"\x81"


def sixty(folder: Path) -> int:
    """Writes them, a number before each name; tells how many."""
    files = [(name, data) for name, data, _ in hostile()] + list(more())
    for number, (name, data) in enumerate(files):
        (folder / f"{number:03d} {name}").write_bytes(data)
    return len(files)


OPEN = """
import json, re, sys, time
from pathlib import Path
from teamhub.domain.workbook.faults import BookRefused
from teamhub.forms.workbook import open_book

for file in sorted(Path(sys.argv[1]).iterdir()):
    data, began = file.read_bytes(), time.process_time()
    try:
        code = f"opened: {sum(len(s.rows) for s in open_book(data, 'x.xlsx'))} rows"
    except BookRefused as refused:
        code = refused.code
    spent = time.process_time() - began
    peak = int(re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) / 1024
    print(json.dumps([file.name, code, spent, peak]))
"""
"""The process that opens them; what getrusage tells would begin with the peak of the process that started it. Name, code of the refusal, seconds of the processor, peak memory so far in MiB."""
