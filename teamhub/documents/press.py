"""From HTML to PDF in a child process with limits. The only place that prints."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from teamhub.documents import press_worker
from teamhub.documents.fonts import CHAINS, STATIC, locate

log = logging.getLogger(__name__)

ARCHIVE = "pdf/a-2a"
"""PDF/A for archives at level A: tagged, every font embedded, readable by a screen reader."""

KEPT_ENVIRONMENT = (
    "PATH", "HOME", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH",
    "WEASYPRINT_DLL_DIRECTORIES", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "XDG_DATA_DIRS", "XDG_CACHE_HOME",
)  # fmt: skip


class PrintingFailed(Exception):
    """`code`: refused_address, too_long (the clock ran out) or broken. `detail` is for the log, not for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Asset:
    """A file that a document may show: by `path`, or made for it (`body`)."""

    path: Path | None
    media_type: str
    body: bytes = b""

    def as_order(self) -> list[str]:
        made = "" if self.path else base64.b64encode(self.body).decode()
        return [str(self.path or ""), self.media_type, made]


@dataclass(frozen=True)
class Limits:
    """Bytes of address space, seconds of processor, bytes of any file, seconds on the clock."""

    memory: int = 1536 * 1024 * 1024
    cpu_seconds: int = 60
    file_bytes: int = 256 * 1024 * 1024
    seconds: float = 60.0


@dataclass(frozen=True)
class Pressed:
    """`remarks`: what WeasyPrint had to say; empty when all is well."""

    pdf: bytes
    remarks: str


def font_assets() -> dict[str, Asset]:
    """The fonts that travel with the project, by the name under which style sheets ask for them."""
    fonts = {font.asset: font for chain in CHAINS.values() for font in chain if font.asset}
    return {name: Asset(locate(font), "font/otf") for name, font in fonts.items()}


def style_sheet(name: str) -> str:
    """A style sheet of static/css/paper."""
    return (STATIC / "css" / "paper" / name).read_text("utf-8")


def render(
    html: str,
    css: Sequence[str],
    assets: Mapping[str, Asset],
    limits: Limits = Limits(),
    variant: str = ARCHIVE,
) -> bytes:
    """The PDF. The document may ask for `teamhub-asset:<name>` of `assets` and for nothing else.
    Raises PrintingFailed."""
    return press(html, css, assets, limits, variant).pdf


def press(
    html: str,
    css: Sequence[str],
    assets: Mapping[str, Asset],
    limits: Limits = Limits(),
    variant: str = ARCHIVE,
) -> Pressed:
    digest = hashlib.sha256("\0".join([html, *css]).encode()).hexdigest()
    order = {
        "html": html,
        "css": list(css),
        "assets": {name: a.as_order() for name, a in assets.items()},
        "variant": variant,
        "identifier": digest[:32],
        "limits": {
            "memory": limits.memory,
            "cpu_seconds": limits.cpu_seconds,
            "file_bytes": limits.file_bytes,
        },
    }
    with tempfile.TemporaryDirectory(prefix="teamhub-press-") as scratch:
        environment = {k: v for k, v in os.environ.items() if k in KEPT_ENVIRONMENT}
        environment |= {"LANG": "C.UTF-8", "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and our own file
                [sys.executable, "-I", press_worker.__file__],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=limits.seconds,
                env=environment,
                cwd=scratch,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PrintingFailed("too_long", f"more than {limits.seconds} s") from None
    return _judged(done)


def _judged(done: subprocess.CompletedProcess[bytes]) -> Pressed:
    remarks = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == press_worker.REFUSED:
        log.error("a document asked for a foreign address: %s", remarks[-300:])
        raise PrintingFailed("refused_address", remarks)
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        log.error("the press failed with %s: %s", done.returncode, remarks[-300:])
        raise PrintingFailed("broken", f"exit {done.returncode}: {remarks}")
    if remarks:
        log.warning("the press remarks: %s", remarks[-300:])
    return Pressed(done.stdout, remarks)
