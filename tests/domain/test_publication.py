"""What is published names nobody's flat, phone, money or illness."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.publication import ILLNESSES, publish, story

NAMES = ("孔秀英", "刘建国")
WORDS = st.lists(
    st.sampled_from(
        [
            "给孔秀英送药",
            "电话13912345678",
            "138-1234-5678",
            "3栋2单元401",
            "6-1-302",
            "垫付35.5元",
            "￥128",
            "三十多块钱",
            "糖尿病",
            "打印试卷12份",
            "4月4日",
            "，",
            "。",
            "402室",
            "身份证420106199001011234",
            "Cancer",
        ]
    ),
    max_size=8,
).map("，".join)


@given(WORDS, st.booleans())
def test_nothing_that_points_at_somebody_is_left(text: str, consent: bool) -> None:
    found = publish(text, names=NAMES, consent=consent).text
    assert "孔秀英" not in found
    assert not re.search(r"[0-9]{5}", found.replace(" ", ""))
    assert not re.search(r"[0-9]+(栋|单元|元|室)|[0-9]-[0-9]+-[0-9]{3}|[¥￥]", found)
    if not consent:
        assert not any(illness in found.lower() for illness in ILLNESSES)
    assert publish(found, names=NAMES, consent=consent).text == found


@pytest.mark.parametrize(
    ("said", "shown", "hidden"),
    [
        ("孔秀英女儿的药送到界口", "孔某女儿的药送到界口", ("name",)),
        ("送到3栋2单元401，收到", "送到，收到", ("door",)),
        ("买药垫付35元，已还", "买药垫付，已还", ("amount",)),
        ("陪糖尿病老人取药", "陪慢性病老人取药", ("illness",)),
        ("打印试卷12份", "打印试卷12份", ()),
        ("4月4日送药2盒", "4月4日送药2盒", ()),
        ("充燃气卡2张", "充燃气卡2张", ()),
    ],
)
def test_the_rest_stays_as_it_was_said(said: str, shown: str, hidden: tuple[str, ...]) -> None:
    found = publish(said, names=NAMES)
    assert (found.text, found.hidden) == (shown, hidden)


def test_with_consent_the_illness_may_be_told_and_the_flat_not() -> None:
    found = publish("糖尿病，6-1-302", consent=True)
    assert found.text == "糖尿病，"
    assert found.hidden == ("door",)


def test_a_form_of_address_is_public_already() -> None:
    assert publish("孔大妈说谢谢", names=["孔大妈"]).text == "孔大妈说谢谢"


def test_a_story_by_rule() -> None:
    assert story("棉花小区", "孔大妈", "把药送到界口。", ["李文涛", "张晓琳"]) == (
        "棉花小区 孔大妈：把药送到界口。队员李文涛、张晓琳办理。"
    )
    assert story("", "", "Printed papers", []) == "Printed papers."
