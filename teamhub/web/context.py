"""Fills the frame around every page from the viewer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from flask_login import current_user

from teamhub.domain.access import Permission, Role, Viewer
from teamhub.queries import duty_clock, notices_waiting, terms
from teamhub.queries.viewers import CommunityRow
from teamhub.web import formats, toasts
from teamhub.web.clock import now
from teamhub.web.frame import Frame, NavEntry, Strip
from teamhub.web.language import language, zone


@dataclass(frozen=True)
class Section:
    """A place in the rail: shown to those who hold `permission`."""

    endpoint: str
    label: LazyString
    icon: str
    permission: Permission


SECTIONS: tuple[Section, ...] = (
    Section("duty.board", lazy_gettext("Duty"), "duty", Permission.DUTY_VIEW),
    Section("testing.index", lazy_gettext("Testing"), "testing", Permission.TESTING_VIEW),
    Section("sweeps.index", lazy_gettext("Sweeps"), "door", Permission.SWEEP_VIEW),
    Section("care.index", lazy_gettext("Care"), "care", Permission.CARE_VIEW),
    Section("requests.index", lazy_gettext("Requests"), "list", Permission.DEED_VIEW),
    Section("deeds.index", lazy_gettext("Deeds"), "heart", Permission.DEED_VIEW),
    Section("supplies.index", lazy_gettext("Supplies"), "supplies", Permission.SUPPLY_RECORD),
    Section("tally.index", lazy_gettext("Tally"), "tally", Permission.TALLY_VIEW),
    Section("briefs.index", lazy_gettext("Briefs"), "brief", Permission.BRIEF_VIEW),
    Section("notices.index", lazy_gettext("Notices"), "bell", Permission.NOTICE_VIEW),
    Section("prints.index", lazy_gettext("Print"), "printer", Permission.SWEEP_VIEW),
    Section("people.index", lazy_gettext("People"), "people", Permission.PEOPLE_VIEW),
    Section("settings.index", lazy_gettext("Settings"), "gear", Permission.SETTINGS_VIEW),
)
PHONE_SECTIONS: tuple[Section, ...] = (
    Section("me.show", lazy_gettext("Today"), "calendar", Permission.MY_DAY),
    Section("doors.index", lazy_gettext("Doors"), "door", Permission.SWEEP_VISIT),
    Section("deeds.new", lazy_gettext("Deeds"), "heart", Permission.DEED_RECORD),
    Section("notices.index", lazy_gettext("Notices"), "bell", Permission.NOTICE_VIEW),
)
ROLE_LABELS: dict[Role, LazyString] = {
    Role.SUBDISTRICT: lazy_gettext("Subdistrict"),
    Role.PARTY_SECRETARY: lazy_gettext("Party secretary"),
    Role.TEAM_LEADER: lazy_gettext("Team leader"),
    Role.GROUP_LEADER: lazy_gettext("Group leader"),
    Role.MEMBER: lazy_gettext("Member"),
    Role.COMMUNITY_WORKER: lazy_gettext("Community worker"),
    Role.MEDIC: lazy_gettext("Medic"),
    Role.SWEEPER: lazy_gettext("Sweep member"),
    Role.COMMITTEE_READER: lazy_gettext("Committee reader"),
    Role.INSPECTOR: lazy_gettext("Inspector"),
    Role.SYSTEM_ADMIN: lazy_gettext("System administrator"),
}
BELONGS_TO = {"places": "settings", "accounts": "people"}
"""Subjects without an entry of their own -> the entry they are found under."""

LEADS = frozenset({Role.PARTY_SECRETARY, Role.TEAM_LEADER, Role.GROUP_LEADER, Role.SUBDISTRICT})


def init_app(app: Flask) -> None:
    @app.url_defaults
    def stay_in_community(endpoint: str, values: dict[str, Any]) -> None:
        """Addresses stay in the community of the page unless they name another."""
        if (
            "community_slug" in g
            and "community" not in values
            and app.url_map.is_endpoint_expecting(endpoint, "community")
        ):
            values["community"] = g.community_slug

    @app.before_request
    def start_afresh() -> None:
        """An application context may outlive a request, as it does around a whole test."""
        for kept in ("frame", "strips", toasts.KEY):
            g.pop(kept, None)

    @app.context_processor
    def surroundings() -> dict[str, Any]:
        return {
            "frame": frame(),
            "locale": get_locale(),
            "language": language(),
            "zone": zone(),
            "now_ms": int(now().timestamp() * 1000),
            "viewer": g.get("viewer"),
        }


def frame() -> Frame:
    """Made once per answer; pages that need more strips put them in `g.strips`; for toasts see toasts.py."""
    found: Frame | None = g.get("frame")
    if found is None:
        found = g.frame = _frame()
    return replace(found, strips=(*_code_due(), *g.get("strips", ())), toasts=toasts.waiting())


def _code_due() -> tuple[Strip, ...]:
    """Told on every page until the app is set up: afterwards signing in begins with it."""
    due = getattr(current_user, "code_due_at", None)
    if due is None or "viewer" not in g:
        return ()
    words = gettext("From %(time)s signing in takes a second step.", time=formats.moment(due))
    return (Strip(words, url=url_for("accounts.two_steps"), action=gettext("Set it up now")),)


def _frame() -> Frame:
    speaks_english = language() == "en"
    base = Frame(
        home_url="/",
        sign_in_url=url_for("accounts.sign_in"),
        language_url=url_for("accounts.choose_language"),
        other_language="zh_Hans_CN" if speaks_english else "en",
        other_language_name="中文" if speaks_english else "English",
        large_text_url=url_for("accounts.choose_large_text"),
        large_text=bool(getattr(current_user, "large_text", False)),
    )
    viewer: Viewer | None = g.get("viewer")
    community: CommunityRow | None = g.get("community")
    if viewer is None or community is None:
        if community is None:
            return base
        return replace(
            base,
            community=community.title(language()),
            mark=community.name[:1],
            example_data=community.is_example,
        )
    return replace(base, **_signed_in(viewer, community))


def _signed_in(viewer: Viewer, community: CommunityRow) -> dict[str, Any]:
    moment = now()
    shift = duty_clock.running_shift(community.id, moment)
    shift_words: dict[str, str] = {"duty_date": formats.day(moment)}
    if shift is not None:
        shift_words = {
            "duty_date": formats.day(shift.duty_date),
            "shift": terms.label(community.id, "shift_kind", shift.kind, language()),
            "shift_hours": f"{formats.clock(shift.starts_at)} – {formats.clock(shift.ends_at)}",
            "remaining": gettext(
                "%(time)s to relief", time=formats.duration((shift.ends_at - moment).total_seconds() // 60)
            ),
        }
    waiting = notices_waiting.waiting(viewer)
    rail = tuple(_entry(s, community.slug, waiting) for s in SECTIONS if _shown(s, viewer))
    phone = tuple(_entry(s, community.slug, waiting) for s in PHONE_SECTIONS if _shown(s, viewer))
    leads = bool(LEADS & viewer.roles)
    first = rail[:4] if leads or len(phone) < 2 else phone
    listed = {entry.url for entry in first}
    rest = tuple(e for e in (*phone, *rail) if e.url not in listed)
    more = tuple({e.url: e for e in rest}.values())
    if not leads and len(phone) >= 2:
        rail = tuple({e.url: e for e in (*phone, *rail)}.values())
    elif any(e.url == phone[0].url for e in phone[:1]):
        rail = (*rail, phone[0])
    role = min(viewer.roles, key=list(Role).index, default=None)
    return {
        "community": community.title(language()),
        "mark": community.name[:1],
        "home_url": url_for("home.community", community=community.slug),
        **shift_words,
        "who": viewer.display_name,
        "role": str(ROLE_LABELS[role]) if role else "",
        "search_url": _address("search.index", community.slug) if viewer.may(Permission.NOTICE_VIEW) else "",
        "search_hint": gettext("Find people, doors, deeds"),
        "rail": rail,
        "bar": first,
        "more": more,
        "example_data": community.is_example,
        "sign_out_url": url_for("accounts.sign_out"),
        "pass_on_url": url_for("accounts.pass_on"),
    }


def _shown(section: Section, viewer: Viewer) -> bool:
    return viewer.may(section.permission) and section.endpoint in current_app.view_functions


def _entry(section: Section, slug: str, waiting: int) -> NavEntry:
    subject = section.endpoint.partition(".")[0]
    here = (request.endpoint or "").partition(".")[0]
    current = BELONGS_TO.get(here, here) == subject
    count = waiting if section.endpoint == "notices.index" else 0
    return NavEntry(
        str(section.label),
        url_for(section.endpoint, community=slug),
        section.icon,
        count=count,
        count_meaning=gettext("%(count)s waiting", count=count) if count else "",
        current=current,
    )


def _address(endpoint: str, slug: str) -> str:
    return url_for(endpoint, community=slug) if endpoint in current_app.view_functions else ""
