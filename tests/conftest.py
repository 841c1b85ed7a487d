"""What every test may ask for: an instance with a migrated database, the application on it, the cast of
people, and page clients that sign in as one of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from teamhub import create_app
from teamhub.actions import schema
from teamhub.example.workbook import STORY_START
from teamhub.models.base import db
from tests.cast import Cast, build_cast
from tests.loaded_example import load_example
from tests.page_client import PageClient

CHEAP: dict[str, Any] = {
    "TESTING": True,
    "HASH_MEMORY_KIB": 8,
    "HASH_ROUNDS": 1,
    "SECRET_KEY": "tests only: not a secret",
}
"""CSRF protection stays on."""


@pytest.fixture(scope="session")
def migrated_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with an empty database at head, made once for all workers."""
    folder = run_folder(tmp_path_factory) / "migrated"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            app = create_app(CHEAP, instance_path=str(folder))
            with app.app_context():
                schema.upgrade()
                db.engine.dispose()
            (folder / "done").touch()
    return folder


def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run alone, shared by its workers."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def copy_instance(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, dirs_exist_ok=True)
    return target


@pytest.fixture
def app(migrated_instance: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on its own copy of an empty instance, with an application context."""
    application = create_app(
        CHEAP, instance_path=str(copy_instance(migrated_instance, tmp_path / "instance"))
    )
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def example_instance(migrated_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the example on the story's own dates, loaded once for all workers. Not to be written
    to: `example` is a copy of it."""
    folder = run_folder(tmp_path_factory) / "example"
    with FileLock(f"{folder}.lock"):
        if not (folder / "loaded").exists():
            copy_instance(migrated_instance, folder)
            app = create_app(CHEAP, instance_path=str(folder))
            with app.app_context():
                load_example(STORY_START)
                db.session.remove()
                db.engine.dispose()
            (folder / "loaded").touch()
    return folder


@pytest.fixture
def example(example_instance: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on its own copy of the loaded example, with an application context."""
    application = create_app(CHEAP, instance_path=str(copy_instance(example_instance, tmp_path / "instance")))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Two small communities and the people of these stories."""
    return build_cast()


@pytest.fixture
def as_(app: Flask, cast: Cast) -> Callable[..., PageClient]:
    """`as_("leader")` or `as_("member", language="en")`: a client signed in as that one of the cast."""

    def sign_in(name: str, *, language: str = "") -> PageClient:
        return PageClient(app).sign_in(cast.account(name), language=language)

    return sign_in


@pytest.fixture
def stranger(app: Flask) -> PageClient:
    """A client that is not signed in."""
    return PageClient(app)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per worker, for journeys and for the tests of the controls: Playwright runs once per process."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "no Chromium on this machine: ./run test installs it"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
