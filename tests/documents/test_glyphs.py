"""Which characters paper can print, and what happens without the fonts."""

from __future__ import annotations

from pathlib import Path

import pytest

from teamhub.documents import fonts
from teamhub.documents.fonts import CHAINS, FANG, SERIF, FontMissing, Role, locate
from teamhub.documents.glyphs import GlyphMissing, advances, check_glyphs, width

RARE = "㛃䶮𬱖𫖯㻐𠅤𬍛镕堃喆玥翀昇珺甦"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_prints_the_rare_characters_of_names(role: Role) -> None:
    check_glyphs([(role, RARE + "，。、；：？！“”（）《》〔〕【】—…·℃％0123456789", "names")])


def test_the_body_font_lacks_some_and_its_chain_fills_them() -> None:
    assert ord("镕") not in advances(FANG)
    assert width(Role.BODY, "镕") == 1.0
    assert width(Role.BODY, "8") == 0.5


def test_the_first_missing_character_is_named_with_its_place() -> None:
    with pytest.raises(GlyphMissing, match=r"U\+E000 .* in plan"):
        check_glyphs([(Role.BODY, "好", "lead"), (Role.BODY, "坏\ue000", "plan")])


def test_a_person_whose_name_cannot_be_printed_is_told_by_name() -> None:
    with pytest.raises(GlyphMissing) as missing:
        check_glyphs([(Role.BODY, "审核：", "signatures"), (Role.BODY, "王\ue000明、李\ue001", "signatures")])
    assert missing.value.near == "王\ue000明"


def test_joiners_and_variation_selectors_print_nothing_and_stop_nothing() -> None:
    check_glyphs([(Role.BODY, "葛\ufe00\u200b城\n", "names")])
    assert width(Role.BODY, "\u200b") == 0.0


def test_a_missing_font_names_the_package_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "font_folders", lambda: (tmp_path,))
    fonts._installed.cache_clear()
    try:
        with pytest.raises(FontMissing) as missing:
            locate(SERIF)
        assert missing.value.package == "fonts-noto-cjk"
    finally:
        fonts._installed.cache_clear()


def test_the_style_sheets_name_the_chains_that_are_measured() -> None:
    css = (fonts.STATIC / "css" / "paper" / "brief.css").read_text("utf-8")
    for role in (Role.BODY, Role.SECOND, Role.SUBTITLE):
        assert ", ".join(f'"{font.family}"' for font in CHAINS[role]) in css
