"""The press reads what it was given and nothing else, and never takes the application down with it."""

from __future__ import annotations

import http.server
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from teamhub.documents.press import Asset, Limits, PrintingFailed, press, render
from teamhub.documents.press_worker import make_fetcher

CANARY = "CANARY-4f1b9e"


@pytest.fixture(scope="module")
def knocks() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine that writes down every request."""
    seen: list[str] = []

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *arguments: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], seen
    server.shutdown()


def contents(pdf: bytes) -> bytes:
    """All streams of the file, inflated where they are deflated."""
    out = [pdf]
    for part in pdf.split(b"stream\n")[1:]:
        try:
            out.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"".join(out)


VECTORS = (
    '<img src="{u}">',
    '<img srcset="{u} 2x" src="{u}">',
    '<link rel="stylesheet" href="{u}">',
    '<link rel="attachment" href="{u}">',
    '<a rel="attachment" href="{u}">x</a>',
    '<object data="{u}">x</object>',
    '<embed src="{u}">',
    '<style>@import url("{u}");</style>',
    '<style>@font-face {{ font-family: a; src: url("{u}") }} p {{ font-family: a }}</style><p>x</p>',
    '<div style="background-image: url({u})">x</div>',
    '<ul style="list-style-image: url({u})"><li>x</li></ul>',
    '<p style="content: url({u})">x</p><style>p::before {{ content: url("{u}") }}</style>',
    '<div style="border-image-source: url({u}); border: 3px solid">x</div>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{u}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{u}#a"/></svg>',
)
ADDRESSES = (
    "http://127.0.0.1:{port}/hit",
    "file://{file}",
    "teamhub-asset:../../etc/passwd",
    "teamhub-asset:unlisted",
    "ftp://127.0.0.1:{port}/hit",
)


def test_no_way_of_asking_reaches_a_file_or_the_network(
    knocks: tuple[int, list[str]], tmp_path: Path
) -> None:
    """All vectors against all addresses. Each is refused or ignored; none may fetch."""
    port, seen = knocks
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    for address in ADDRESSES:
        url = address.format(port=port, file=secret)
        html = "<html><body>" + "".join(v.format(u=url) for v in VECTORS) + "</body></html>"
        with pytest.raises(PrintingFailed) as refusal:
            render(html, [], {})
        assert refusal.value.code == "refused_address"
    assert seen == []


@pytest.mark.parametrize("vector", VECTORS[:9])
def test_each_vector_alone_fetches_nothing(
    vector: str, knocks: tuple[int, list[str]], tmp_path: Path
) -> None:
    port, seen = knocks
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    url = secret.as_uri() if "attachment" in vector else f"http://127.0.0.1:{port}/hit"
    printed, code = attempt(f"<html><body>{vector.format(u=url)}</body></html>")
    assert code in ("", "refused_address")
    assert CANARY.encode() not in contents(printed)
    assert seen == []


def attempt(html: str) -> tuple[bytes, str]:
    """The PDF, or the code of the refusal."""
    try:
        return render(html, [], {}), ""
    except PrintingFailed as refusal:
        return b"", refusal.code


def test_the_fetcher_gives_listed_assets_and_refuses_all_else() -> None:
    fetcher = make_fetcher({"mark": (b"<svg/>", "image/svg+xml")})
    assert fetcher.fetch("teamhub-asset:mark").read() == b"<svg/>"
    for url in (
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "data:text/plain,x",
        "teamhub-asset:other",
        "mark",
        "",
    ):
        with pytest.raises(BaseException, match="refused"):
            fetcher.fetch(url)


def test_a_listed_picture_is_printed(tmp_path: Path) -> None:
    mark = tmp_path / "mark.svg"
    mark.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
    )
    done = press('<img src="teamhub-asset:mark">', [], {"mark": Asset(mark, "image/svg+xml")})
    assert done.pdf.startswith(b"%PDF")
    assert done.remarks == ""


def test_a_document_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(PrintingFailed) as stopped:
        render("<p>x</p>" * 200_000, [], {}, Limits(seconds=1.5))
    assert stopped.value.code == "too_long"


@pytest.mark.prove
def test_a_document_that_eats_memory_dies_alone() -> None:
    tight = Limits(memory=330 * 1024 * 1024, seconds=60)
    assert render("<p>x</p>", [], {}, tight).startswith(b"%PDF")
    bomb = "<table>" + "<tr><td>x</td></tr>" * 100_000 + "</table>"
    with pytest.raises(PrintingFailed) as broken:
        render(bomb, [], {}, tight)
    assert broken.value.code == "broken"


def test_deep_nesting_is_an_error_not_a_crash_of_ours() -> None:
    with pytest.raises(PrintingFailed):
        render("<div>" * 60_000, [], {}, Limits(cpu_seconds=2))
