"""The messages tool, on small projects of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from gettext import GNUTranslations
from pathlib import Path

import pytest

from tools import messages
from tools.po_files import folder

CHINESE = "zh_Hans_CN"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two subjects, each with a template, and a blueprint that belongs to the first."""
    write(tmp_path, "templates/duty/show.html", '<h1>{{ _("Duty board") }}</h1>{{ _("Save") }}')
    write(tmp_path, "templates/sweeps/show.html", '<h1>{{ _("Doors") }}</h1>{{ _("Save") }}')
    write(tmp_path, "blueprints/duty.py", 'title = ngettext("%(num)s gap", "%(num)s gaps", 2)\n')
    return tmp_path


def write(root: Path, name: str, text: str) -> Path:
    path = root / "teamhub" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def po(root: Path, language: str, subject: str) -> Path:
    return folder(root, language) / f"{subject}.po"


def translate(root: Path, subject: str, english: str, chinese: str) -> None:
    """Fill the empty translation of one message, as a person with an editor would."""
    path = po(root, CHINESE, subject)
    text = path.read_text("utf-8")
    assert f'msgid "{english}"\nmsgstr ""' in text
    path.write_text(
        text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"'), "utf-8"
    )


def compiled(root: Path, language: str) -> GNUTranslations:
    with (folder(root, language) / "messages.mo").open("rb") as file:
        return GNUTranslations(file)


def test_message_goes_to_the_subject_of_its_path(project: Path) -> None:
    messages.main([], project)

    assert 'msgid "Duty board"' in po(project, CHINESE, "duty").read_text("utf-8")
    assert 'msgid_plural "%(num)s gaps"' in po(project, CHINESE, "duty").read_text("utf-8")
    assert 'msgid "Doors"' in po(project, CHINESE, "sweeps").read_text("utf-8")


def test_message_of_two_subjects_goes_to_the_general_file_once(project: Path) -> None:
    messages.main([], project)

    holders = [
        path.stem for path in folder(project, CHINESE).glob("*.po") if '"Save"' in path.read_text("utf-8")
    ]
    assert holders == ["messages"]


def test_message_stays_where_somebody_put_it(project: Path) -> None:
    messages.main([], project)
    translate(project, "sweeps", "Doors", "入户")
    write(project, "templates/duty/doors.html", '{{ _("Doors") }}')

    messages.main([], project)

    assert '"Doors"' not in po(project, CHINESE, "duty").read_text("utf-8")
    assert '"Doors"' not in po(project, CHINESE, "messages").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("templates/duty/_visit_list.html", "duty"),
        ("templates/duty/sweeps.html", "duty"),
        ("blueprints/duty.py", "duty"),
        ("blueprints/duty/musters.py", "duty"),
        ("forms/duty_roster.py", "duty"),
        ("forms/spot_checks.py", "spot_checks"),
        ("web/errors.py", "messages"),
        ("templates/layout/desk.html", "messages"),
        ("templates/sign_in.html", "messages"),
    ],
)
def test_subject_is_the_word_in_the_path(path: str, subject: str) -> None:
    assert messages.subject_of(Path(path), {"duty", "sweeps", "spot_checks"}) == subject


def test_untranslated_message_fails_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.main([], project)
    capsys.readouterr()

    assert messages.main(["check"], project) == 1
    assert "zh_Hans_CN/duty.po: missing: 'Duty board'" in capsys.readouterr().out


def test_message_that_was_never_extracted_fails_the_check(project: Path) -> None:
    complete(project)
    assert messages.main(["check"], project) == 0

    write(project, "templates/duty/new.html", '{{ _("Handover") }}')

    assert messages.main(["check"], project) == 1


def complete(project: Path) -> None:
    messages.main([], project)
    translate(project, "duty", "Duty board", "值守")
    translate(project, "sweeps", "Doors", "入户")
    translate(project, "messages", "Save", "保存")
    path = po(project, CHINESE, "duty")
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgstr[0] ""', 'msgstr[0] "%(num)s 个缺口"'), "utf-8")


