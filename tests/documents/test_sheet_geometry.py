"""The geometry of every kind of sheet, measured on the printed page: half a millimetre, a fifth of a point."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pikepdf
import pytest

from teamhub.documents.binder import BinderFacts, Chapter, cover_sheet
from teamhub.documents.binding import bind
from teamhub.documents.cards import cards_sheet
from teamhub.documents.care_card import CareCardFacts, care_card_sheet
from teamhub.documents.clearance import ClearanceFacts, clearance_sheet
from teamhub.documents.duty_roster import roster_sheet
from teamhub.documents.handover_record import HandoverFacts, handover_sheet
from teamhub.documents.letter import Household, LetterFacts, WordingTooLong, letters_sheet
from teamhub.documents.paper import Sheet
from teamhub.documents.poster import posters_sheet
from teamhub.documents.register import register_sheet
from teamhub.documents.site_poster import SitePosterFacts, site_posters_sheet
from teamhub.documents.sweep_sheet import SheetDoor, SweepSheetFacts, sweep_sheet
from teamhub.documents.week_roster import WeekFacts, WeekRow, WeekSlot, week_sheet
from tests.documents.pdf_rules import broken_rules
from tests.documents.printed import MM, printed
from tests.documents.test_bound_sheets import receipts
from tests.documents.test_sheets import POSTER, card, read_codes, roster

ZH = "zh_Hans_CN"
LONG = "国营第一棉纺织印染总厂东区职工家属宿舍"
"""A compound name of twenty characters."""
RARE = "欧阳㛃𬱖𫖯"
EXAMPLE = "示例数据"

SITE = SitePosterFacts(
    community="八里岔社区",
    site="P5 通达住宅楼",
    compounds=f"通达住宅楼、{LONG}",
    announcement="请大家戴好口罩，有序排队，间隔一米，提前打开健康码。",
    rules=("佩戴口罩", "有序排队", "间隔一米", "提前亮码"),
    staffing_name="1+2+4",
    staffing=((1, "医务人员 采样"), (2, "下沉干部 信息录入、协助采样"), (4, "社区工作者 协助录入、维持秩序")),
    site_url="https://teamhub.example.org/balicha/testing",
    as_of="截至4月4日08:00",
    duty_phone="138 0000 1234",
    example_note=EXAMPLE,
)
LETTER = LetterFacts(
    community="八里岔社区",
    title="核酸检测承诺书",
    opening="八里岔社区：为配合疫情防控工作，本户郑重承诺：",
    promises=("全体家庭成员按时参加每一轮核酸检测，不漏检一人",) * 4,
    about="第1次扫楼 4月3日",
    hotline="0724-1234567",
    example_note=EXAMPLE,
)


def doors(count: int) -> tuple[SheetDoor, ...]:
    return tuple(SheetDoor(f"1-{n}01", "空置", 3, n % 2 == 0, "1") for n in range(1, count + 1))


def sweep_facts(count: int) -> SweepSheetFacts:
    legend = tuple((str(n), "面见，全员已检") for n in range(1, 13))
    where = f"{LONG} 12栋"
    return SweepSheetFacts(
        "八里岔社区", "扫楼登记表", where, "第1次扫楼", "一组", "截至4月3日", doors(count), legend, EXAMPLE
    )


def week(posts: int) -> WeekFacts:
    slots = (WeekSlot("白班", ("李文涛", RARE)), WeekSlot("夜班", ("郑丽",), 1))
    rows = tuple(WeekRow(f"{LONG}{n}卡口", "小区卡口", (slots,) * 7) for n in range(posts))
    days = tuple(f"4月{n}日 星期一" for n in range(4, 11))
    officers = (("白班 周建明", "夜班 王芳"),) * 7
    return WeekFacts(
        "八里岔社区", "周值班表", "4月4日至10日", "截至4月3日", days, officers, ("白班 08:00–20:00",), rows
    )


def handover() -> HandoverFacts:
    head = tuple(
        (what, "汉孟路南端")
        for what in ("岗位", "日期", "班次", "在岗人员", "交班人", "接班人", "交班时间", "接班时间")
    )
    counted = tuple((what, "3") for what in ("车辆", "进入", "外出", "劝返", "口罩", "防护服", "消毒液"))
    told = tuple((what, "无") for what in ("发生情况", "收到指令", "设备状况", "需关注人员", "备注"))
    signatures = (("交班人签字", RARE, "19:55"), ("接班人签字", "", ""))
    return HandoverFacts(
        "八里岔社区",
        "交接班记录",
        head,
        "清点",
        counted,
        told,
        signatures,
        ("不得代签",),
        "打印时间",
        EXAMPLE,
    )


CERTIFICATE = ClearanceFacts(
    "八里岔社区", "清零确认单", LONG, "第1次扫楼", "范围内26户均已走访。", 26, (("面见", 20), ("电话核实", 6)),
    (("已签承诺书", "26 / 26"),), "最近走访4月3日", "打印时间4月3日", EXAMPLE,
)  # fmt: skip
CARE = CareCardFacts(
    "八里岔社区", "有事找我们", "刘大妈", ("周建明", "13800001234"), ("王芳", "13900005678"), "我们每天联系您。", "0724-1234567",
    EXAMPLE,
)  # fmt: skip
BINDER = BinderFacts(
    "八里岔社区",
    "当日合订本",
    "2022年4月4日",
    "截至22:00",
    "编印：工作队",
    "合订本",
    (Chapter("集结", (), "当日无"),),
)


@dataclass(frozen=True)
class Kind:
    """Millimetres of paper and of the margins at both sides, points of the title and of the smallest type, and the words
    of the head that stand on every page of it."""

    paper: tuple[float, float]
    left: float
    right: float
    title: float
    least: float
    head: str = ""


A4, LAND = (210.0, 297.0), (297.0, 210.0)


def kinds() -> dict[str, tuple[Sheet, Kind]]:
    """Every kind but the brief, long enough to run over where it may."""
    return {
        "roster": (roster_sheet(roster(22), language=ZH), Kind(LAND, 14, 14, 18, 9, "白班08:00–20:00")),
        "week": (week_sheet(week(12), language=ZH), Kind(LAND, 12, 12, 18, 9, "4月10日星期一")),
        "register": (register_sheet(receipts("签收表", 30), language=ZH), Kind(A4, 25, 18, 20, 9, "序号姓名签名")),
        "empty": (register_sheet(receipts("签收表", 0), language=ZH), Kind(A4, 25, 18, 20, 9, "序号姓名签名")),
        "sweep": (sweep_sheet(sweep_facts(24), language=ZH), Kind(LAND, 12, 12, 17, 9, "未检原因")),
        "clearance": (clearance_sheet(CERTIFICATE, language=ZH), Kind(A4, 24, 24, 26, 9)),
        "handover": (handover_sheet(handover(), language=ZH), Kind(A4, 25, 18, 20, 9)),
        "care": (care_card_sheet(CARE, language=ZH), Kind((210.0, 148.0), 16, 16, 24, 9)),
        "letter": (
            letters_sheet(LETTER, [Household(f"{LONG} 12栋 2-1503", 4), Household("")], language=ZH),
            Kind(A4, 0, 0, 18, 9),
        ),
        "binder": (cover_sheet(BINDER, language=ZH), Kind(A4, 28, 26, 34, 9)),
        "poster": (posters_sheet([POSTER], language=ZH), Kind(A4, 14, 14, 66, 9)),
        "poster-a3": (posters_sheet([POSTER], language=ZH, size="a3"), Kind((297.0, 420.0), 19.8, 19.8, 93.3, 12.7)),
        "site": (site_posters_sheet([SITE], language=ZH), Kind(A4, 14, 14, 62, 9)),
        "site-a3": (site_posters_sheet([SITE], language=ZH, size="a3"), Kind((297.0, 420.0), 19.8, 19.8, 87.7, 12.7)),
        "cards": (cards_sheet([card(n, RARE) for n in range(10)], language=ZH), Kind(A4, 14, 14, 16, 9)),
    }  # fmt: skip


@cache
def whole() -> bytes:
    """All kinds in one print."""
    return bind([sheet for sheet, _ in kinds().values()], title="全部", language=ZH)


@cache
def measured() -> dict[str, tuple[Kind, list[Any]]]:
    """Each kind with its own pages of the print: a sheet is set bound as it is set alone."""
    found = kinds()
    book = printed(whole())
    pages: dict[str, tuple[Kind, list[Any]]] = {}
    left = iter(_apart(book.pdf))
    for (name, (_, kind)), count in zip(found.items(), left, strict=True):
        start = sum(len(one) for _, one in pages.values())
        pages[name] = (kind, book.pages[start : start + count])
    return pages


def _apart(pdf: bytes) -> list[int]:
    """How many pages each sheet has: bookmarks say where it begins."""
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        number = {page.obj.objgen: n for n, page in enumerate(file.pages)}
        targets: list[Any] = [item.destination for item in outline.root]
        starts = [number[target[0].objgen] for target in targets]
        return [end - start for start, end in zip(starts, [*starts[1:], len(file.pages)], strict=True)]


NAMES = (
    "roster", "week", "register", "empty", "sweep", "clearance", "handover", "care", "letter", "binder", "poster",
    "poster-a3", "site", "site-a3", "cards",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_paper_margins_and_type_are_those_of_the_kind(name: str) -> None:
    kind, pages = measured()[name]
    for page in pages:
        assert (page.width / MM, page.height / MM) == (
            pytest.approx(kind.paper[0], abs=0.5),
            pytest.approx(kind.paper[1], abs=0.5),
        )
        shown = [c for c in page.chars if c["text"].strip() and c["size"] > 2]
        assert min(c["x0"] for c in shown) / MM >= kind.left - 0.5
        assert max(c["x1"] for c in shown) / MM <= kind.paper[0] - kind.right + 0.5
        assert min(c["size"] for c in shown) >= kind.least - 0.2
        assert all(c["top"] >= 0 and c["bottom"] <= page.height for c in shown)
    assert any(abs(c["size"] - kind.title) <= 0.2 for c in pages[0].chars)


@pytest.mark.parametrize("name", ["roster", "week", "register", "sweep", "handover", "clearance"])
def test_what_is_ruled_reaches_from_margin_to_margin(name: str) -> None:
    kind, pages = measured()[name]
    for page in pages:
        ruled = [edge for table in page.find_tables() for edge in (table.bbox[0], table.bbox[2])]
        if ruled:
            assert min(ruled) / MM == pytest.approx(kind.left, abs=0.5)
            assert max(ruled) / MM == pytest.approx(kind.paper[0] - kind.right, abs=0.5)


@pytest.mark.parametrize("name", ["roster", "week", "register", "empty", "sweep"])
def test_the_head_stands_on_every_page_with_a_table_and_no_row_is_torn(name: str) -> None:
    kind, pages = measured()[name]
    assert len(pages) >= (1 if name == "empty" else 2)
    for page in pages:
        tables = page.find_tables()
        assert tables, "a page without its table"
        assert kind.head in "".join((page.extract_text() or "").split())
        bottom = max(table.bbox[3] for table in tables)
        for row in tables[0].rows:
            heights = {round(cell[3] - cell[1]) for cell in row.cells if cell}
            assert len(heights) == 1
            assert row.bbox[3] <= bottom + 0.5


def ink_box(page: Any, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The box of the ink within a part of the page, in mm from its corner."""
    scale = 10
    picture = page.to_image(resolution=25.4 * scale).original.convert("L")
    part = picture.crop(tuple(round(side * scale) for side in box)).point(lambda v: 255 if v < 128 else 0)
    left, top, right, bottom = part.getbbox()
    return left / scale, top / scale, right / scale, bottom / scale


