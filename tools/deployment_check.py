"""Follows docs/deployment.md on a fresh Debian: every command of "One machine, from nothing" as it stands there.

python tools/deployment_check.py [FOLDER]

A Debian 12 is laid into FOLDER (default: a temporary one), the commands run inside it, and what the units say is started
in a network of its own that leads nowhere. Then it is asked as a phone would: the authority's certificate over http, the
first page over TLS, a sign-in, the same in Chromium that trusts the authority. systemd itself does not run here: its
units are checked by its own `systemd-analyze verify` and started by hand. Needs root, Linux, and the Debian and PyPI
registries; installs debootstrap, iproute2, libnss3-tools when they are missing. Exit status 1 names the step that failed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "deployment.md"
NAME, SLUG, PHONE, PASSPHRASE = "teamhub.lan", "balicha", "13900000000", "correct horse battery staple"
NETWORK = "teamhub-check"
NEEDED = ("debootstrap", "iproute2", "libnss3-tools", "openssl")
TRUST = Path("/etc/ssl/certs/ca-certificates.crt")
HOST_FILES = ("/etc/resolv.conf", "/etc/pip.conf")
"""How this machine reaches the registries: the fresh one reaches them the same way."""


WORKBOOK = """cd /opt/teamhub
export TEAMHUB_INSTANCE_PATH=/tmp/elsewhere
.venv/bin/python -m teamhub demo
.venv/bin/python -m teamhub workbook export balicha community.xlsx"""
"""The reader's own workbook: the example's, taken out of another instance."""


class Failed(Exception):
    """A step of the guide did not do what it says."""


def say(words: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {words}", flush=True)


def run(*command: str, text: str = "", **more: object) -> str:
    """What the command printed. Raises Failed with the end of what it said."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]  # cwd and env
    if done.returncode:
        raise Failed(f"{' '.join(command)[:300]}\n{(done.stdout + done.stderr)[-3000:]}")
    return str(done.stdout)


# ------------------------------------------------------------- the guide


def commands() -> list[str]:
    """The lines of the fenced blocks under "One machine, from nothing", continuation lines joined."""
    section = GUIDE.read_text("utf-8").split("## One machine, from nothing")[1].split("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.strip()]


def filled_in(line: str) -> str:
    """The reader's own values in the places that the guide leaves open, and the proxy file for a network without the
    internet, as the guide advises there."""
    for place, value in (
        ("ADDRESS-OF-THIS-REPOSITORY", "/srv/teamhub.git"),
        ("YOUR-NAME", NAME),
        ("SLUG PHONE", f"{SLUG} {PHONE}"),
        ("--name NAME", "--name 周建明"),
        ("deploy/Caddyfile /etc", "deploy/Caddyfile.lan /etc"),
    ):
        line = line.replace(place, value)
    return line


# ------------------------------------------------------------- the fresh machine


def fresh_debian(folder: Path) -> None:
    if (folder / "etc" / "debian_version").exists():
        return
    say("laying out a fresh Debian")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # its own users have to enter it
    sources = Path("/etc/apt/sources.list.d/debian.sources")
    told = (
        sources.read_text("utf-8") if sources.exists() else Path("/etc/apt/sources.list").read_text("utf-8")
    )
    mirror = re.search(r"https?://\S+/debian/?(?=\s)", told)
    run(
        "debootstrap",
        "--variant=minbase",
        "--include=ca-certificates,systemd",
        "bookworm",
        str(folder),
        *([mirror.group(0)] if mirror else []),
    )
    for name in HOST_FILES:
        if Path(name).exists():
            shutil.copyfile(name, folder / name.lstrip("/"))
    shutil.copyfile(TRUST, folder / str(TRUST).lstrip("/"))
    (folder / "etc/hosts").write_text(f"127.0.0.1 localhost {NAME}\n")  # as the installer would
    (folder / "etc/apt/apt.conf.d/90check").write_text('APT::Get::Assume-Yes "true";\n')
    # No service is started while packages are installed: there is nothing here that could.
    policy = folder / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    run("git", "clone", "--quiet", "--bare", "--no-hardlinks", str(ROOT), str(folder / "srv/teamhub.git"))


@contextmanager
def entered(folder: Path) -> Iterator[list[str]]:
    """The words before a command that make it run inside."""
    mounts = [("proc", "proc"), ("devtmpfs", "dev")]
    run("mount", "-t", "proc", "proc", str(folder / "proc"))
    run("mount", "--rbind", "/dev", str(folder / "dev"))
    kept = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "HTTP", "http", "no_proxy"))}
    settings = [f"{k}={v}" for k, v in kept.items()]
    try:
        yield [
            "chroot", str(folder), "env", "-i", "HOME=/root", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", *settings,
        ]  # fmt: skip
    finally:
        for _, where in reversed(mounts):
            subprocess.run(["umount", "-l", str(folder / where)], check=False)


