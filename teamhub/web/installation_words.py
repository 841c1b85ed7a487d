"""Findings of the health page as sentences, each with what to do."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.domain.installation import Finding, Standing
from teamhub.web import formats

NAMES: dict[str, LazyString] = {
    "disk": lazy_gettext("Disk"),
    "database": lazy_gettext("Database"),
    "library": lazy_gettext("SQLite"),
    "backup": lazy_gettext("Backup"),
    "drill": lazy_gettext("Restore for practice"),
    "retention": lazy_gettext("Erasing what is past its time"),
    "queue": lazy_gettext("Messages to group chats"),
    "prints": lazy_gettext("Prints of briefs"),
    "certificate": lazy_gettext("TLS certificate"),
    "example": lazy_gettext("Example accounts"),
}

SENTENCES: dict[str, LazyString] = {
    "disk_free": lazy_gettext("%(free)s free of %(total)s."),
    "database_silent": lazy_gettext("The database does not answer."),
    "database_version": lazy_gettext("The database has schema %(found)s, this program needs %(expected)s."),
    "database_wal": lazy_gettext("Its log has grown to %(wal)s: something reads for very long."),
    "database_sound": lazy_gettext("Answers; %(size)s, schema %(revision)s."),
    "sqlite_loses_pages": lazy_gettext(
        "Version %(version)s has a defect of its log (repaired in 3.51.3). Only one process writes at a time, which keeps "
        "it harmless."
    ),
    "sqlite_sound": lazy_gettext("Version %(version)s."),
    "backup_none": lazy_gettext("There is no backup yet."),
    "backup_age": lazy_gettext("The last one was made on %(at)s."),
    "backup_failed": lazy_gettext("The last one was made on %(at)s; since then it failed: %(why)s."),
    "drill_none": lazy_gettext("No backup has been restored for practice yet."),
    "drill_failed": lazy_gettext("The one on %(at)s failed: %(why)s."),
    "drill_passed": lazy_gettext("The one on %(at)s went well."),
    "retention_none": lazy_gettext("The job has not run yet."),
    "retention_ran": lazy_gettext("The job last ran on %(at)s."),
    "queue_stuck": lazy_gettext("%(waiting)s wait, %(given_up)s were given up within a day."),
    "queue_slow": lazy_gettext("%(waiting)s wait longer than usual."),
    "queue_flows": lazy_gettext("%(waiting)s wait."),
    "prints_missing": lazy_gettext("%(missing)s issued briefs have no print."),
    "prints_whole": lazy_gettext("Every issued brief has its print."),
    "certificate_plain": lazy_gettext(
        "Served without TLS: phones cannot work offline, and passwords cross the network readable."
    ),
    "certificate_unread": lazy_gettext("It could not be read from here."),
    "certificate_ends": lazy_gettext("Valid until %(at)s."),
    "example_open": lazy_gettext("The sign-in page shows the example's accounts to everybody."),
}

ADVICE: dict[str, LazyString] = {
    "disk_free": lazy_gettext("Make room, or move old backups to another machine."),
    "database_silent": lazy_gettext("Call who runs the machine; backups are the way back."),
    "database_version": lazy_gettext("Restart the server with the version that belongs to the database."),
    "database_wal": lazy_gettext("Restart the server when nobody needs it for a minute."),
    "sqlite_loses_pages": lazy_gettext(
        "Open the database with no other program while the server runs; newer systems bring a repaired SQLite."
    ),
    "backup_none": lazy_gettext("Run: teamhub backup FILE.zip"),
    "backup_age": lazy_gettext("See that the server makes backups, and run one by hand now."),
    "backup_failed": lazy_gettext(
        "See that the disk has room and the folder can be written; run one by hand now."
    ),
    "drill_none": lazy_gettext("The server does it once a week; nothing to do while it is new."),
    "drill_failed": lazy_gettext("Do not rely on this backup: run teamhub backup, then teamhub verify."),
    "drill_passed": lazy_gettext("Restart the server: it should practise once a week."),
    "retention_none": lazy_gettext("The server does it once a day; nothing to do while it is new."),
    "retention_ran": lazy_gettext("Restart the server: it should run once a day."),
    "queue_stuck": lazy_gettext("See Settings, Group chats: is the robot's address still right?"),
    "queue_slow": lazy_gettext("See Settings, Group chats: is the robot's address still right?"),
    "prints_missing": lazy_gettext("Restart the server: it prints what is missing."),
    "certificate_plain": lazy_gettext(
        "Put a proxy with a certificate in front; docs/deployment.md says how."
    ),
    "certificate_unread": lazy_gettext("Set TEAMHUB_HOSTS to the name under which phones open it."),
    "certificate_ends": lazy_gettext("The proxy should renew it by itself: look at its log."),
    "example_open": lazy_gettext("Set TEAMHUB_EXAMPLE_SIGN_IN=0 and restart."),
}

STANDINGS: dict[Standing, tuple[LazyString, str]] = {
    Standing.GOOD: (lazy_gettext("in order"), "done"),
    Standing.SOON: (lazy_gettext("look soon"), "soon"),
    Standing.BAD: (lazy_gettext("act now"), "gap"),
    Standing.UNKNOWN: (lazy_gettext("unknown"), "idle"),
}

_SIZES = {"free", "total", "size", "wal"}


def sentence(finding: Finding) -> str:
    return str(SENTENCES[finding.code]) % {k: _said(k, v) for k, v in finding.values.items()}


def advice(finding: Finding) -> str:
    """What to do; empty when all is well."""
    if finding.standing is Standing.GOOD or finding.code not in ADVICE:
        return ""
    return str(ADVICE[finding.code])


def _said(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return f"{formats.day_full(value)} {formats.clock(value)}"
    if name in _SIZES and isinstance(value, int):
        return size(value)
    return str(value)


def size(octets: int) -> str:
    """4.2 GB, 380 MB: powers of 1,000, as disks are sold."""
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if octets >= least:
            return f"{octets / least:,.1f} {unit}" if octets < 10 * least else f"{octets / least:,.0f} {unit}"
    return f"{octets} B"
