"""Writes migration 0001 anew from the models. Only before the first release; later changes get a step of
their own (`python tools/first_migration.py --next "what changes"`)."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from teamhub import create_app  # noqa: E402  # the checkout must be on the path first
from teamhub.actions import schema  # noqa: E402  # as above
from teamhub.models.base import db  # noqa: E402  # as above

VERSIONS = ROOT / "teamhub" / "migrations" / "versions"
FIRST = VERSIONS / "0001_initial.py"


def main() -> None:
    following = sys.argv[2] if len(sys.argv) == 3 and sys.argv[1] == "--next" else None
    if following is None:
        FIRST.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(instance_path=folder)
        with app.app_context():
            if following is not None:
                schema.upgrade()
            with later_steps_aside(keep=following is not None):
                number = f"{len(list(VERSIONS.glob('*.py'))) + 1:04d}"
                command.revision(
                    schema.alembic_config(), message=following or "initial", autogenerate=True, rev_id=number
                )
            db.engine.dispose()


@contextmanager
def later_steps_aside(*, keep: bool) -> Iterator[None]:
    """While the first step is written anew, the later ones would have nothing to stand on."""
    aside = [] if keep else [(p, p.with_suffix(".aside")) for p in VERSIONS.glob("*.py")]
    for path, away in aside:
        path.rename(away)
    try:
        yield
    finally:
        for path, away in aside:
            away.rename(path)


if __name__ == "__main__":
    main()
