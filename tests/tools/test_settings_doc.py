"""docs/settings.md says what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from teamhub import config
from teamhub.domain import settings, standard_texts
from teamhub.forms.settings import words
from tools import settings_doc


def test_the_document_is_up_to_date() -> None:
    assert settings_doc.main(["check"]) == 0


def test_a_setting_that_nobody_described_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings_doc, "TARGET", tmp_path / "settings.md")
    assert settings_doc.main([]) == 0
    assert settings_doc.main(["check"]) == 0
    fresh = (*config.SPECS, config.ConfigSpec("NEW", 1, "Something new"))
    monkeypatch.setattr(config, "SPECS", fresh)
    assert settings_doc.main(["check"]) == 1


def test_every_threshold_unit_and_text_has_words_in_both_languages() -> None:
    assert set(words.THRESHOLDS) == {spec.name for spec in settings.SPECS}
    assert set(words.UNITS) >= {spec.unit for spec in settings.SPECS}
    grouped = [name for _, names in words.THRESHOLD_GROUPS for name in names]
    assert sorted(grouped) == sorted(spec.name for spec in settings.SPECS)
    assert set(words.TEXTS) == {spec.name for spec in standard_texts.SPECS}
    assert set(words.TEXT_GROUPS) == set(standard_texts.TextGroup)


def test_every_property_of_a_list_has_words() -> None:
    from teamhub.domain.vocabularies import VOCABULARIES

    used = {flag for vocabulary in VOCABULARIES for flag in vocabulary.flags}
    assert set(words.FLAGS) == used
    contacts = {t.flags.get("contact") for v in VOCABULARIES for t in v.terms if "contact" in t.flags}
    assert contacts <= set(words.CONTACTS)
