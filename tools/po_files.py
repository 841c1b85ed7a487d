"""The .po files of the two languages: reading, writing, compiling into one .mo per language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ENGLISH = "en"
PLURALS = {
    "zh_Hans_CN": "nplurals=1; plural=0;",
    ENGLISH: "nplurals=2; plural=(n != 1);",
}
GENERAL = "messages"


class PoFileError(ValueError):
    """A .po file cannot be read."""


Identity = tuple[str | None, str]
"""What tells two messages apart: the context, if any, and the (singular) English text."""


def folder(root: Path, language: str) -> Path:
    return root / "teamhub" / "translations" / language / "LC_MESSAGES"


def read_catalogs(root: Path, language: str) -> dict[str, Catalog]:
    """The .po files of one language by subject. Raises PoFileError, naming the file, when one is malformed."""
    catalogs = {}
    for path in sorted(folder(root, language).glob("*.po")):
        try:
            with path.open("rb") as file:
                catalogs[path.stem] = read_po(file, locale=language, domain=path.stem, abort_invalid=True)
        except ValueError as error:
            raise PoFileError(f"{path.relative_to(root).as_posix()}: {error}") from error
    return catalogs


def identity_of(message: Message) -> Identity:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return message.context, singular


def entries(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalog without its header."""
    return (message for message in catalog if message.id)


def texts_of(message: Message) -> tuple[str, ...]:
    """The translation: one text, or one for each plural form; empty where there is none yet."""
    if message.string is None:
        return ("",)
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def complete(message: Message) -> bool:
    return not message.fuzzy and all(texts_of(message))


def render(catalog: Catalog, language: str) -> bytes:
    """The text of a .po file: sorted, without dates and line numbers, so that people's edits merge."""
    header = (
        'msgid ""\nmsgstr ""\n'
        '"Project-Id-Version: TeamHub\\n"\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n\n'
    )
    body = BytesIO()
    write_po(
        body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return header.encode() + body.getvalue()


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp", delete=False) as file:
        file.write(content)
    scratch = Path(file.name)
    try:
        scratch.chmod(0o644)
        scratch.replace(path)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Wait until nobody else is changing the .po files."""
    # filelock comes with the development packages; compiling must work without them.
    from filelock import FileLock

    base = root / "teamhub" / "translations"
    base.mkdir(parents=True, exist_ok=True)
    with FileLock(base / ".lock", timeout=60):
        yield


def stale(root: Path, language: str) -> bool:
    """Is the compiled file older than any of the files it is made from, or not there?"""
    compiled = folder(root, language) / f"{GENERAL}.mo"
    if not compiled.exists():
        return True
    made = compiled.stat().st_mtime_ns
    return any(path.stat().st_mtime_ns >= made for path in folder(root, language).glob("*.po"))


def compile_all(root: Path, *, force: bool = False) -> None:
    """Write one messages.mo per language from all its .po files. Fuzzy entries stay out."""
    if not force and not any(stale(root, language) for language in PLURALS):
        return
    for language in PLURALS:
        if not (force or stale(root, language)):
            continue
        merged = Catalog(locale=language, charset="utf-8")
        for catalog in read_catalogs(root, language).values():
            for message in entries(catalog):
                if complete(message):
                    merged.add(message.id, message.string, context=message.context)
        content = BytesIO()
        write_mo(content, merged)
        replace_file(folder(root, language) / f"{GENERAL}.mo", content.getvalue())
