"""teamhub serve."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from teamhub import config
from teamhub.actions import briefs as brief_actions
from teamhub.actions import schema
from teamhub.actions.briefs_print import make_missing_print
from teamhub.actions.work import unit_of_work
from teamhub.courier import rounds as courier
from teamhub.documents import press
from teamhub.keeper import rounds as keeper
from teamhub.queries import briefs
from teamhub.web import logs
from teamhub.web.clock import now


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@with_appcontext
def serve(host: str | None, port: int | None) -> None:
    """Run the production server (one process, many threads)."""
    from waitress import serve as run_waitress

    config = current_app.config
    logs.configure(config["TEAMHUB_LOG_FORMAT"], requests=config["TEAMHUB_LOG_REQUESTS"])
    schema.upgrade()
    made_up = print_missing_briefs()
    if made_up:
        click.echo(f"Printed {made_up} issued brief(s) whose print was missing.")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy hides it from types
    host, port = host or app.config["TEAMHUB_HOST"], port or app.config["TEAMHUB_PORT"]
    courier.start(app)
    press.open_for(app.config["TEAMHUB_THREADS"])
    keeper.start(app)
    click.echo(f"TeamHub listens on http://{host}:{port}/")
    run_waitress(app, host=host, port=port, threads=app.config["TEAMHUB_THREADS"], ident=None)


@click.command("renew-key")
@with_appcontext
def renew_key() -> None:
    """Make a new key for cookies; the old one counts for seven days, so that nobody is signed out."""
    config.renew_secret_key(Path(current_app.instance_path))
    click.echo("A new secret.key. The server takes it up when it starts again.")


def print_missing_briefs() -> int:
    """Briefs that were issued by a process that died before it stored the print: printed now from their frozen
    facts. Returns how many."""
    made_up = 0
    for brief_id, _ in briefs.unprinted():
        made = make_missing_print(brief_id, "zh_Hans_CN")
        if made is not None:
            with unit_of_work():
                brief_actions.store_print(
                    brief_id, "zh_Hans_CN", made.content, at=now(), pages=made.pages, words=made.words
                )
            made_up += 1
    return made_up


COMMANDS: tuple[click.Command, ...] = (serve, renew_key)