def test_english_is_filled_in_with_its_plurals(project: Path) -> None:
    messages.main([], project)

    english = compiled(project, "en")
    assert english.gettext("Duty board") == "Duty board"
    assert english.ngettext("%(num)s gap", "%(num)s gaps", 1) == "%(num)s gap"
    assert english.ngettext("%(num)s gap", "%(num)s gaps", 2) == "%(num)s gaps"


def test_one_compiled_file_holds_all_subjects(project: Path) -> None:
    complete(project)

    messages.main(["compile"], project)

    chinese = compiled(project, CHINESE)
    assert chinese.gettext("Duty board") == "值守"
    assert chinese.gettext("Doors") == "入户"
    assert chinese.ngettext("%(num)s gap", "%(num)s gaps", 2) == "%(num)s 个缺口"


def test_fuzzy_translation_is_missing_and_not_compiled(project: Path) -> None:
    complete(project)
    path = po(project, CHINESE, "sweeps")
    path.write_text(path.read_text("utf-8").replace('msgid "Doors"', '#, fuzzy\nmsgid "Doors"'), "utf-8")

    assert messages.main(["check"], project) == 1
    messages.main(["compile"], project)
    assert compiled(project, CHINESE).gettext("Doors") == "Doors"


def test_translation_with_another_placeholder_fails_the_check(project: Path) -> None:
    complete(project)
    path = po(project, CHINESE, "duty")
    path.write_text(path.read_text("utf-8").replace('"%(num)s 个缺口"', '"%(count)s 个缺口"'), "utf-8")

    assert messages.main(["check"], project) == 1


def test_two_translations_of_one_message_fail_the_check(project: Path) -> None:
    complete(project)
    path = po(project, CHINESE, "duty")
    path.write_text(path.read_text("utf-8") + '\nmsgid "Doors"\nmsgstr "扫楼"\n', "utf-8")

    report = messages.check(project)

    assert any("different ways in duty.po, sweeps.po" in fault for fault in report.faults)


def test_second_run_touches_no_file(project: Path) -> None:
    complete(project)
    messages.main([], project)
    before = {path: path.stat().st_mtime_ns for path in (project / "teamhub").rglob("*.?o")}

    messages.main([], project)

    assert before == {path: path.stat().st_mtime_ns for path in (project / "teamhub").rglob("*.?o")}
    assert len(before) == 8


def test_unused_entries_stay_until_somebody_prunes(project: Path) -> None:
    complete(project)
    write(project, "templates/sweeps/show.html", '{{ _("Save") }}')

    messages.main([], project)
    assert 'msgid "Doors"' in po(project, CHINESE, "sweeps").read_text("utf-8")
    assert messages.check(project).obsolete == [
        "zh_Hans_CN/sweeps.po: 'Doors'",
        "en/sweeps.po: 'Doors'",
    ]

    messages.main(["prune"], project)
    assert 'msgid "Doors"' not in po(project, CHINESE, "sweeps").read_text("utf-8")


def test_half_edited_template_hides_no_other_and_prunes_nothing(project: Path) -> None:
    complete(project)
    write(project, "templates/sweeps/show.html", '{{ _("Doors" ')
    write(project, "templates/duty/more.html", '{{ _("Handover") }}')

    messages.main([], project)

    assert 'msgid "Handover"' in po(project, CHINESE, "duty").read_text("utf-8")
    assert messages.main(["prune"], project) == 1
    assert 'msgid "Doors"' in po(project, CHINESE, "sweeps").read_text("utf-8")


def test_several_people_at_once_lose_nothing(project: Path) -> None:
    for number in range(8):
        write(project, f"templates/duty/page{number}.html", f'{{{{ _("Page {number}") }}}}')

    with ThreadPoolExecutor(4) as people:
        statuses = list(people.map(lambda _: messages.main([], project), range(4)))

    assert statuses == [0, 0, 0, 0]
    text = po(project, CHINESE, "duty").read_text("utf-8")
    assert [text.count(f'msgid "Page {number}"') for number in range(8)] == [1] * 8