@pytest.mark.parametrize(
    ("name", "box", "width"),
    [
        ("poster", (50, 66, 160, 160), 84.0),
        ("poster-a3", (70, 96, 227, 226), 118.8),
        ("site", (16, 204, 98, 282), 72.0),
        ("site-a3", (22, 288, 138, 400), 101.8),
    ],
)
def test_a_code_is_as_wide_as_designed_and_never_under_sixty_millimetres(
    name: str, box: tuple[float, float, float, float], width: float
) -> None:
    _, [page] = measured()[name]
    left, top, right, bottom = ink_box(page, box)
    assert right - left == pytest.approx(width, abs=0.5)
    assert bottom - top == pytest.approx(width, abs=0.5)
    assert right - left >= 60


@pytest.mark.parametrize("resolution", [100, 50])
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("poster", [POSTER.check_in_url]),
        ("poster-a3", [POSTER.check_in_url]),
        ("site", [SITE.site_url]),
        ("site-a3", [SITE.site_url]),
        ("cards", sorted(card(n).enrol_url for n in range(10))),
    ],
)
def test_every_kind_with_a_code_is_read_from_a_coarse_picture(
    name: str, wanted: list[str], resolution: int
) -> None:
    _, [page] = measured()[name]
    assert sorted(read_codes(page, resolution)) == wanted


