"""What every test may ask for: an instance with a migrated database, the application on it, the cast of
people, and page clients that sign in as one of them."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright
from werkzeug.routing import Rule

from teamhub import create_app
from teamhub.actions import schema
from teamhub.example.workbook import STORY_START
from teamhub.models.base import db
from tests import databases
from tests.cast import Cast, build_cast
from tests.databases import copy_instance, keep, new_instance
from tests.folders import run_folder
from tests.loaded_example import load_example
from tests.page_client import PageClient
from tools.own_postgres import own_server

pytest_plugins = ("tests.figures", "tests.quiet_logs")

__all__ = ["copy_instance", "run_folder"]

CHEAP: dict[str, Any] = {
    "TESTING": True,
    "HASH_MEMORY_KIB": 8,
    "HASH_ROUNDS": 1,
    "SECRET_KEY": "for the tests alone, 4f1c9a7e62b8d035",
}
"""CSRF protection stays on."""
ON_A_DATABASE = {"migrated_instance", "peopled_instance", "example_instance", "app", "empty_instance"}
OWN: pytest.StashKey[ExitStack] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        action="store_true",
        default=os.environ.get("TEAMHUB_TEST_DATABASE") == "postgresql",
        help="the tests that use a database, on PostgreSQL: the one that TEAMHUB_TEST_POSTGRES names, else one of our own",
    )


def pytest_collection_finish() -> None:
    """What is loaded by now stays for the whole run; looking through it again and again took a third of the time. A
    journey's server and the browser's messenger are threads of one process and wait for each other, as in the server."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    sys.setswitchinterval(0.001)


def pytest_configure(config: pytest.Config) -> None:
    """Workers find the server in their environment."""
    if not config.getoption("--postgres") or databases.ADDRESS in os.environ:
        return
    server = config.stash[OWN] = ExitStack()
    os.environ[databases.ADDRESS] = server.enter_context(own_server()).url


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(OWN, None)
    if server is not None:
        del os.environ[databases.ADDRESS]
        server.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL: what never touches a database, or is about SQLite's own nature, is not run again."""
    if not databases.on_postgres():
        return
    chosen = [item for item in items if _may_differ(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _may_differ(item: pytest.Item) -> bool:
    needs = set(getattr(item, "fixturenames", ()))
    return bool(needs & ON_A_DATABASE) and item.get_closest_marker("sqlite") is None


@pytest.fixture(scope="session")
def migrated_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with an empty database at head, made once for all workers."""
    folder = run_folder(tmp_path_factory) / "migrated"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            app = create_app(CHEAP, instance_path=str(new_instance(folder)))
            with app.app_context():
                schema.upgrade()
                db.engine.dispose()
            keep(folder)
            (folder / "done").touch()
    return folder


@pytest.fixture(autouse=True)
def databases_dropped(request: pytest.FixtureRequest) -> Iterator[None]:
    """Comes first and therefore ends last: what the test copied into its own folder goes."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder is not None:
        databases.drop_below(folder)


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """Each of some 350 addresses is otherwise compiled to a function anew for every application, 0.4 s a test; the
    function depends on nothing but the rule."""
    known: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
    compile_builder = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, rule.subdomain, repr(rule.defaults), rule.merge_slashes, append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Jinja's own store of compiled templates, shared by all applications and workers of this run: each page would
    otherwise be compiled anew in every test, 20 ms a template."""
    folder = run_folder(tmp_path_factory) / "templates"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        store = FileSystemBytecodeCache(str(folder))
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": store})
        yield


@pytest.fixture(scope="session")
def peopled_instance(migrated_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """An instance folder with the cast in it, made once for all workers, and who is in it."""
    folder = run_folder(tmp_path_factory) / "peopled"
    told = folder / "cast"
    with FileLock(f"{folder}.lock"):
        if not told.exists():
            copy_instance(migrated_instance, folder)
            app = create_app(CHEAP, instance_path=str(folder))
            with app.app_context():
                cast = build_cast()
                db.session.remove()
                db.engine.dispose()
            keep(folder)
            told.write_bytes(pickle.dumps(cast))
    found = pickle.loads(told.read_bytes())  # noqa: S301 - written by this test run
    assert isinstance(found, Cast)
    return folder, found


@pytest.fixture
def empty_instance(tmp_path: Path) -> Path:
    """An instance folder with a database in which there is not even a schema."""
    return new_instance(tmp_path / "empty")


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on its own copy of an instance, with an application context: empty, or with the cast where the
    test asks for it."""
    if "cast" in request.fixturenames:
        source = request.getfixturevalue("peopled_instance")[0]
    else:
        source = request.getfixturevalue("migrated_instance")
    application = create_app(CHEAP, instance_path=str(copy_instance(source, tmp_path / "instance")))
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
            keep(folder)
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
def cast(app: Flask, peopled_instance: tuple[Path, Cast]) -> Cast:
    """Two small communities and the people of these stories."""
    return copy.deepcopy(peopled_instance[1])


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
