"""Posters, enrolment cards and the duty roster, measured on the printed page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import ImageDraw

from teamhub.documents.cards import CardFacts, print_cards
from teamhub.documents.duty_roster import RosterCell, RosterFacts, RosterRow, RosterSeat, print_roster
from teamhub.documents.glyphs import GlyphMissing
from teamhub.documents.poster import PosterFacts, print_poster, print_posters
from tests.documents.printed import MM, Printed, printed

ADDRESS = "https://teamhub.example.org/balicha/duty/check-in?post=G1&t=9f3ab27c51de"
POSTER = PosterFacts(
    community="八里岔社区",
    post_name="汉孟路南端",
    post_kind="对外卡口",
    is_open=True,
    check_in_url=ADDRESS,
    short_code="G1-7K3M-92QX",
    steps=("到岗扫码签到", "按岗位职责值守，事事有记录", "接岗人到岗并签字后再离岗"),
    rules=("佩戴口罩", "有序排队", "间隔一米", "提前亮码"),
    duty_officer="周建明",
    duty_phone="138****1234",
    valid_from=date(2022, 4, 4),
)


def ink(page: Any, box: tuple[float, float, float, float]) -> Any:
    """Picture of a part of a page (mm) at 20 dots a millimetre, black and white."""
    picture = page.to_image(resolution=508).original.convert("L")
    return picture.crop(tuple(round(side * 20) for side in box)).point(lambda v: 0 if v < 128 else 255)


def qr_matrix(picture: Any, address: str, error: str) -> tuple[list[list[bool]], list[list[bool]], float]:
    """Modules as printed, modules as wanted, and the width of the code in mm."""
    left, top, right, bottom = picture.point(lambda v: 255 - v).getbbox()
    wanted = [[bool(cell) for cell in row] for row in segno.make(address, error=error, micro=False).matrix]
    step_x, step_y = (right - left) / len(wanted), (bottom - top) / len(wanted)
    seen = [
        [
            picture.getpixel((int(left + (x + 0.5) * step_x), int(top + (y + 0.5) * step_y))) == 0
            for x in range(len(wanted))
        ]
        for y in range(len(wanted))
    ]
    return seen, wanted, (right - left) / 20


def test_the_poster_carries_a_large_code_that_reads_as_its_address() -> None:
    page = printed(print_poster(POSTER, language="zh")).pages[0]
    seen, wanted, width = qr_matrix(ink(page, (40, 66, 170, 168)), ADDRESS, "h")
    assert width >= 60
    assert seen == wanted


def read_codes(page: Any, resolution: int) -> list[str]:
    """What a reader that knows nothing of us finds on a picture of the page."""
    picture = page.to_image(resolution=resolution, antialias=True).original.convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("resolution", [100, 50])
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_a_poster_is_read_from_a_coarse_picture(language: str, resolution: int) -> None:
    page = printed(print_poster(POSTER, language=language)).pages[0]
    assert read_codes(page, resolution) == [ADDRESS]


def test_a_stained_poster_is_still_read() -> None:
    page = printed(print_poster(POSTER, language="zh")).pages[0]
    picture = page.to_image(resolution=100, antialias=True).original.convert("L")
    [found] = zxingcpp.read_barcodes(picture)
    corner, across = found.position.top_left, found.position.bottom_right
    wide, tall = across.x - corner.x, across.y - corner.y
    middle = (corner.x + wide * 0.4, corner.y + tall * 0.4, corner.x + wide * 0.65, corner.y + tall * 0.65)
    ImageDraw.Draw(picture).ellipse(middle, fill=255)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [ADDRESS]


def test_the_poster_is_one_sheet_and_says_what_to_do() -> None:
    sheet = printed(print_poster(POSTER, language="zh_Hans_CN"))
    assert len(sheet.pages) == 1
    text = sheet.joined()
    for words in ("八里岔社区", "汉孟路南端", "对外开放", "G1-7K3M-92QX", "接岗人到岗并签字", "提前亮码", "138****1234",
                  "2022-04-04"):  # fmt: skip
        assert words in text
    assert ADDRESS not in text


def test_a_sampling_site_shows_its_staffing_and_a_closed_post_is_not_called_open() -> None:
    site = replace(POSTER, is_open=False, staffing_name="1+2+4", staffing=("医务人员 1人", "下沉干部 2人"))
    text = printed(print_poster(site, language="zh")).joined()
    assert "人员配置1+2+4医务人员1人下沉干部2人" in text
    assert "对外开放" not in text


def test_a_long_name_and_english_stay_on_one_sheet() -> None:
    long = replace(
        POSTER, post_name="国营第一棉纺织印染总厂东区职工家属宿舍北门卡口", community="Balicha Community"
    )
    assert len(printed(print_poster(long, language="en")).pages) == 1


def test_several_posts_give_a_sheet_each_with_their_own_code() -> None:
    second = replace(POSTER, post_name="书奇医院", check_in_url=ADDRESS.replace("G1", "G2"))
    sheet = printed(print_posters([POSTER, second], language="zh"))
    assert len(sheet.pages) == 2
    seen, wanted, _ = qr_matrix(ink(sheet.pages[1], (40, 66, 170, 168)), second.check_in_url, "h")
    assert seen == wanted


def card(place: int, name: str = "周建明") -> CardFacts:
    return CardFacts(
        community="八里岔社区",
        name=name,
        enrol_url=f"https://teamhub.example.org/enrol/ABCD-EFGH-{place:04}",
        address="https://teamhub.example.org/enrol",
        code=f"ABCD-EFGH-{place:04}",
        valid_until="4月5日 22:00",
        organization="市委组织部",
    )


@pytest.fixture(scope="module")
def cards() -> Printed:
    return printed(
        print_cards([card(n, "欧阳㛃𬱖娜" if n == 3 else "周建明") for n in range(12)], language="zh")
    )


def test_ten_cards_a_sheet_each_within_its_cut(cards: Printed) -> None:
    assert len(cards.pages) == 2
    first = "".join((cards.pages[0].extract_text() or "").split())
    assert [f"ABCD-EFGH-{n:04}" in first for n in range(12)] == [True] * 10 + [False] * 2
    for page in cards.pages:
        for char in page.chars:
            column = (char["x0"] / MM - 14) % 91
            row = (char["top"] / MM - 13.5) % 53.5
            assert 4.5 <= column <= 56
            assert row >= 4
            assert row + (char["bottom"] - char["top"]) / MM <= 53.5


def test_every_card_has_its_own_code_to_scan(cards: Printed) -> None:
    page = cards.pages[0]
    for place in (0, 3, 9):
        left, top = 14 + 91 * (place % 2), 13.5 + 53.5 * (place // 2)
        picture = ink(page, (left + 56, top + 3, left + 90, top + 45))
        seen, wanted, width = qr_matrix(picture, card(place).enrol_url, "q")
        assert width >= 25
        assert seen == wanted


@pytest.mark.parametrize("resolution", [150, 100])
def test_all_cards_of_a_sheet_are_read(cards: Printed, resolution: int) -> None:
    found = [code for page in cards.pages for code in read_codes(page, resolution)]
    assert sorted(found) == sorted(card(place).enrol_url for place in range(12))


def test_a_rare_name_is_on_its_card_and_an_unprintable_one_is_named(cards: Printed) -> None:
    assert "欧阳㛃𬱖娜" in cards.joined()
    with pytest.raises(GlyphMissing) as missing:
        print_cards([card(0), card(1, "王\ue000")], language="zh")
    assert missing.value.where == "王\ue000"


def test_no_card_no_sheet() -> None:
    with pytest.raises(ValueError, match="no cards"):
        print_cards([], language="zh")


def roster(posts: int) -> RosterFacts:
    seat = RosterSeat("李文涛", "市委组织部", "138****1234")
    full = RosterCell((seat, RosterSeat("郑丽", "市委编办", "139****0000", replaces="王海波")), 2)
    short = RosterCell((seat,), 3)
    return RosterFacts(
        community="八里岔社区",
        title="值班表",
        day="2022年4月4日 星期一",
        as_of="截至4月3日20:00",
        shifts=("白班 08:00–20:00", "夜班 20:00–次日08:00"),
        officers=("周建明", ""),
        rows=tuple(RosterRow(f"第{n}卡口", "小区卡口", (full, short)) for n in range(1, posts + 1)),
        rules=("提前10分钟到岗，由带班人员点名", "如需替班，须经组长同意"),
    )


def test_fourteen_posts_fit_one_landscape_sheet() -> None:
    facts = roster(14)
    seat = RosterSeat("李文涛", "市委组织部", "138****1234")
    gate = RosterRow("书奇医院", "对外卡口", (RosterCell((seat,) * 3, 3),) * 2)
    sheet = printed(print_roster(replace(facts, rows=(gate, gate, *facts.rows[2:])), language="zh"))
    assert len(sheet.pages) == 1
    page = sheet.pages[0]
    assert (page.width / MM, page.height / MM) == (pytest.approx(297, abs=0.2), pytest.approx(210, abs=0.2))
    text = sheet.joined()
    for words in (
        "带班：周建明",
        "带班：—",
        "郑丽替王海波",
        "缺2人",
        "第14卡口",
        "如需替班，须经组长同意",
        "第1页共1页",
    ):
        assert words in text


def test_a_long_roster_repeats_its_head_on_every_sheet() -> None:
    sheet = printed(print_roster(roster(60), language="zh"))
    assert len(sheet.pages) >= 4
    for page in sheet.pages[:-1]:
        assert "白班08:00–20:00" in "".join((page.extract_text() or "").split())


def test_the_roster_speaks_english() -> None:
    text = printed(print_roster(roster(2), language="en")).joined()
    assert "2missing" in text
    assert "page1of1" in text