def test_letters_are_cut_and_torn_where_the_lines_are() -> None:
    _, [page] = measured()["letter"]
    upper = [c for c in page.chars if c["text"].strip() and c["size"] > 2 and c["top"] / MM < 148.5]
    assert min(c["x0"] for c in upper) / MM == pytest.approx(20, abs=0.5)
    kept = [c for c in upper if c["x0"] / MM < 142]
    copy = [c for c in upper if c["x0"] / MM >= 142]
    assert max(c["x1"] for c in kept) / MM <= 134.5
    assert min(c["x0"] for c in copy) / MM == pytest.approx(146, abs=0.7)
    assert all(c["bottom"] / MM <= 148.5 for c in upper)
    promises = [c for c in kept if abs(c["size"] - 12) < 0.2]
    tops = sorted({round(c["bottom"], 1) for c in promises})
    assert all(b - a == pytest.approx(18, abs=0.3) for a, b in itertools.pairwise(tops) if b - a < 20)


def test_a_wording_too_long_for_half_a_sheet_gets_a_whole_one_and_none_prints_over_itself() -> None:
    long = replace(LETTER, promises=("全体家庭成员按时参加每一轮核酸检测，不漏检一人，有事报告。" * 2,) * 6)
    sheet = letters_sheet(long, [Household(LONG, 3)] * 2, language=ZH)
    book = printed(sheet.printed())
    assert len(book.pages) == 2
    with pytest.raises(WordingTooLong, match="room for 30"):
        letters_sheet(replace(LETTER, promises=long.promises * 5), [Household("")], language=ZH)


def test_cards_lie_on_the_lines_along_which_they_are_cut() -> None:
    _, [page] = measured()["cards"]
    edges = {round(rect["x0"] / MM, 1) for rect in page.rects} | {
        round(rect["x1"] / MM, 1) for rect in page.rects
    }
    assert any(abs(edge - 14) <= 0.5 for edge in edges)
    assert any(abs(edge - 105) <= 0.5 for edge in edges)
    assert any(abs(edge - 196) <= 0.5 for edge in edges)


def test_a_rare_name_is_printed_on_every_kind_that_carries_names() -> None:
    for name in ("week", "handover", "cards"):
        text = "".join("".join((page.extract_text() or "").split()) for page in measured()[name][1])
        assert RARE in text, name


def test_every_kind_is_fit_for_archives_and_for_readers_of_the_screen() -> None:
    assert broken_rules(whole()) == []