def follow(inside: list[str], folder: Path) -> None:
    """One shell for all lines, as somebody types them: `cd` holds."""
    say("following the guide")
    run(*inside, "apt-get", "update", "-qq")
    typed, where = [filled_in(line) for line in commands()], "/"
    for line in typed:
        if "systemctl" in line:
            continue  # stood in for by `started`
        if "community.xlsx /var" in line:
            run(*inside, "sh", "-ec", WORKBOOK)
        say(f"  {line[:110]}")
        secret = f"{PASSPHRASE}\n" if "passphrase-stdin" in line else ""
        told = run(*inside, "sh", "-ec", f"cd {where}\n{line}\npwd", text=secret)
        where = told.strip().splitlines()[-1]
    shutil.rmtree(folder / "var/cache/apt/archives", ignore_errors=True)


def unit_of(folder: Path) -> tuple[list[str], list[str], str, str]:
    """(environment, command, user, folder) of the installed unit."""
    text = (folder / "etc/systemd/system/teamhub.service").read_text("utf-8")
    found = dict(re.findall(r"^(ExecStart|User|WorkingDirectory)=(.+)$", text, re.MULTILINE))
    settings = re.findall(r"^Environment=(.+)$", text, re.MULTILINE)
    return settings, found["ExecStart"].split(), found["User"], found["WorkingDirectory"]


def verify_units(inside: list[str], folder: Path) -> None:
    """By systemd's own reading of them, on the machine that they were installed on."""
    units = sorted(path.name for path in (folder / "etc/systemd/system").glob("teamhub*"))
    run(*inside, "sh", "-ec", f"cd /etc/systemd/system && systemd-analyze verify --man=no {' '.join(units)}")
    say(f"  systemd accepts {', '.join(units)}")


@contextmanager
def network() -> Iterator[list[str]]:
    """A network that leads nowhere: what runs in it has this machine's loopback and nothing else."""
    subprocess.run(["ip", "netns", "del", NETWORK], capture_output=True, check=False)
    run("ip", "netns", "add", NETWORK)
    try:
        run("ip", "-n", NETWORK, "link", "set", "lo", "up")
        yield ["ip", "netns", "exec", NETWORK]
    finally:
        run("ip", "netns", "del", NETWORK)


@contextmanager
def started(inside: list[str], alone: list[str], folder: Path) -> Iterator[None]:
    """What the two units start, as their users."""
    settings, command, user, where = unit_of(folder)
    line = f"cd {where} && exec runuser -u {user} -- env {' '.join(settings)} {' '.join(command)}"
    # As Debian's own caddy.service: an ordinary user that may listen on ports 80 and 443.
    caddy = (
        "exec setpriv --reuid caddy --regid caddy --clear-groups --inh-caps +net_bind_service "
        "--ambient-caps +net_bind_service env HOME=/var/lib/caddy caddy run --config /etc/caddy/Caddyfile"
    )
    with (folder / "var/log/check.log").open("wb") as log:
        running = [
            subprocess.Popen(
                [*alone, *inside, "sh", "-c", words], stdout=log, stderr=log, start_new_session=True
            )
            for words in (line, caddy)
        ]
        try:
            yield
        finally:
            for process in running:
                os.killpg(process.pid, 15)
            for process in running:
                process.wait(timeout=30)


# ------------------------------------------------------------- the phone

