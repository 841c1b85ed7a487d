"""Every setting of an installation: name, default and meaning. Read from the environment (prefix TEAMHUB_) and
from teamhub.toml in the instance folder; the environment wins. Settings of a community are rows, not these."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class ConfigSpec:
    name: str
    default: str | int | bool
    meaning: str


SPECS: tuple[ConfigSpec, ...] = (
    ConfigSpec("HOST", "127.0.0.1", "Address the server listens on"),
    ConfigSpec("PORT", 8000, "Port the server listens on"),
    ConfigSpec("DATABASE_URL", "", "Database; empty: SQLite in the instance folder"),
    ConfigSpec("HTTPS", False, "Served over HTTPS (by a proxy): secure cookies and HSTS"),
    ConfigSpec("PROXIES", 0, "Trusted proxies in front; their X-Forwarded headers count"),
    ConfigSpec("HOSTS", "", "Host names answered, comma-separated; empty: any"),
    ConfigSpec("THREADS", 24, "Request threads of the server"),
    ConfigSpec(
        "CONTACT",
        "",
        "Whom to call when the server cannot store: name and number, shown to who is signed out, too",
    ),
    ConfigSpec(
        "BACKUP_MINUTES", 15, "Minutes between two backups of the embedded database; 0: none by itself"
    ),
    ConfigSpec(
        "BACKUP_FOLDER", "", "Where they lie; empty: backups in the instance folder. Another disk is better"
    ),
    ConfigSpec(
        "BACKUP_KEY_FILE", "", "File with the passphrase or key that encrypts backups; empty: not encrypted"
    ),
    ConfigSpec("LANGUAGE", "zh_Hans_CN", "Language of an unknown visitor"),
    ConfigSpec("UPLOAD_BYTES", 8 * 1024 * 1024, "Largest request body"),
    ConfigSpec("HASH_MEMORY_KIB", 19456, "Argon2id memory of passphrases and PINs"),
    ConfigSpec("HASH_ROUNDS", 2, "Argon2id iterations of passphrases and PINs"),
    ConfigSpec(
        "BOT_HOSTS",
        "",
        "Own servers (host:port, comma-separated) that group robots may have besides the vendors'",
    ),
    ConfigSpec("LOG_FORMAT", "text", "Log lines as text, or json: one object a line"),
    ConfigSpec("LOG_REQUESTS", False, "One log line a request: endpoint, status, time, ids; no addresses"),
    ConfigSpec(
        "METRICS_TOKEN",
        "",
        "Bearer token with which /metrics may be read from other machines; empty: this one only",
    ),
    ConfigSpec("GALLERY", False, "Show the component gallery at /gallery"),
    ConfigSpec(
        "SECOND_FACTOR",
        "required",
        "Code from an app after the passphrase: required, example (accounts of example communities need none) or off",
    ),
    ConfigSpec("SECOND_FACTOR_DAYS", 7, "Days that an account may sign in before it has to set the app up"),
    ConfigSpec("EXAMPLE_SIGN_IN", False, "Show the example's sign-in names on the sign-in page"),
)

KEY_LEAST = 32
KNOWN_KEYS = ("changeme", "change-me", "change me", "secret_key", "not a secret", "insecure", "password")
RETIRED = "secret.old.key"
RETIRED_SECONDS = 7 * 24 * 3600
"""As long as the longest session."""


class WeakKey(ValueError):
    """The server does not start with a key like this."""


SECOND_FACTOR_CHOICES = ("required", "example", "off")


def load(instance_path: Path, overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Flask configuration values. Makes the instance folder and its secret key on first use."""
    instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    values: dict[str, Any] = {spec.name: spec.default for spec in SPECS}
    file = instance_path / "teamhub.toml"
    if file.exists():
        stored = tomllib.loads(file.read_text("utf-8"))
        values.update({k.upper(): v for k, v in stored.items()})
    for spec in SPECS:
        raw = os.environ.get(f"TEAMHUB_{spec.name}")
        if raw is None and spec.name == "DATABASE_URL":
            raw = os.environ.get("DATABASE_URL")
        if raw is not None:
            values[spec.name] = _typed(raw, spec.default)
    values.update(overrides or {})
    if values["SECOND_FACTOR"] not in SECOND_FACTOR_CHOICES:
        raise ValueError(f"TEAMHUB_SECOND_FACTOR is one of {', '.join(SECOND_FACTOR_CHOICES)}")
    config: dict[str, Any] = {f"TEAMHUB_{k}" if k in _NAMES else k: v for k, v in values.items()}
    config["SECRET_KEY"] = _strong(config.get("SECRET_KEY") or _secret(instance_path, "secret.key"))
    config["SECRET_KEY_FALLBACKS"] = _retired_keys(instance_path)
    config["TEAMHUB_JOURNAL_KEY"] = _strong(_secret(instance_path, "journal.key"))
    config["TEAMHUB_PEPPER"] = hashlib.sha256(f"pepper {config['TEAMHUB_JOURNAL_KEY']}".encode()).hexdigest()
    config["SQLALCHEMY_DATABASE_URI"] = (
        postgres_url(values["DATABASE_URL"])
        if values["DATABASE_URL"]
        else f"sqlite:///{instance_path / 'teamhub.sqlite'}"
    )
    config["TEAMHUB_BACKUP_FOLDER"] = values["BACKUP_FOLDER"] or str(instance_path / "backups")
    config["MAX_CONTENT_LENGTH"] = values["UPLOAD_BYTES"]
    config["TRUSTED_HOSTS"] = [name.strip() for name in values["HOSTS"].split(",") if name.strip()] or None
    config["WTF_CSRF_TIME_LIMIT"] = None
    # Of its own, so that forms that are open while `secret.key` is renewed can still be sent: what a token is worth
    # hangs on the session it belongs to.
    config["WTF_CSRF_SECRET_KEY"] = hashlib.sha256(
        f"csrf {config['TEAMHUB_JOURNAL_KEY']}".encode()
    ).hexdigest()
    config["BABEL_DEFAULT_LOCALE"] = "en"
    config["SESSION_COOKIE_HTTPONLY"] = True
    config["SESSION_COOKIE_SAMESITE"] = "Lax"
    config["SESSION_REFRESH_EACH_REQUEST"] = False  # `seen` in web/session.py renews it every five minutes
    config["SESSION_COOKIE_SECURE"] = values["HTTPS"]
    config["SESSION_COOKIE_NAME"] = "__Host-teamhub" if values["HTTPS"] else "teamhub"
    return config


