"""A server and files that nobody may touch: what they hold must not be found in a PDF, and each knock is written down."""

from __future__ import annotations

import http.server
import io
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pikepdf
from PIL import Image

from teamhub.documents.fonts import FANG, locate

WORD = "CANARY4f1b9e"
MEDIA = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "css": "text/css",
    "otf": "font/otf",
    "html": "text/html",
}


@dataclass
class Canary:
    """`hits`: what was asked of the server. `folder`: canary.png, canary.css ..."""

    port: int
    folder: Path
    hits: list[str] = field(default_factory=list)


def make_files(folder: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), (201, 33, 77)).save(picture, "PNG")
    (folder / "canary.png").write_bytes(picture.getvalue())
    shape = "<rect id='a' width='99' height='99'/>"
    (folder / "canary.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg'><text>{WORD}</text>{shape}</svg>"
    )
    (folder / "canary.css").write_text(f"p::after {{ content: '{WORD}' }} @page {{ size: 77mm 77mm }}")
    (folder / "canary.html").write_text(f"<p>{WORD}</p>")
    shutil.copyfile(locate(FANG), folder / "canary.otf")


@contextmanager
def canary_on_guard(folder: Path) -> Iterator[Canary]:
    make_files(folder)
    canary = Canary(0, folder)

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canary.hits.append(self.path)
            asked = urlsplit(self.path)
            if asked.path == "/redirect":
                self.send_response(302)
                self.send_header("Location", parse_qs(asked.query)["to"][0])
                self.end_headers()
                return
            kind = asked.path.rpartition(".")[2]
            file = folder / f"canary.{kind}"
            self.send_response(200 if file.exists() else 404)
            self.send_header("Content-Type", MEDIA.get(kind, "text/plain"))
            self.end_headers()
            if file.exists():
                self.wfile.write(file.read_bytes())

        do_HEAD = do_POST = do_GET  # noqa: N815 - names of the library

        def log_message(self, *arguments: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    canary.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield canary
    finally:
        server.shutdown()
        server.server_close()


def traces(pdf: bytes) -> list[str]:
    """What of the canary, or of any file at all, the PDF carries: its word in a stream or a string, a picture, an
    attachment, a page of the canary's size."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as book:
        for thing in book.objects:
            if isinstance(thing, pikepdf.Stream):
                if WORD.encode() in thing.read_bytes() or WORD.encode() in thing.read_raw_bytes():
                    found.append("word")
                if thing.get("/Subtype") == "/Image":
                    found.append("picture")
                if thing.get("/Type") == "/EmbeddedFile":
                    found.append("attachment")
            elif isinstance(thing, pikepdf.Dictionary) and "/EF" in thing:
                found.append("attachment")
        if any(abs(float(page.mediabox[2]) - 77 / 25.4 * 72) < 1 for page in book.pages):
            found.append("style sheet")
    if WORD.encode() in pdf:
        found.append("word")
    return found
