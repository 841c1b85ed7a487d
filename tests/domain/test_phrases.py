"""Words for numbers: right in both languages, and never more than there is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.phrases import (
    chinese_ordinal,
    counted,
    duration_words,
    english_ordinal,
    joined,
    rounded_count,
)

FIGURES = {c: n for n, c in enumerate("零一二三四五六七八九")}
PLACES = {"十": 10, "百": 100, "千": 1000}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (3, "三"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (34, "三十四"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (2219, "二千二百一十九"),
        (9999, "九千九百九十九"),
    ],
)
def test_chinese_numerals(number: int, words: str) -> None:
    assert chinese_ordinal(number) == words


@given(st.integers(0, 9999))
def test_a_numeral_reads_back_as_its_number(number: int) -> None:
    total, figure = 0, 0
    for c in chinese_ordinal(number):
        if c in PLACES:
            total += (figure or 1) * PLACES[c]
            figure = 0
        else:
            figure = FIGURES[c]
    assert total + figure == number


@pytest.mark.parametrize("number", [-1, 10000])
def test_numerals_outside_their_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="0 to 9999"):
        chinese_ordinal(number)


def test_english_ordinals() -> None:
    told = [english_ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    assert told == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [
        (20168, "2万余", "more than 20,000"),
        (15055, "1.5万余", "more than 15,000"),
        (108, "100余", "more than 100"),
        (98, "98", "98"),
        (100, "100", "100"),
        (2219, "2200余", "more than 2,200"),
        (20000, "2万", "20,000"),
        (9999, "9900余", "more than 9,900"),
        (1_234_567, "120万余", "more than 1,200,000"),
        (200_000_000, "2亿", "200,000,000"),
    ],
)
def test_totals_in_round_words(count: int, zh: str, en: str) -> None:
    assert rounded_count(count, "zh_Hans_CN", least=100) == zh
    assert rounded_count(count, "en", least=100) == en


def test_below_the_least_the_exact_number_stands() -> None:
    assert rounded_count(108, "zh", least=1000) == "108"
    assert rounded_count(5, "zh", least=0) == "5"


@given(st.integers(0, 10**9), st.integers(10, 10**6))
def test_round_words_never_claim_more_than_there_is(count: int, least: int) -> None:
    words = rounded_count(count, "zh", least=least)
    number = re.match(r"[0-9.]+", words)
    assert number
    scale = 100_000_000 if "亿" in words else 10_000 if "万" in words else 1
    claimed = round(float(number.group()) * scale)
    assert claimed <= count
    assert words.endswith("余") == (claimed < count)
    assert claimed >= count * 0.9


def test_durations_in_words() -> None:
    assert duration_words(79, "zh_Hans_CN") == "1小时19分钟"
    assert duration_words(79, "en") == "1 hour 19 minutes"
    assert duration_words(60, "zh") == "1小时"
    assert duration_words(1500, "zh") == "1天1小时"
    assert duration_words(1, "en") == "1 minute"
    assert duration_words(0, "en") == "0 minutes"
    assert duration_words(-5, "zh") == "0分钟"


@given(st.integers(0, 100_000))
def test_a_duration_in_words_adds_up(minutes: int) -> None:
    size = {"天": 1440, "小时": 60, "分钟": 1}
    parts = re.findall(r"(\d+)(天|小时|分钟)", duration_words(minutes, "zh"))
    assert sum(int(n) * size[unit] for n, unit in parts) == minutes


def test_english_counts_have_their_plural() -> None:
    assert counted(1, "deed") == "1 deed"
    assert counted(0, "deed") == "0 deeds"
    assert counted(2219, "household") == "2,219 households"
    assert counted(21, "person", "people") == "21 people"


def test_lists_are_joined_as_each_language_does() -> None:
    assert joined(["刘洋", "高志远", "林芳"], "zh_Hans_CN") == "刘洋、高志远、林芳"
    assert joined(["a", "b", "c"], "en") == "a, b and c"
    assert joined(["a", "b"], "en") == "a and b"
    assert joined(["a"], "en") == "a"
    assert joined([], "zh") == joined([], "en") == ""
