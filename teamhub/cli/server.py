"""teamhub serve."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from teamhub.actions import schema


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@with_appcontext
def serve(host: str | None, port: int | None) -> None:
    """Run the production server (one process, many threads)."""
    from waitress import serve as run_waitress

    schema.upgrade()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy hides it from types
    host, port = host or app.config["TEAMHUB_HOST"], port or app.config["TEAMHUB_PORT"]
    click.echo(f"TeamHub listens on http://{host}:{port}/")
    run_waitress(app, host=host, port=port, threads=app.config["TEAMHUB_THREADS"], ident=None)


COMMANDS: tuple[click.Command, ...] = (serve,)
