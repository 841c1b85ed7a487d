"""teamhub workbook: template, import, export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from flask.cli import with_appcontext

from teamhub.actions import schema
from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import apply
from teamhub.actions.workbook.target import Target
from teamhub.documents.workbook import Guide, write_book, write_template
from teamhub.domain.access import Viewer
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook import SHEETS
from teamhub.domain.workbook.faults import Fault, Weight
from teamhub.forms.workbook import open_book, parse_book
from teamhub.queries import tally, viewers
from teamhub.queries.workbook.gather import gather
from teamhub.queries.workbook.ground import ground_for
from teamhub.web.clock import now

GUIDES = {
    "zh": Guide(
        "说明",
        (
            "TeamHub 社区工作簿",
            "每张表一类记录，只填用得上的表；表头带*的列必填。",
            "第二行是各列说明，第三行是示例，导入时都会跳过，可以保留。",
            "先试导入（--dry-run），有错会逐条指出表、行、列，什么也不会存入。",
        ),
        "【说明】",
        "【示例】",
        "选项",
    ),
    "en": Guide(
        "Guide",
        (
            "TeamHub community workbook",
            "One sheet for each kind of record; fill in only what you need. Headings with * are required.",
            "The second row explains, the third is an example; an import passes over both.",
            "Try first (--dry-run): faults are told by sheet, row and column, and nothing is stored.",
        ),
        "[Note] ",
        "[Example] ",
        "Choices",
    ),
}
SHOWN = 60
LANGUAGES = click.Choice(["zh", "en"])


@click.group("workbook")
def workbook() -> None:
    """Move a community in and out as one Excel workbook."""


@workbook.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", type=LANGUAGES, default="zh", show_default=True)
def template_command(file: Path, lang: str) -> None:
    """Write an empty workbook with every sheet and column explained."""
    language = "en" if lang == "en" else "zh_Hans_CN"
    words = {v.name: [t.en if lang == "en" else t.zh for t in v.terms] for v in VOCABULARIES}
    with _finished(file) as target:
        write_template(target, SHEETS, words, language, GUIDES[lang])
    click.echo(f"{file}: {len(SHEETS)} sheets")


@workbook.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--community", "slug", default="", help="The community it is meant for; default: the one it names."
)
@click.option("--dry-run", is_flag=True, help="Check only; nothing is stored.")
@with_appcontext
def import_command(file: Path, slug: str, dry_run: bool) -> None:
    """Check a workbook, then store all of it or nothing."""
    schema.upgrade()
    book, faults = parse_book(open_book(file.read_bytes(), file.name), ground_for(slug))
    target, by, at = Target(book, slug, may_create=True), Viewer.system(0), now()
    try:
        if dry_run:
            outcome = apply.rehearse(target, faults, by=by, at=at)
        else:
            with unit_of_work():
                outcome = apply.perform(target, faults, by=by, at=at)
    except apply.BookFaulty as refused:
        outcome = refused.outcome
    for fault in outcome.faults.kept[:SHOWN]:
        click.echo(_told(fault), err=fault.weight is Weight.FAULT)
    count = outcome.faults.counts[Weight.FAULT]
    if count:
        raise click.ClickException(f"{count} faults; nothing was stored.")
    for key, counts in outcome.counts.items():
        if counts.new or counts.changed or counts.unchanged:
            click.echo(
                f"  {key:<24}{counts.new:>7} new{counts.changed:>7} changed{counts.unchanged:>7} as they were"
            )
    click.echo(f"{outcome.slug}: {'checked, nothing stored' if dry_run else 'stored'}.")


@workbook.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lang", type=LANGUAGES, default="zh", show_default=True)
@with_appcontext
def export_command(slug: str, file: Path, lang: str) -> None:
    """Write the whole campaign of a community as a workbook."""
    language = "en" if lang == "en" else "zh_Hans_CN"
    community = viewers.community_by_slug(slug)
    campaign = viewers.current_campaign(community.id, tally.day_of(community.id, now()))
    with _finished(file) as target:
        counts = write_book(target, gather(community.id, campaign.id, language), language)
    click.echo(f"{file}: {sum(counts.values())} rows on {sum(1 for n in counts.values() if n)} sheets")


@contextmanager
def _finished(file: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when it is whole."""
    unfinished = file.with_name(file.name + ".part")
    try:
        with unfinished.open("wb") as stream:
            yield stream
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _told(fault: Fault) -> str:
    """Sheet, row, column, what is wrong, and the cell."""
    place = f"{fault.sheet} row {fault.row}" if fault.row else fault.sheet
    column = f", {fault.column}" if fault.column else ""
    more = ", ".join(f"{k} {v}" for k, v in fault.values.items())
    shown = f" “{fault.shown}”" if fault.shown else ""
    said = fault.code.replace("_", " ")
    return f"{fault.weight.value}: {place}{column}: {said}{shown}{f' ({more})' if more else ''}"


COMMANDS: tuple[click.Command, ...] = (workbook,)