_NAMES = {spec.name for spec in SPECS}


def _strong(key: str) -> str:
    """Raises WeakKey for a key that somebody could guess, or read in a manual."""
    if len(key) < KEY_LEAST or len(set(key)) < 8 or any(word in key.casefold() for word in KNOWN_KEYS):
        raise WeakKey(
            f"A key of this installation is too weak: give SECRET_KEY {KEY_LEAST} random characters or leave it out, "
            "then one is made in the instance folder."
        )
    return key


def renew_secret_key(instance_path: Path) -> None:
    """A new key for cookies; the old one still opens them for seven days, so that nobody is signed out. The server
    takes it up at its next start."""
    key = instance_path / "secret.key"
    if key.exists():
        key.replace(instance_path / RETIRED)
        os.utime(instance_path / RETIRED)
    _secret(instance_path, "secret.key")


def _retired_keys(instance_path: Path) -> list[str]:
    file = instance_path / RETIRED
    if not file.exists() or time.time() - file.stat().st_mtime > RETIRED_SECONDS:
        return []
    return [file.read_text("ascii").strip()]


def _typed(raw: str, default: str | int | bool) -> str | int | bool:
    if isinstance(default, bool):
        return raw.strip().lower() in {"1", "true", "yes", "on"}
    if isinstance(default, int):
        return int(raw)
    return raw


def postgres_url(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def _secret(instance_path: Path, name: str) -> str:
    """A random key in a file only the owner reads. Two processes starting at once agree on one of them."""
    file = instance_path / name
    if not file.exists():
        fresh = instance_path / f"{name}.{secrets.token_hex(8)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), "ascii")
        try:
            os.link(fresh, file)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text("ascii").strip()
