"""A PostgreSQL of one's own for a while: made in a temporary folder, reached through a socket in it, gone at the end.

`python -m tools.own_postgres COMMAND ...` runs a command with its address in DATABASE_URL; without a command it says
the address and waits for Ctrl-C."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PREFIX = "teamhub-postgres-"
WITHIN = 60
"""Seconds to start or to stop."""
SETTINGS = {
    # Nothing in here outlives the run: a power cut may take it.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "shared_buffers": "128MB",
    "max_connections": "200",
    # Every test has a database of its own: a worker that goes round them all would only be in the way.
    "autovacuum": "off",
    # A server's own zone must not matter: this one is neither ours nor UTC.
    "timezone": "America/St_Johns",
    "listen_addresses": "",
}
LASTING = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}
"""As an installation has it: for measurements, and for proofs in which the server itself may die."""


class NoPostgres(RuntimeError):
    """PostgreSQL's programs are not on this machine."""


@dataclass(frozen=True)
class Server:
    """`url`: of the maintenance database, libpq form. `process`: the postmaster, ours to stop."""

    folder: Path
    user: str
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql://{self.user}@/{database}?host={self.folder}"


def programs() -> Path:
    """Where initdb and postgres are. Raises NoPostgres."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not debian:
        raise NoPostgres("There is no PostgreSQL here. On Debian or Ubuntu: apt-get install postgresql")
    return debian[-1].parent


@contextmanager
def own_server(
    settings: dict[str, str] | None = None, *, reached_from: str = "", inside: tuple[str, ...] = ()
) -> Iterator[Server]:
    """A running server; stopped and removed at the end, and when this process dies. `reached_from`: a network (CIDR)
    that may connect besides the socket. `inside`: a command that starts the server, such as `ip netns exec X`."""
    _remove_left_over()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    who = _unprivileged()
    try:
        (folder / "owner").write_text(str(os.getpid()), "ascii")
        if who is not None:
            os.chown(folder, who.pw_uid, who.pw_gid)
        _initialise(folder, who, reached_from)
        process = _start(folder, {**SETTINGS, **(settings or {})}, who, inside)
        try:
            user = who.pw_name if who is not None else pwd.getpwuid(os.getuid()).pw_name
            yield Server(folder, user, process)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd | None:
    """Root may not run PostgreSQL; Debian's package brings a user who may."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("Root cannot run PostgreSQL, and there is no user postgres")


def _as(who: pwd.struct_passwd | None) -> dict[str, object]:
    if who is None:
        return {"env": {**os.environ, "LC_ALL": "C.UTF-8"}}
    return {
        "user": who.pw_uid,
        "group": who.pw_gid,
        "extra_groups": [],
        "env": {"PATH": os.environ["PATH"], "HOME": "/", "LC_ALL": "C.UTF-8"},
    }


def _initialise(folder: Path, who: pwd.struct_passwd | None, reached_from: str) -> None:
    done = subprocess.run(  # type: ignore[call-overload]  # which keywords: see _as
        [
            programs() / "initdb",
            "--no-sync",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            folder / "data",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **_as(who),
    )
    if done.returncode != 0:
        raise NoPostgres(done.stderr)
    if reached_from:
        with (folder / "data" / "pg_hba.conf").open("a", encoding="ascii") as file:
            file.write(f"host all all {reached_from} trust\n")


def _start(
    folder: Path, settings: dict[str, str], who: pwd.struct_passwd | None, inside: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches the tests first; told to stop when this process dies."""
    command: list[str | Path] = [programs() / "postgres", "-D", folder / "data", "-k", folder]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    guard = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
    with (folder / "log").open("wb") as log:
        if inside:
            drop = (
                []
                if who is None
                else ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]
            )
            process = subprocess.Popen(
                [*inside, *drop, *guard, *map(str, command)],
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        else:
            process = subprocess.Popen(  # type: ignore[call-overload]  # which keywords: see _as
                [*guard, *command], cwd=folder, stdout=log, stderr=log, start_new_session=True, **_as(who)
            )
    ready = folder / "data" / "postmaster.pid"
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if ready.exists() and "ready" in ready.read_text("utf-8").split():
            return process
        time.sleep(0.02)
    _stop(process)
    raise NoPostgres((folder / "log").read_text("utf-8", "replace"))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast: open sessions are cut. Immediately, when that takes too long."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(how)
        try:
            process.wait(WITHIN)
        except subprocess.TimeoutExpired:
            continue


def _remove_left_over() -> None:
    """Folders of runs that were killed themselves: their server stopped with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            owner = int((folder / "owner").read_text("ascii"))
            os.kill(owner, 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (OSError, ValueError):
            continue


def main(arguments: list[str]) -> int:
    with own_server() as server:
        if arguments:
            return subprocess.run(
                arguments, env={**os.environ, "DATABASE_URL": server.url}, check=False
            ).returncode
        print(server.url, flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
