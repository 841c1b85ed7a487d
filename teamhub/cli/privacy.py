"""teamhub privacy purge, reapply."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from teamhub.actions import erasures, retention
from teamhub.actions.work import unit_of_work
from teamhub.keeper import rounds
from teamhub.models.base import db
from teamhub.queries import retention as asked
from teamhub.web.clock import now


@click.group("privacy")
def privacy() -> None:
    """Erase personal data that is over, and put a restored database right."""


@privacy.command("purge")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
@with_appcontext
def purge(dry_run: bool) -> None:
    """Erase now what the daily job would erase, in every community."""
    moment = now()
    for community_id in retention.communities():
        found = asked.due(community_id, moment)
        told = ", ".join(f"{kind} {len(ids)}" for kind, ids in found.ids.items() if ids) or "nothing"
        if dry_run:
            click.echo(f"community {community_id}: would erase {told}.")
            continue
        with unit_of_work():
            run = retention.purge(community_id, at=moment)
        click.echo(f"community {community_id}: erased {told}; report {run.digest[:16]}…")
    if dry_run:
        return
    if not rounds.take_bytes_out(moment):
        raise click.ClickException(
            "The rows are empty, but somebody reads the database: the bytes leave the files with the next round."
        )


@privacy.command("reapply")
@with_appcontext
def reapply() -> None:
    """Erase again what the ledger names, after the database was restored by hand (pg_restore)."""
    key = str(current_app.config["TEAMHUB_JOURNAL_KEY"]).encode()
    lines = erasures.read_ledger(rounds.ledger(), key=key)
    with unit_of_work():
        count = erasures.reapply(db.session(), lines, key=key, at=now())
    rounds.take_bytes_out(now())
    click.echo(f"The ledger has {len(lines)} lines; erased again: {count}.")


COMMANDS: tuple[click.Command, ...] = (privacy,)
