"""Writes docs/settings.md from the specifications in the code.

python tools/settings_doc.py          write it
python tools/settings_doc.py check    exit status 1 when it is out of date
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from teamhub import config  # noqa: E402  # the checkout must be on the path first
from teamhub.domain import settings, standard_texts, vocabularies  # noqa: E402  # as above

TARGET = ROOT / "docs" / "settings.md"

HEAD = """# Settings

Written by `python tools/settings_doc.py` from the specifications in the code; a test keeps it true.
"""

INSTALLATION = """## Of an installation

Read from environment variables with the prefix `TEAMHUB_` and from `teamhub.toml` in the instance folder (the names
below in small letters); the environment wins. `TEAMHUB_INSTANCE_PATH` says where that folder is (default:
`instance`). `DATABASE_URL` is read without a prefix, too. The folder also holds two keys: `secret.key` (cookies; a
new one signs everybody out) and `journal.key` (the journal's chain, passphrases and PINs). Backups do not contain
them: keep a copy of `journal.key` apart, because without it no passphrase and no PIN is right any more.
"""

COMMUNITY = """## Of a community

A leader edits these at Settings > Thresholds. Only what differs from the default is stored.
"""

TEXTS = """## Texts of a community

Edited at Settings > Texts, each in Chinese and English.
"""

LISTS = """## Lists of a community

Edited at Settings > Lists: wordings, order, what is offered, and the properties named here. Codes are for ever.
"""


def document() -> str:
    parts = [
        HEAD,
        INSTALLATION,
        _table(
            ("Variable", "Default", "Meaning"),
            ((f"`TEAMHUB_{s.name}`", _value(s.default), s.meaning) for s in config.SPECS),
        ),
        COMMUNITY,
        _table(
            ("Name", "Default", "Range", "Meaning"),
            (
                (f"`{s.name}`", f"{_value(s.default)} {_unit(s)}".strip(), _range(s), s.meaning)
                for s in settings.SPECS
            ),
        ),
        TEXTS,
        _table(
            ("Name", "Used for"),
            ((f"`{s.name}`", s.meaning) for s in standard_texts.SPECS),
        ),
        LISTS,
        _table(
            ("Name", "List", "Properties", "Codes at the start"),
            (
                (
                    f"`{v.name}`",
                    f"{v.en} ({v.zh})",
                    ", ".join(f"`{flag}`" for flag in v.flags) or "none",
                    ", ".join(f"`{term.code}`" for term in v.terms),
                )
                for v in vocabularies.VOCABULARIES
            ),
        ),
    ]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _value(default: object) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default) if default != "" else "empty"


def _unit(spec: settings.SettingSpec) -> str:
    return "" if spec.unit == "switch" else spec.unit


def _range(spec: settings.SettingSpec) -> str:
    return "yes or no" if isinstance(spec.default, bool) else f"{spec.least} to {spec.most}"


def main(arguments: Sequence[str]) -> int:
    if list(arguments) == ["check"]:
        if TARGET.exists() and TARGET.read_text("utf-8") == document():
            return 0
        print("docs/settings.md is out of date: run python tools/settings_doc.py")
        return 1
    TARGET.write_text(document(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
