"""The example with one row of every kind, and its twin, made once for all workers."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from filelock import FileLock
from flask import Flask

from teamhub import create_app
from teamhub.documents import press
from teamhub.models.base import db
from tests import databases
from tests.access.forms_found import harvest, keep
from tests.access.tour import FIRST, TWIN, Ids, Visitor, all_powerful, known_ids, make_twin, missing_kinds
from tests.conftest import CHEAP, copy_instance, run_folder
from tests.page_client import PageClient


@pytest.fixture(scope="session")
def twin_instance(example_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = run_folder(tmp_path_factory) / "twins"
    with FileLock(f"{folder}.lock"):
        if not (folder / "made").exists():
            copy_instance(example_instance, folder)
            app = create_app(CHEAP, instance_path=str(folder))
            with app.app_context():
                missing_kinds()
                make_twin()
                accounts = [all_powerful(slug) for slug in (FIRST, TWIN)]
                visitor = Visitor(PageClient(app).sign_in(accounts[0]))
                with pytest.MonkeyPatch.context() as patch:
                    without_press(patch, [])
                    keep(harvest(app, visitor, known_ids(accounts[0])), folder / "forms.json")
                db.session.remove()
                db.engine.dispose()
            databases.keep(folder)
            (folder / "made").touch()
    return folder


@pytest.fixture
def twins(twin_instance: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application over both communities, with an application context."""
    application = create_app(CHEAP, instance_path=str(copy_instance(twin_instance, tmp_path / "instance")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def insider(twins: Flask) -> Visitor:
    """Holds every role in the first community."""
    return Visitor(PageClient(twins).sign_in(all_powerful(FIRST)))


@pytest.fixture
def foreigner(twins: Flask) -> Visitor:
    """Holds every role in the twin."""
    return Visitor(PageClient(twins).sign_in(all_powerful(TWIN)))


@pytest.fixture
def ids(twins: Flask) -> Ids:
    """Ids of the first community."""
    return known_ids(all_powerful(FIRST))


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML that goes to the press, which is not started: what it does with it is shown in tests/documents."""
    sheets: list[str] = []
    without_press(monkeypatch, sheets)
    return sheets


def without_press(patch: pytest.MonkeyPatch, sheets: list[str]) -> None:
    blank = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(blank)

    def render(html: str, *_: Any, **__: Any) -> bytes:
        sheets.append(html)
        return blank.getvalue()

    real = press.render
    for name, module in list(sys.modules.items()):
        if name.startswith("teamhub.") and getattr(module, "render", None) is real:
            patch.setattr(module, "render", render)
