"""teamhub brief: the brief of a day as PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from teamhub.documents.brief import print_brief
from teamhub.domain.briefs import compose, text_of
from teamhub.queries import briefs, viewers
from teamhub.web.clock import now


@click.command("brief")
@click.argument("slug")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the PDF goes.")
@click.option("--text", is_flag=True, help="Print the words instead.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@with_appcontext
def brief_command(slug: str, day: datetime, out: Path | None, text: bool, lang: str) -> None:
    """Print the brief of a day: the stored bytes once it is issued, a marked draft before."""
    community = viewers.community_by_slug(slug)
    on, language = day.date(), "en" if lang == "en" else "zh_Hans_CN"
    if out is None and not text:
        raise click.UsageError("say --out FILE.pdf, or --text")
    row = next(
        (r for r in briefs.editions(community.id, on) if r.issued), briefs.latest_of_day(community.id, on)
    )
    facts = briefs.facts_of(community.id, on, row, at=now())
    composed = compose(facts.figures, facts.texts, language)
    if text:
        click.echo(text_of(composed))
    if out is None:
        return
    issued = row is not None and row.issued
    content = briefs.stored_pdf(row.id, language) if row is not None and issued else None
    if content is None:
        content = print_brief(composed, draft=not issued, language=language)
    unfinished = out.with_name(out.name + ".part")
    unfinished.write_bytes(content)
    unfinished.replace(out)
    click.echo(
        f"{out}: {'no. ' + str(row.number) if row is not None and issued else 'draft'}, {len(content)} bytes"
    )


COMMANDS: tuple[click.Command, ...] = (brief_command,)
