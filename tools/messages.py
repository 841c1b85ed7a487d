"""Keeps the words of the two languages complete.

    python tools/messages.py             find new messages, note them in the .po files, report, compile
    python tools/messages.py check       only report; exit status 1 when a language is not complete
    python tools/messages.py compile     only compile what changed (--force: everything)
    python tools/messages.py prune       drop the entries that nothing uses any more

Messages are written in English in the code: `_("...")`. Each lives in one .po file per language,
`teamhub/translations/<language>/LC_MESSAGES/<subject>.po`; the subject is the word in the path of the code
that uses it (`templates/duty/...`, `blueprints/duty.py`, `forms/duty_roster.py`). What several subjects or
none use goes into messages.po. A message that already stands in any file stays there, so it is translated once.
English is filled in by this tool. The server reads one messages.mo per language, put together from all files.

A {% trans %} block is read with its white space folded, as the server's templates do
(Jinja's policy `ext.i18n.trimmed`).
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file

from tools.po_files import (
    ENGLISH,
    GENERAL,
    PLURALS,
    Identity,
    PoFileError,
    alone,
    compile_all,
    complete,
    entries,
    folder,
    identity_of,
    read_catalogs,
    render,
    replace_file,
    texts_of,
)

ROOT = Path(__file__).resolve().parent.parent
# Folders of templates whose words belong to no subject.
GENERAL_FOLDERS = {"layout", "ui", "errors", "gallery", "documents"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "lazy_npgettext": ((1, "c"), 2, 3),
}


@dataclass
class Use:
    """One message as the code has it."""

    texts: tuple[str, ...]
    context: str | None
    subjects: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)

    @property
    def identity(self) -> Identity:
        return self.context, self.texts[0]


@dataclass
class Report:
    """What is wrong. `faults` fail the check; `obsolete` is only told."""

    faults: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)


# ---------------------------------------------------------------- the code


def known_subjects(root: Path) -> set[str]:
    """Words that count as a subject: a folder of templates, a blueprint, or a .po file that is there."""
    package = root / "teamhub"
    names = {path.name for path in (package / "templates").glob("*") if path.is_dir()}
    names |= {path.stem for path in (package / "blueprints").glob("*") if not path.name.startswith("_")}
    names |= {path.stem for language in PLURALS for path in folder(root, language).glob("*.po")}
    return names - GENERAL_FOLDERS - {GENERAL}


def subject_of(path: Path, subjects: set[str]) -> str:
    """The .po file for a message in `path` (below teamhub/), by the longest subject in its name."""
    parts = path.with_suffix("").parts
    for part in reversed(parts[1:] if parts[0] != "templates" else parts[1:2]):
        words = part.strip("_").split("_")
        for count in range(len(words), 0, -1):
            name = "_".join(words[:count])
            if name in subjects:
                return name
    return GENERAL


def sources(root: Path) -> Iterator[tuple[Path, str, dict[str, str]]]:
    """Every file that may hold words, with the way to read it and the options of that way."""
    package = root / "teamhub"
    trimmed = {"trimmed": "true", "silent": "false"}
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, "python", {}
    for pattern in ("*.html", "*.txt", "*.svg", "*.xml"):
        for path in sorted((package / "templates").rglob(pattern)):
            yield path, "jinja2.ext:babel_extract", trimmed


def read_code(root: Path, report: Report) -> dict[Identity, Use]:
    """All messages in the code. A file that cannot be read is a fault, and hides none of the others."""
    subjects = known_subjects(root)
    uses: dict[Identity, Use] = {}
    for path, method, options in sources(root):
        place = path.relative_to(root).as_posix()
        subject = subject_of(path.relative_to(root / "teamhub"), subjects)
        try:
            found = list(extract_from_file(method, path, keywords=KEYWORDS, options=options))
        except Exception as error:
            # Half a template, in the middle of somebody's edit, must not stop everybody else.
            report.faults.append(f"{place}: cannot be read: {error}")
            continue
        for line, text, _comments, context in found:
            texts = (text,) if isinstance(text, str) else tuple(text)
            if not texts[0]:
                continue
            use = uses.setdefault((context, texts[0]), Use(texts, context))
            use.texts = max(use.texts, texts, key=len)
            use.subjects.add(subject)
            use.places.append(f"{place}:{line}")
    return uses


# ---------------------------------------------------------------- what is wrong


def judge(root: Path, language: str, uses: dict[Identity, Use], report: Report) -> None:
    """Report what one language lacks, contradicts or no longer needs."""
    held: dict[Identity, list[tuple[str, Message]]] = defaultdict(list)
    for subject, catalog in read_catalogs(root, language).items():
        for message in entries(catalog):
            held[identity_of(message)].append((subject, message))
    for identity, use in sorted(uses.items(), key=lambda item: (min(item[1].places), item[1].texts)):
        where = f"{language}/{home_of(use)}.po"
        translated = [message for _, message in held.get(identity, []) if complete(message)]
        if not translated:
            state = "fuzzy" if any(message.fuzzy for _, message in held.get(identity, [])) else "missing"
            report.faults.append(f"{where}: {state}: {use.texts[0]!r} ({use.places[0]})")
        if len({str(message.string) for message in translated}) > 1:
            files = ", ".join(f"{subject}.po" for subject, _ in held[identity])
            report.faults.append(f"{language}: {use.texts[0]!r} is translated in different ways in {files}")
        if len(use.texts) > 1 and any(isinstance(message.id, str) for message in translated):
            report.faults.append(f"{where}: {use.texts[0]!r} needs its plural, msgid_plural")
    for identity, found in held.items():
        for subject, message in found:
            report.faults += [
                f"{language}/{subject}.po: {identity[1]!r}: {error}" for error in placeholder_faults(message)
            ]
            if identity not in uses:
                report.obsolete.append(f"{language}/{subject}.po: {identity[1]!r}")


PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[diouxXeEfFgGcrs]")


def placeholder_faults(message: Message) -> Iterator[str]:
    """A translation may use only the values that the English text names."""
    if not complete(message):
        return
    ids = (message.id,) if isinstance(message.id, str) else message.id
    allowed = {name for text in ids for name in PLACEHOLDER.findall(text)}
    for text in texts_of(message):
        names = set(PLACEHOLDER.findall(text))
        if names - allowed:
            yield f"the translation asks for {', '.join(sorted(names - allowed))}"
        # A plural may leave out its number ("one door"); a plain message may not lose a value.
        if len(ids) == 1 and allowed - names:
            yield f"the translation leaves out {', '.join(sorted(allowed - names))}"


def home_of(use: Use) -> str:
    """The .po file a message goes to when it stands in none."""
    return next(iter(use.subjects)) if len(use.subjects) == 1 else GENERAL


# ---------------------------------------------------------------- verbs


def update(root: Path, report: Report) -> list[Path]:
    """Note every message that no .po file holds yet; answers the files that changed."""
    with alone(root):
        uses = read_code(root, report)
        changed = []
        for language in PLURALS:
            catalogs = read_catalogs(root, language)
            for subject in note_new(catalogs, language, uses.values()):
                path = folder(root, language) / f"{subject}.po"
                replace_file(path, render(catalogs[subject], language))
                changed.append(path)
            judge(root, language, uses, report)
    return changed


def note_new(catalogs: dict[str, Catalog], language: str, uses: Iterable[Use]) -> list[str]:
    """Add what is new to the catalogs; answers the subjects that changed, sorted."""
    held = {identity_of(message): message for catalog in catalogs.values() for message in entries(catalog)}
    changed = set()
    for use in uses:
        message = held.get(use.identity)
        if message is None:
            subject = home_of(use)
            catalog = catalogs.setdefault(subject, Catalog(locale=language, domain=subject))
            identifier = use.texts[0] if len(use.texts) == 1 else use.texts[:2]
            message = catalog.add(identifier, context=use.context)
            held[use.identity] = message
            changed.add(subject)
        if language == ENGLISH and not complete(message):
            message.string = message.id
            message.flags.discard("fuzzy")
            changed |= {name for name, catalog in catalogs.items() if message in list(entries(catalog))}
    return sorted(changed)


def prune(root: Path, report: Report) -> list[Path]:
    """Drop the entries that the code does not use; nothing is dropped while a file cannot be read."""
    with alone(root):
        uses = read_code(root, report)
        if report.faults:
            return []
        changed = []
        for language in PLURALS:
            for subject, catalog in read_catalogs(root, language).items():
                gone = [message for message in entries(catalog) if identity_of(message) not in uses]
                for message in gone:
                    catalog.delete(message.id, context=message.context)
                if gone:
                    path = folder(root, language) / f"{subject}.po"
                    replace_file(path, render(catalog, language))
                    changed.append(path)
    return changed


def check(root: Path) -> Report:
    """What is wrong now, without changing a file."""
    report = Report()
    uses = read_code(root, report)
    for language in PLURALS:
        judge(root, language, uses, report)
    return report


def tell(report: Report) -> None:
    for fault in report.faults:
        print(fault)
    for entry in report.obsolete:
        print(f"{entry} is not used any more (prune drops it)")
    if not report.faults:
        print("Both languages are complete.")


def main(arguments: list[str], root: Path = ROOT) -> int:
    report = Report()
    match arguments:
        case []:
            for path in update(root, report):
                print(f"noted new messages in {os.path.relpath(path, root)}")
            compile_all(root)
            tell(report)
            return 0
        case ["check"]:
            report = check(root)
            tell(report)
            return 1 if report.faults else 0
        case ["compile", *rest] if rest in ([], ["--force"]):
            compile_all(root, force=bool(rest))
            return 0
        case ["prune"]:
            for path in prune(root, report):
                print(f"pruned {os.path.relpath(path, root)}")
            for fault in report.faults:
                print(fault)
            return 1 if report.faults else 0
        case _:
            print(__doc__)
            return 0 if arguments in (["-h"], ["--help"]) else 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PoFileError as broken:
        sys.exit(str(broken))
