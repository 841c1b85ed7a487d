"""Whatever a document asks for, the press gives it what is listed and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from teamhub.documents.press import Asset, PrintingFailed, render
from tests.figures import Tell
from tests.trust.canary import Canary, canary_on_guard, traces
from tests.trust.fetch_vectors import Vector, vectors

LISTED = {"listed": Asset(None, "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>")}
LIVE = ("img, http", "img, file", "background-image, http", "import url, http", "font-face, http", "link attachment, file",
        "svg image, http", "svg use, http", "object svg, http", "spelled: upper case", "spelled: redirected to another",
        "spelled: data svg", "spelled: number")  # fmt: skip
"""Some that a press without walls does open, so that the canary is known to sing."""


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary_on_guard(tmp_path_factory.mktemp("canary")) as one:
        yield one


def asked(vector: Vector) -> tuple[str, list[str]]:
    """How the press took it, and what it let through."""
    try:
        return "printed", traces(render(vector.html, [], LISTED))
    except PrintingFailed as refusal:
        return refusal.code, []


def nothing_is_read(canary: Canary, chosen: list[Vector], tell: Tell) -> None:
    """Each alone: a refusal stops the print, so that two in one document would hide one another."""
    taken = {vector.name: asked(vector) for vector in chosen}
    assert len(taken) == len(chosen)
    assert {name: found for name, (_, found) in taken.items() if found} == {}
    assert canary.hits == []
    ends = Counter(code for code, _ in taken.values())
    assert {name for name, (code, _) in taken.items() if code == "broken"} <= {"attr(), http", "attr(), file"}
    assert ends["refused_address"] >= len(chosen) / 2
    tell(
        "fetch vectors: all / refused / printed without",
        f"{len(taken)} / {ends['refused_address']} / {ends['printed']}",
    )


@pytest.mark.proves("T67")
def test_no_way_of_asking_reads_anything(canary: Canary, tell: Tell) -> None:
    """Every way, in turns over HTTP and as a file, and every spelling."""
    every = list(vectors(canary.port, canary.folder))
    ways = [v for v in every if not v.name.startswith("spelled")]
    spelled = [v for v in every if v.name.startswith("spelled")]
    chosen = [*ways[0::4], *ways[3::4], *spelled]
    assert len(chosen) >= 120
    nothing_is_read(canary, chosen, tell)


@pytest.mark.prove
@pytest.mark.proves("T67")
def test_no_way_of_asking_reads_anything_over_http_and_as_a_file(canary: Canary, tell: Tell) -> None:
    nothing_is_read(canary, list(vectors(canary.port, canary.folder)), tell)


UNGUARDED = textwrap.dedent("""
    import json, sys
    from weasyprint import HTML
    from tests.trust.canary import traces
    from urllib import request
    request.install_opener(request.build_opener(request.ProxyHandler({})))
    for name, html in json.load(sys.stdin):
        try:
            found = traces(HTML(string=html, base_url="file:///").write_pdf())
        except BaseException:
            found = []
        print(json.dumps([name, found]), flush=True)
    """)


def unguarded(chosen: list[Vector], canary: Canary, before: str = "") -> dict[str, list[str]]:
    """What the same documents read without our walls: WeasyPrint as it comes, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", before + UNGUARDED],
        input=json.dumps([[v.name, v.html] for v in chosen]),
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "no_proxy": "*"},
        timeout=300,
        check=True,
    )
    return dict(json.loads(line) for line in done.stdout.splitlines())


def sung(canary: Canary, chosen: list[Vector]) -> set[str]:
    """Those that reached the server, each at an address of its own, or left a trace."""
    door = f":{canary.port}/hit"
    marked = [Vector(v.name, v.html.replace(door, f":{canary.port}/{n}/hit")) for n, v in enumerate(chosen)]
    found = unguarded(marked, canary)
    knocked = {int(path.split("/")[1]) for path in canary.hits if path.split("/")[1].isdigit()}
    canary.hits.clear()
    return {name for name, traces_left in found.items() if traces_left} | {chosen[n].name for n in knocked}


def test_without_the_fetcher_the_same_documents_do_read(canary: Canary) -> None:
    """The control: the canary is reached where nothing keeps the press from it."""
    chosen = [v for v in vectors(canary.port, canary.folder) if v.name in LIVE]
    assert len(chosen) == len(LIVE)
    found = unguarded(chosen, canary)
    assert len(canary.hits) >= 9
    canary.hits.clear()
    assert "picture" in found["img, file"]
    assert "word" in found["link attachment, file"]
    assert "style sheet" in found["import url, http"]


def test_behind_the_fetcher_stands_a_second_wall(canary: Canary, tmp_path: Path) -> None:
    """Were a way round the fetcher found, the process itself opens no connection and no file."""
    wall = textwrap.dedent(f"""
        import sys
        from weasyprint import HTML as _warm
        from tests.trust.canary import traces as _traces
        import pikepdf, mimetypes
        _traces(_warm(string="<p>x").write_pdf())
        from teamhub.documents import press_worker
        press_worker.forbid_outside({str(tmp_path)!r})
        """)
    chosen = [v for v in vectors(canary.port, canary.folder) if v.name in LIVE and "data" not in v.name]
    assert {name: found for name, found in unguarded(chosen, canary, wall).items() if found} == {}
    assert canary.hits == []


@pytest.mark.prove
def test_how_many_of_the_vectors_are_live(canary: Canary, tell: Tell) -> None:
    every = list(vectors(canary.port, canary.folder))
    reached = sung(canary, every)
    assert len(reached) >= 40
    tell("fetch vectors that a press without walls opens", f"{len(reached)} of {len(every)}")
