"""Files that people send: hostile ones are refused soon and in little memory, messy ones mean what they meant, names mean
nothing."""

from __future__ import annotations

import io
import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.briefs import Upload
from teamhub.web.errors import SENTENCES
from tests.access.hostile_files import OPEN, sixty
from tests.page_client import PageClient
from tests.workbook.test_messy_files import WHOLE, cells

As = Callable[..., PageClient]
Tell = Callable[[str, str], None]
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proves("T70")
def test_sixty_hostile_files_are_refused_within_two_seconds_and_two_hundred_megabytes(
    tmp_path: Path, tell: Tell
) -> None:
    """Seconds of the processor and peak memory of the process that opens them, one after the other."""
    assert sixty(tmp_path) >= 60
    told = subprocess.run(
        [sys.executable, "-c", OPEN, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    files = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(files) >= 60
    opened = [(name, code) for name, code, _, _ in files if code.startswith("opened")]
    assert all(int(code.split()[1]) <= 3 for _, code in opened), opened
    assert all(code in SENTENCES for _, code, _, _ in files if not code.startswith("opened"))
    slow = [(name, seconds) for name, _, seconds, _ in files if seconds > 2]
    assert not slow
    assert files[-1][3] < 200, files[-1]
    tell(
        "hostile files: refused or empty, slowest, peak memory",
        f"{len(files)}, {max(row[2] for row in files):.2f} s, {files[-1][3]:.0f} MiB",
    )


HEADINGS = ("姓名,手机号,人员类别,下沉开始", "名字,联系电话,身份,下沉开始", "name,phone,member_type,deployed_from",
            "姓名*,手机号（必填）, 人员 类别 ,下沉开始：", "Name,Phone,Member type,Deployed from")  # fmt: skip
PHONES = ("13800000002", "+86 138-0000-0002", "１３８０００００００２", "1.3800000002E+10", "'13800000002")
DAYS = ("2022-04-01", "2022年4月1日", "20220401", "２０２２／４／１")


@pytest.mark.proves("T71")
def test_two_hundred_messy_registers_mean_the_same_in_gbk_and_in_utf8(tell: Tell) -> None:
    meant = 0
    for heading, phone, day in itertools.product(HEADINGS, PHONES, DAYS):
        said = f"{heading}\r\n李 文涛 ,{phone},下沉干部, {day} \r\n"
        for encoding in ("gb18030", "utf-8-sig"):
            assert cells(said.encode(encoding), name="名单.csv") == WHOLE, said
            meant += 1
    assert meant == 200
    tell("messy registers that mean the same", str(meant))


NAMES = [
    f"{start}{end}"
    for start in ("../../etc/passwd", "..\\..\\x", "C:\\x\\y", "/abs/x", "a\x00b", "a\r\nX: y", "....//x", "%2e%2e%2f", "＜x＞", "a" * 400)
    for end in (".xlsx", ".XLSX", ".xlsx;.exe", "")
]  # fmt: skip


@pytest.mark.proves("T73")
@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.prove)])
def test_forty_names_of_files_mean_nothing(app: Flask, as_: As, every: int) -> None:
    """The name is shown and stored, shortened; no folder is made of it and no header."""
    client = as_("leader")
    assert len(NAMES) == 40
    before = sorted(p.name for p in Path(app.instance_path).iterdir())
    for name in NAMES[::every]:
        data = {
            "workbook": (io.BytesIO("姓名,手机号\r\n李,13800000002\r\n".encode()), name),
            "csrf_token": client.csrf(),
        }
        answer = client._ask(client.http.post, "/linli/workbook/", data=data)
        assert answer.status_code in ((400,) if "\x00" in name else (303, 422)), name
        for stored in db.session.scalars(select(Upload.file_name)):
            assert len(stored) <= 120
            assert not set(stored) & set("/\\\r\n\x00")
    assert sorted(p.name for p in Path(app.instance_path).iterdir()) == before


@pytest.mark.proves("T73")
def test_bodies_of_a_thousand_parts_and_long_fields_are_refused(app: Flask, as_: As) -> None:
    client = as_("leader")
    parts = {f"f{n}": (io.BytesIO(b"x"), "x.csv") for n in range(1100)}
    for data in ({**parts}, {"workbook": "x" * 600_000, "a": (io.BytesIO(b"x"), "x")}):
        answer = client._ask(client.http.post, "/linli/workbook/", data={**data, "csrf_token": client.csrf()})
        assert answer.status_code in (400, 413)
