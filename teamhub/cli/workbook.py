"""teamhub workbook: template, import, export."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext

from teamhub.actions import schema
from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import apply
from teamhub.actions.workbook.target import Target
from teamhub.documents.workbook import write_book, write_template
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook import BY_KEY, SHEETS
from teamhub.domain.workbook.faults import Fault, Weight
from teamhub.forms.workbook import open_book, parse_book
from teamhub.forms.workbook.sentences import fault_sentence
from teamhub.queries import tally, viewers
from teamhub.queries.workbook.gather import gather
from teamhub.queries.workbook.ground import ground_for
from teamhub.web.clock import now
from teamhub.web.errors import sentence

SHOWN = 500
"""Faults printed; all are counted."""

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
        write_template(target, SHEETS, words, language)
    click.echo(f"{file}: {len(SHEETS)} sheets")


@workbook.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--community", "slug", default="", help="The community it is meant for; default: the one it names."
)
@click.option("--dry-run", is_flag=True, help="Check only; nothing is stored.")
@click.option("--lang", type=LANGUAGES, default="en", show_default=True, help="The language of faults.")
@with_appcontext
def import_command(file: Path, slug: str, dry_run: bool, lang: str) -> None:
    """Check a workbook, then store all of it or nothing."""
    schema.upgrade()
    with force_locale("en" if lang == "en" else "zh_Hans_CN"):
        try:
            _import(file, slug, dry_run, lang)
        except RuleBroken as refused:
            raise click.ClickException(sentence(refused)) from refused


def _import(file: Path, slug: str, dry_run: bool, lang: str) -> None:
    book, faults = parse_book(open_book(file.read_bytes(), file.name), ground_for(slug))
    if not book.sheets:
        _report(apply.Outcome(faults, slug, "", creates=False), dry_run, lang)
    target, by, at = Target(book, slug, may_create=True), Viewer.system(0), now()
    try:
        if dry_run:
            outcome = apply.rehearse(target, faults, by=by, at=at)
        else:
            with unit_of_work():
                outcome = apply.perform(target, faults, by=by, at=at)
    except apply.BookFaulty as refused:
        outcome = refused.outcome
    _report(outcome, dry_run, lang)


def _report(outcome: apply.Outcome, dry_run: bool, lang: str) -> None:
    """Every fault with its place, or a count per sheet. Raises ClickException when there are faults."""
    for fault in outcome.faults.kept[:SHOWN]:
        click.echo(_told(fault), err=fault.weight is Weight.FAULT)
    count = outcome.faults.counts[Weight.FAULT]
    if count:
        raise click.ClickException(f"{count} faults; nothing was stored.")
    for key, counts in outcome.counts.items():
        if counts.new or counts.changed or counts.unchanged:
            click.echo(
                f"  {BY_KEY[key].title(lang):<24}{counts.new:>7} new{counts.changed:>7} changed{counts.unchanged:>7} as they were"
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
    """Sheet, row, column, the cell, and what is wrong with it."""
    row = gettext("row %(row)s", row=fault.row) if fault.row else ""
    shown = f"“{fault.shown}”" if fault.shown else ""
    place = " · ".join(part for part in (fault.sheet, row, fault.column, shown) if part)
    return f"{WEIGHTS[fault.weight]} {place}: {fault_sentence(fault)}"


WEIGHTS = {Weight.FAULT: "✗", Weight.WARNING: "⚠", Weight.NOTE: "·"}

COMMANDS: tuple[click.Command, ...] = (workbook,)
