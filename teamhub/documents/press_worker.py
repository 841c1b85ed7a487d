"""The press: turns one order into one PDF, in a process of its own with limits.

Started by press.py as a plain script in isolated mode, so it loads WeasyPrint and nothing of the application. It has
two ways to work:

- alone: reads an order (JSON) from standard input, writes the PDF to standard output. Exit: 0 printed, 3 the document
  asked for an address that is not on the list, 4 it could not be printed.
- `--warm FD`: loads WeasyPrint once and waits at a socket. For each order it forks a child, which inherits what is
  loaded, limits itself, prints, answers and ends. The waiting process never reads a document, so it cannot be hurt by
  one; the child cannot hurt the next order.

Before a child reads a single line of the document it limits itself: memory, processor time, the clock, file size. It
opens no connection, starts no process and reads no file but the modules of Python.
"""

from __future__ import annotations

import base64
import gc
import json
import logging
import mimetypes
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PRINTED, REFUSED, FAILED = 0, 3, 4
SCHEME = "teamhub-asset:"
TAKEN = b"+"
FORBIDDEN_EVENTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostby", "socket.sendto",
                    "socket.sendmsg", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn",
                    "os.fork", "os.link", "os.symlink", "ftplib.connect", "urllib.Request", "ctypes.dlopen")  # fmt: skip
SAMPLE = "<html lang=zh><title>x</title><h1>网格</h1><table><tr><th>1<td>x</table>"


def limit_self(limits: dict[str, float]) -> None:
    """POSIX only; elsewhere the parent's clock is the only limit. `seconds` on the clock: the system ends the process,
    whatever it is doing."""
    try:
        import resource
    except ImportError:
        return
    if "seconds" in limits:
        signal.setitimer(signal.ITIMER_REAL, limits["seconds"])
    wanted = (("RLIMIT_AS", "memory"), ("RLIMIT_CPU", "cpu_seconds"), ("RLIMIT_FSIZE", "file_bytes"))
    for name, value in (*((name, limits.get(key)) for name, key in wanted), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name, None)
        if kind is None or value is None:
            continue
        try:
            resource.setrlimit(kind, (int(value), int(value)))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS: the clock still holds
            continue


def forbid_outside(scratch: str) -> None:
    """A second wall behind the fetcher: Python code of this process reads no file but modules and what it wrote
    itself. C libraries do as they like: they load the fonts of the system."""
    mimetypes.init()  # reads files of the system
    allowed = tuple(
        f"{os.path.realpath(p)}{os.sep}" for p in {scratch, *sys.path, sys.prefix, sys.base_prefix} if p
    )

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes):
            if not os.path.realpath(os.fsdecode(arguments[0])).startswith(allowed):
                raise PermissionError("the press does not open other files")
        elif event.startswith(FORBIDDEN_EVENTS):
            raise PermissionError(f"the press does not {event}")

    sys.addaudithook(guard)


def report_errors() -> None:
    """What WeasyPrint calls an error, a picture without words among them, becomes a remark."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.ERROR)
    logging.getLogger("weasyprint").addHandler(handler)


def make_fetcher(assets: dict[str, tuple[bytes, str]]) -> Any:
    """A fetcher that knows the listed assets and nothing else. Anything else stops the print."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
        def fetch(self, url: str, headers: object = None) -> Any:
            name = url.removeprefix(SCHEME)
            if not url.startswith(SCHEME) or name not in assets:
                raise FatalURLFetchingError(f"refused: {url[:200]}")
            body, media_type = assets[name]
            return URLFetcherResponse(url, body, {"Content-Type": media_type})

        def open(self, url: Any, data: object = None, timeout: object = None) -> Any:
            return self.fetch(getattr(url, "full_url", url))

    return AssetFetcher()


def press(order: dict[str, Any], scratch: str) -> bytes:
    """Order: html, css (list), assets {name: [path or "", media type, made in base64]}, variant, identifier (hex)."""
    assets = {
        name: (Path(path).read_bytes() if path else base64.b64decode(made), kind)
        for name, (path, kind, made) in order["assets"].items()
    }
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    forbid_outside(scratch)
    report_errors()
    gc.set_threshold(50_000, 20, 50)  # a short life: looking for garbage costs a tenth of it
    fetcher, fonts = make_fetcher(assets), FontConfiguration()
    sheets = [
        CSS(string=css, url_fetcher=fetcher, font_config=fonts, base_url=f"{SCHEME}css")
        for css in order["css"]
    ]
    document = HTML(string=order["html"], url_fetcher=fetcher, base_url=f"{SCHEME}html")
    printed: bytes = document.write_pdf(
        stylesheets=sheets,
        font_config=fonts,
        pdf_variant=order["variant"],
        pdf_identifier=bytes.fromhex(order["identifier"]),
        presentational_hints=False,
        finisher=for_screen_readers,
    )
    return printed


READABLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
"""PDF/UA-1 by the side of PDF/A: WeasyPrint declares one of the two. PDF/A wants the words explained."""


def for_screen_readers(_document: object, pdf: Any) -> None:
    """What PDF/UA asks for and WeasyPrint leaves out: its declaration, the direction of header cells, words for
    links."""
    objects = {thing.reference: thing for thing in pdf.objects if hasattr(thing, "reference")}
    if "Metadata" in pdf.catalog:
        metadata = objects[pdf.catalog["Metadata"]]
        metadata.stream = [part.replace(b"</rdf:RDF>", READABLE) for part in metadata.stream]
    for thing in objects.values():
        if not isinstance(thing, dict):
            continue
        if thing.get("S") == "/TH":
            group = objects.get(objects[thing["P"]].get("P"), {})
            thing["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
        elif thing.get("Subtype") == "/Link" and "Contents" not in thing:
            thing["Contents"] = thing.get("Dest") or thing["A"]["URI"]


def attempt(order: dict[str, Any], scratch: str) -> tuple[int, bytes]:
    """How it went, and the PDF."""
    try:
        return PRINTED, press(order, scratch)
    except BaseException as fault:  # a refusal is no Exception by WeasyPrint's own choice
        print(f"{type(fault).__name__}: {str(fault)[:500]}", file=sys.stderr, flush=True)  # noqa: T201
        return REFUSED if type(fault).__name__ == "FatalURLFetchingError" else FAILED, b""


def alone() -> int:
    order = json.load(sys.stdin)
    limit_self(order["limits"])
    status, printed = attempt(order, str(Path.cwd()))
    sys.stdout.buffer.write(printed)
    sys.stdout.flush()
    return status


def warm(control: socket.socket, idle: float, home: str) -> None:
    """Waits at `control` for orders until the other side goes away or nothing was wanted for `idle` seconds.

    An order is one message: its limits, and two open files: a socket, on which the child answers, and a file for what
    WeasyPrint has to say. A message without files: finish what runs, take nothing new. The first print is a sample,
    which loads what WeasyPrint loads late."""
    from weasyprint import HTML

    HTML(string=SAMPLE).write_pdf(pdf_variant="pdf/a-2a", pdf_identifier=bytes(16))
    gc.collect()
    gc.freeze()
    if not single_threaded():
        return
    children: dict[int, str] = {}
    message = b""
    while True:
        resting = not children
        ready, _, _ = select.select([control], [], [], idle if resting else 0.1)
        reap(children)
        if ready:
            message, files, _, _ = socket.recv_fds(control, 65536, 2)
            if len(files) != 2:
                break
            take(json.loads(message), files, control, home, children)
        elif resting:
            return
    if not message:
        for child in children:
            os.kill(child, signal.SIGKILL)
    reap(children, wait=True)


def take(
    limits: dict[str, float], files: list[int], control: socket.socket, home: str, children: dict[int, str]
) -> None:
    scratch = tempfile.mkdtemp(dir=home)
    try:
        child = os.fork()
    except OSError:  # no more processes for now: nobody answers, the other side sees that
        child = -1
    if not child:
        control.close()
        serve(limits, scratch, *files)
    if child > 0:
        children[child] = scratch
    for file in files:
        os.close(file)


def single_threaded() -> bool:
    """A process with threads must not fork. Pango has one for each font map, which ends with it."""
    for _ in range(100):
        if sum(1 for _ in Path("/proc/self/task").iterdir()) == 1:
            return True
        time.sleep(0.02)
    return False


def reap(children: dict[int, str], *, wait: bool = False) -> None:
    for child in list(children):
        if os.waitpid(child, 0 if wait else os.WNOHANG)[0]:
            shutil.rmtree(children.pop(child), ignore_errors=True)


def serve(limits: dict[str, float], scratch: str, answer: int, remarks: int) -> None:
    """One order, in the child; never returns. The order is its length (8 bytes) and JSON, the answer how it went (one
    byte), the length of the PDF (8 bytes) and the PDF."""
    try:
        os.dup2(remarks, 2)
        os.chdir(scratch)
        tempfile.tempdir = scratch
        with socket.socket(fileno=answer) as line:
            line.sendall(TAKEN)
            limit_self(limits)
            with line.makefile("rb") as told:
                order = json.loads(told.read(int.from_bytes(told.read(8), "big")))
            status, printed = attempt(order, scratch)
            line.sendall(bytes([status]) + len(printed).to_bytes(8, "big"))
            line.sendall(printed)
    except BaseException as fault:
        print(f"{type(fault).__name__}: {str(fault)[:500]}", file=sys.stderr, flush=True)  # noqa: T201
    finally:
        os._exit(0)


def main(arguments: list[str]) -> int:
    if not arguments:
        return alone()
    file, idle = arguments
    home = str(Path.cwd())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who waits at the other end decides when this ends
    with socket.socket(fileno=int(file)) as control:
        warm(control, float(idle), home)
    shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
