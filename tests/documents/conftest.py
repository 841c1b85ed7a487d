"""The invented days, built and printed once a run for all workers."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from teamhub import create_app
from teamhub.actions.work import unit_of_work
from teamhub.documents.brief import print_facts
from teamhub.documents.workbook import write_book
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.models.base import db
from teamhub.queries import briefs
from teamhub.queries.workbook.gather import gather
from tests.cast import Cast
from tests.conftest import CHEAP, copy_instance, run_folder
from tests.documents.invented_days import DAYS, issued
from tests.documents.printed import Printed, printed


@dataclass
class Invented:
    """A day as it was frozen, and the workbook of its community."""

    name: str
    facts: FrozenFacts
    folder: Path

    @property
    def book(self) -> Path:
        return self.folder / "book.xlsx"

    def paper(self, language: str) -> Printed:
        """The issued brief; printed once."""
        file = self.folder / f"{language}.pdf"
        with FileLock(f"{file}.lock"):
            if not file.exists():
                file.write_bytes(print_facts(self.facts, draft=False, language=language))
        return printed(file.read_bytes())


@pytest.fixture(scope="session")
def invented(
    peopled_instance: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Invented]:
    """`invented("two_refusals")`: a day of tests/documents/invented_days.py."""

    def build(name: str) -> Invented:
        folder = run_folder(tmp_path_factory) / "invented" / name
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not (folder / "facts").exists():
                (folder / "facts").write_bytes(pickle.dumps(_recorded(peopled_instance, name, folder)))
        return Invented(name, pickle.loads((folder / "facts").read_bytes()), folder)  # noqa: S301 - written above

    return build


def _recorded(peopled: tuple[Path, Cast], name: str, folder: Path) -> FrozenFacts:
    """Builds the day in a database of its own, issues its brief and writes the community's workbook."""
    app = create_app(CHEAP, instance_path=str(copy_instance(peopled[0], folder / "instance")))
    with app.app_context():
        cast = copy.deepcopy(peopled[1])
        with unit_of_work():
            day = DAYS[name](cast)
        with unit_of_work():
            brief_id = issued(cast, day)
        facts = briefs.frozen_of(brief_id)
        with (folder / "book.xlsx").open("wb") as stream:
            write_book(stream, gather(cast.community_id, cast.campaign_id, "zh_Hans_CN"), "zh_Hans_CN")
        db.session.remove()
        db.engine.dispose()
    assert facts is not None
    return facts
