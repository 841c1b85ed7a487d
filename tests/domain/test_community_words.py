"""The word in the address, surnames, and the first wording of the standard texts."""

from __future__ import annotations

import re

import pytest

from teamhub.domain.slugs import RESERVED, BadSlug, check_slug, slug_from
from teamhub.domain.standard_texts import SPECS, first_wording
from teamhub.domain.surnames import initials_of, split_surname

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!.()]|[,;:?!()][\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("romanised", "slug"),
    [
        ("balichashequ", "balicha"),
        ("Balicha Community", "balicha"),
        ("shequ", ""),
        ("", ""),
        ("area", "area-community"),
        ("a", ""),
    ],
)
def test_a_slug_is_proposed_from_the_name(romanised: str, slug: str) -> None:
    assert slug_from(romanised) == slug
    if slug:
        assert check_slug(slug) == slug


@pytest.mark.parametrize("text", ["", "a", "八里岔", "bali cha", "-bali", "bali-", "../x", "x" * 41])
def test_what_does_not_fit_into_an_address_is_refused(text: str) -> None:
    with pytest.raises(BadSlug) as refused:
        check_slug(text)
    assert refused.value.code == "slug_malformed"


@pytest.mark.parametrize("word", sorted(w for w in RESERVED if len(w) > 1))
def test_words_that_are_addresses_already_are_refused(word: str) -> None:
    with pytest.raises(BadSlug) as refused:
        check_slug(word)
    assert refused.value.code == "slug_reserved"


def test_surnames_with_a_reading_of_their_own_are_split_off() -> None:
    assert split_surname("单雪梅") == ("单", "雪梅")
    assert split_surname("尉迟恭") == ("尉迟", "恭")
    assert split_surname("李文涛") == ("", "李文涛")
    assert split_surname("万俟") == ("", "万俟")
    assert initials_of(["li", "wen", "tao"]) == "lwt"


def test_standard_texts_name_the_community_and_leave_no_gap_open() -> None:
    for spec in SPECS:
        zh, en = first_wording(spec, community="八里岔社区", community_en="Balicha", subdistrict="北郊街道")
        assert "{" not in zh + en, spec.name
        assert not HALF_WIDTH.search(zh), f"{spec.name}: half-width punctuation"
    compiled_by = next(s for s in SPECS if s.name == "brief_compiled_by")
    assert first_wording(compiled_by, community="八里岔社区", community_en="", subdistrict="北郊街道")[0] == (
        "北郊街道八里岔社区下沉工作队"
    )


def test_the_announcement_of_the_story_is_there() -> None:
    """Fact 26: masks on, queue in order, one metre apart, code ready."""
    announcement = next(s for s in SPECS if s.name == "announcement")
    for word in ("口罩", "有序排队", "一米", "健康码"):
        assert word in announcement.zh
