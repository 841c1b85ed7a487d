"""The press: runs in a child process of its own and turns one order into one PDF.

Started by press.py as a plain script in isolated mode, so it loads WeasyPrint and nothing of the application.
Reads an order (JSON) from standard input, writes the PDF to standard output. It limits itself before it reads a
single line of the document: memory, processor time, file size; it opens no connection and starts no process.
Exit: 0 printed, 3 the document asked for an address that is not on the list, 4 it could not be printed.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

REFUSED, FAILED = 3, 4
SCHEME = "teamhub-asset:"
FORBIDDEN_EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "subprocess.Popen",
                    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "ftplib.connect")  # fmt: skip


def limit_self(limits: dict[str, int]) -> None:
    """POSIX only; elsewhere the parent's clock is the only limit."""
    try:
        import resource
    except ImportError:
        return
    wanted = (("RLIMIT_AS", "memory"), ("RLIMIT_CPU", "cpu_seconds"), ("RLIMIT_FSIZE", "file_bytes"))
    for name, key in wanted:
        kind = getattr(resource, name, None)
        if kind is None or key not in limits:
            continue
        try:
            resource.setrlimit(kind, (limits[key], limits[key]))
        except (ValueError, OSError):  # macOS refuses RLIMIT_AS: the clock still holds
            continue


def forbid_outside() -> None:
    def guard(event: str, _arguments: object) -> None:
        if event.startswith(FORBIDDEN_EVENTS):
            raise PermissionError(f"the press does not {event}")

    sys.addaudithook(guard)


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


def press(order: dict[str, Any]) -> bytes:
    """Order: html, css (list), assets {name: [path or "", media type, made in base64]}, variant, identifier (hex)."""
    assets = {
        name: (Path(path).read_bytes() if path else base64.b64decode(made), kind)
        for name, (path, kind, made) in order["assets"].items()
    }
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    forbid_outside()
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
    )
    return printed


def main() -> int:
    order = json.load(sys.stdin)
    limit_self(order["limits"])
    try:
        printed = press(order)
    except BaseException as fault:  # a refusal is no Exception by WeasyPrint's own choice
        text = str(fault)
        print(f"{type(fault).__name__}: {text[:500]}", file=sys.stderr)  # noqa: T201
        return REFUSED if type(fault).__name__ == "FatalURLFetchingError" else FAILED
    sys.stdout.buffer.write(printed)
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
