"""Drafts the next migration: what the models say beside what the migrations so far make.

python tools/next_migration.py "what changes"

Read the draft before you keep it: data that has to move, both directions, SQLite and PostgreSQL. Steps that were
released never change; this tool only adds a file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from teamhub import create_app  # noqa: E402  # the checkout must be on the path first
from teamhub.actions import schema  # noqa: E402  # as above
from teamhub.models.base import db  # noqa: E402  # as above


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(instance_path=folder)
        with app.app_context():
            schema.upgrade()
            number = f"{int(schema.head()) + 1:04d}"
            command.revision(schema.alembic_config(), message=sys.argv[1], autogenerate=True, rev_id=number)
            db.engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
