"""Several processes on one host, started by gunicorn: `gunicorn -c python:teamhub.cli.workers app:app`.

Before the first worker the schema is brought up and lost prints are made up, as `teamhub serve` does it; then every worker
has a courier (a message is claimed in the database before it is sent) and a keeper (its rounds hold a lease). Sessions,
throttles, uploads and their progress, searches and turns to write are rows: it does not matter which worker answers."""

from __future__ import annotations

from teamhub.cli.allocator import share_arenas
from teamhub.cli.server import prepare_storage, print_missing_briefs, settle
from teamhub.courier import rounds as courier
from teamhub.keeper import rounds as keeper
from teamhub.models.base import db


def on_starting(server: object) -> None:
    """In gunicorn's own process, which keeps no connection: workers must not inherit one. How memory is handed out they do
    inherit."""
    share_arenas()
    from app import app

    with app.app_context():
        prepare_storage(app)
        print_missing_briefs()
        db.session.remove()
        db.engine.dispose()


def post_worker_init(worker: object) -> None:
    from app import app

    courier.start(app)
    keeper.start(app)
    settle()