ASK = """
import http.client, json, re, ssl, sys, time, urllib.parse
name, phone, passphrase, authority = sys.argv[1:]
def asked(line, method, path, body=None, headers=()):
    line.request(method, path, body, {"Host": name, **dict(headers)})
    answer = line.getresponse()
    return answer, answer.read()
until = time.monotonic() + 120
while True:
    try:
        answer, pem = asked(http.client.HTTPConnection("127.0.0.1", 80, timeout=5), "GET", "/root.crt")
        assert answer.status == 200, answer.status
        context = ssl.create_default_context(cadata=pem.decode())
        context.check_hostname = True
        plain = http.client.HTTPSConnection("127.0.0.1", 443, context=context, timeout=20)
        plain.sock = context.wrap_socket(__import__("socket").create_connection(("127.0.0.1", 443)), server_hostname=name)
        answer, body = asked(plain, "GET", "/sign-in")
        assert answer.status == 200, answer.status
        break
    except (OSError, AssertionError) as fault:
        if time.monotonic() > until:
            raise SystemExit(f"no answer: {fault!r}")
        time.sleep(1)
open(authority, "wb").write(pem)
assert "max-age" in answer.headers["Strict-Transport-Security"]
cookie = answer.headers["Set-Cookie"]
assert cookie.startswith("__Host-teamhub=") and "Secure" in cookie and "HttpOnly" in cookie, cookie
token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', body).group(1).decode()
form = urllib.parse.urlencode({"login": phone, "passphrase": passphrase, "csrf_token": token})
headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie.split(";")[0],
           "Referer": f"https://{name}/sign-in"}
answer, body = asked(plain, "POST", "/sign-in", form, headers)
assert answer.status == 303 and "/sign-in?" not in answer.headers["Location"], (answer.status, body[:500])
answer, _ = asked(http.client.HTTPConnection("127.0.0.1", 80, timeout=5), "GET", "/")
assert answer.status in (301, 302, 308) and answer.headers["Location"].startswith(f"https://{name}/")
foreign, said = asked(plain, "GET", "/sign-in", headers={"Host": "elsewhere.example"})
assert not said or foreign.status in (400, 404, 421), (foreign.status, said[:300])  # Caddy has nothing to say there
print("signed in over TLS; http leads to https; a foreign name is refused")
"""

BROWSE = """
import sys
from playwright.sync_api import sync_playwright
name, chromium = sys.argv[1:]
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", f"--host-resolver-rules=MAP {name} 127.0.0.1"])
    page = browser.new_page()
    page.goto(f"https://{name}/sign-in")
    assert page.evaluate("window.isSecureContext")
    print("a browser trusts the address:", page.title())
    browser.close()
"""


def ask_as_a_phone(alone: list[str], folder: Path) -> None:
    say("asking as a phone does")
    authority = folder / "tmp/authority.crt"
    say("  " + run(*alone, sys.executable, "-c", ASK, NAME, PHONE, PASSPHRASE, str(authority)).strip())
    chromium = shutil.which("chromium")
    if not chromium:
        say("  no Chromium on this machine: the certificate was checked by Python alone")
        return
    with tempfile.TemporaryDirectory() as home:
        store = Path(home) / ".pki" / "nssdb"
        store.mkdir(parents=True)
        run("certutil", "-d", f"sql:{store}", "-N", "--empty-password")
        distrusted = subprocess.run(
            [*alone, sys.executable, "-c", BROWSE, NAME, chromium], env={**os.environ, "HOME": home},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if "ERR_CERT_AUTHORITY_INVALID" not in distrusted.stderr:
            raise Failed(f"without the authority the browser should refuse: {distrusted.stderr[-500:]}")
        run("certutil", "-d", f"sql:{store}", "-A", "-t", "C,,", "-n", "teamhub", "-i", str(authority))
        told = run(*alone, sys.executable, "-c", BROWSE, NAME, chromium, env={**os.environ, "HOME": home})
        say("  " + told.strip())


def prepare() -> None:
    missing = [
        package
        for package in NEEDED
        if "ii" not in subprocess.run(
            ["dpkg-query", "-W", "-f=${db:Status-Abbrev}", package], capture_output=True, text=True, check=False
        ).stdout
    ]  # fmt: skip
    if missing:
        say(f"installing {' '.join(missing)}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "-qq", env=quiet)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=quiet)


def check(folder: Path) -> None:
    fresh_debian(folder)
    with entered(folder) as inside:
        follow(inside, folder)
        verify_units(inside, folder)
        with network() as alone, started(inside, alone, folder):
            ask_as_a_phone(alone, folder)
        say("checking what the guide says about looking after it")
        run(
            *inside,
            "sh",
            "-ec",
            "cd /opt/teamhub && runuser -u teamhub -- env TEAMHUB_INSTANCE_PATH=/var/lib/teamhub .venv/bin/python -m teamhub verify",
        )


def main() -> None:
    if os.geteuid() != 0:
        raise SystemExit("root is needed: a fresh Debian is entered with chroot")
    prepare()
    given = sys.argv[1:]
    folder = Path(given[0]) if given else Path(tempfile.mkdtemp(prefix="teamhub-debian-"))
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        check(folder)
    except Failed as failed:
        say(f"FAILED: {failed}")
        raise SystemExit(1) from None
    finally:
        if not given:
            shutil.rmtree(folder, ignore_errors=True)
    say(f"the guide holds, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
