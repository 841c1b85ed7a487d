"""Sheets and columns that are not simply the columns of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from teamhub.domain.access import Role
from teamhub.domain.sweeps import household_is_due
from teamhub.domain.workbook import BY_KEY
from teamhub.domain.workbook.choices import ROLES, SWEEP_COVERS
from teamhub.domain.workbook.wall import written_moment
from teamhub.models.base import db
from teamhub.models.people import Account, Membership
from teamhub.models.places import Subdistrict
from teamhub.queries.workbook.gather import Extra, Gathering, Row, alongside
from teamhub.queries.workbook.stored import Stored

Fill = Callable[[Stored, Row], None]


def _community(g: Gathering) -> Fill:
    def fill(row: Stored, cells: Row) -> None:
        above = db.session.get(Subdistrict, row["subdistrict_id"]) if row["subdistrict_id"] else None
        if above is not None:
            cells["subdistrict"], cells["subdistrict_en"] = above.name, above.name_en or None

    return fill


def _settings(g: Gathering) -> Fill:
    def fill(row: Stored, cells: Row) -> None:
        value = row["value"]
        cells["value"] = g.yes_no(value) if isinstance(value, bool) else str(value)

    return fill


def _people(g: Gathering) -> Fill:
    """Roles held here; none for an account that is closed. Whoever runs the installation is named there, not here."""
    held: dict[int, list[str]] = {}
    for account_id, role in db.session.execute(
        select(Membership.account_id, Membership.role)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.community_id == g.reach.community_id,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Membership.id)
    ):
        held.setdefault(account_id, []).append(role)

    def fill(row: Stored, cells: Row) -> None:
        roles = [r for r in held.get(row["account_id"], []) if r not in (Role.SYSTEM_ADMIN, Role.SUBDISTRICT)]
        words = [g.labels.choice(ROLES, role) for role in roles]
        cells["roles"] = g.separator(BY_KEY["people"].column("roles")).join(words) or None

    return fill


def _compounds(g: Gathering) -> Fill:
    aliases = alongside(g, "compound_aliases", "compound_id")
    separator = g.separator(BY_KEY["compounds"].column("aliases"))

    def fill(row: Stored, cells: Row) -> None:
        cells["aliases"] = separator.join(a["name"] for a in aliases.get(row["id"], [])) or None

    return fill


def _linked(sheet: str, column: str, table: str, own: str, other: str) -> Extra:
    """A LIST of rows that a link table names."""

    def extra(g: Gathering) -> Fill:
        links, spec = alongside(g, table, own), BY_KEY[sheet].column(column)

        def fill(row: Stored, cells: Row) -> None:
            words = [str(g.labels.of(spec.ref, link[other])) for link in links.get(row["id"], [])]
            cells[column] = g.separator(spec).join(words) or None

        return fill

    return extra


def _shift_cells(g: Gathering, shift: Stored) -> Row:
    """Day and kind; the start where the day has two shifts of the kind."""
    cells: Row = {
        "duty_date": shift["duty_date"],
        "shift_kind": g.labels.code("shift_kind", shift["kind"]),
        "shift": None,
    }
    if g.labels.shift_counts[shift["duty_date"], shift["kind"]] > 1:
        cells["shift"] = f"{shift['starts_at'].astimezone(g.zone):%H:%M}"
    return cells


def _in_shift(column: str) -> Extra:
    def extra(g: Gathering) -> Fill:
        shifts = g.labels.by_id("shifts")

        def fill(row: Stored, cells: Row) -> None:
            cells.update(_shift_cells(g, shifts[row[column]]))

        return fill

    return extra


def _duty(g: Gathering) -> Fill:
    shifts, seats = g.labels.by_id("shifts"), g.labels.by_id("duty")
    arrivals = alongside(g, "check_ins", "assignment_id")
    attended = [
        c
        for c in BY_KEY["duty"].columns
        if c.field
        in (
            "arrived_at",
            "checked_out_at",
            "evidence",
            "entered_later",
            "standing",
            "minutes_late",
            "check_out_reason",
            "recorded_at",
        )
    ]

    def fill(row: Stored, cells: Row) -> None:
        cells.update(_shift_cells(g, shifts[row["shift_id"]]))
        if row["substitutes_id"] is not None:
            cells["substitutes"] = g.labels.of("people", seats[row["substitutes_id"]]["person_id"])
        for arrival in arrivals.get(row["id"], []):
            cells.update({c.field: g.written(c, arrival[c.field]) for c in attended})

    return fill


def _site_counts(g: Gathering) -> Fill:
    rows = g.labels.rows("site_counts")
    by_id = {row["id"]: row for row in rows}
    nth: dict[int, int] = {}
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = (row["session_id"], row["counted_at"], row["compound_id"])
        nth[row["id"]] = seen[key] = seen.get(key, 0) + 1
    sessions = g.labels.by_id("site_sessions")

    def fill(row: Stored, cells: Row) -> None:
        cells["round"] = g.labels.of("rounds", sessions[row["session_id"]]["round_id"])
        wrong = by_id.get(row["corrects_id"])
        if wrong is not None:
            words = [
                written_moment(wrong["counted_at"], g.zone),
                g.labels.of("compounds", wrong["compound_id"] or 0),
            ]
            number = f"#{nth[wrong['id']]}" if nth[wrong["id"]] > 1 else ""
            cells["corrects"] = " ".join(str(word) for word in (*words, number) if word)

    return fill


def _of_session(g: Gathering) -> Fill:
    sessions = g.labels.by_id("site_sessions")

    def fill(row: Stored, cells: Row) -> None:
        cells["round"] = g.labels.of("rounds", sessions[row["session_id"]]["round_id"])

    return fill


def _of_unit(g: Gathering) -> Fill:
    units = g.labels.by_id("doors")

    def fill(row: Stored, cells: Row) -> None:
        cells["compound"] = g.labels.of("compounds", units[row["unit_id"]]["compound_id"])

    return fill


def _of_cared_for(g: Gathering) -> Fill:
    register = g.labels.by_id("care_register")

    def fill(row: Stored, cells: Row) -> None:
        entry = register.get(row["vulnerable_id"])
        if entry is not None:
            cells["resident"] = g.labels.of("residents", entry["resident_id"])

    return fill


def _briefs(g: Gathering) -> Fill:
    """Drafts have no number; what nobody edited stays empty, what was emptied says so."""
    nothing = "无"

    def fill(row: Stored, cells: Row) -> None:
        texts = row["texts"]
        cells["opening"] = texts.get("opening") or None
        for name in ("problems", "plan"):
            lines = texts.get(name)
            cells[name] = None if lines is None else "\n".join(lines) or nothing
        case = texts.get("typical_case")
        cells["typical_case"] = None if case is None else case or nothing

    return fill


def _doors(g: Gathering) -> Iterator[Row]:
    """Flat by flat in the order of their buildings, so that the buildings keep theirs."""
    spec = BY_KEY["doors"]
    below: dict[int, list[Stored]] = {}
    for unit in g.labels.rows("doors"):
        below.setdefault(unit["building_id"], []).append(unit)
    own = [c for c in spec.columns if c.field not in spec.parent_fields]
    for building in sorted(
        g.labels.parents("doors"), key=lambda b: (b["compound_id"], b["position"], b["id"])
    ):
        head: Row = {
            "compound": g.labels.of("compounds", building["compound_id"]),
            "building": building["name"],
        }
        for unit in below.get(building["id"], []):
            yield head | {c.field: g.written(c, unit[c.column]) for c in own}
        if building["id"] not in below:
            yield head


COVERS: tuple[tuple[str, Callable[[Stored], bool]], ...] = (
    ("in_use", lambda unit: unit["kind"] != "household" or unit["occupied"]),
    ("households", lambda unit: household_is_due(unit["kind"], unit["occupied"])),
    ("all", lambda unit: True),
)


def _scope(g: Gathering) -> Iterator[Row]:
    """As few rows as say exactly which doors there are and who walks them: by compound, by building, door by door."""
    units = g.labels.by_id("doors")
    buildings = {b["id"]: b["name"] for b in g.labels.parents("doors")}
    groups: dict[tuple[int, int], list[Stored]] = {}
    for door in g.labels.rows("sweep_doors"):
        groups.setdefault((door["sweep_id"], door["compound_id"]), []).append(door)
    everything: dict[tuple[str, int], list[Stored]] = {}
    for unit in units.values():
        everything.setdefault(("compound", unit["compound_id"]), []).append(unit)
        everything.setdefault(("building", unit["building_id"]), []).append(unit)
    for (sweep_id, compound_id), doors in groups.items():
        head: Row = {
            "sweep": g.labels.of("sweeps", sweep_id),
            "compound": g.labels.of("compounds", compound_id),
        }
        whole = _covered(doors, everything["compound", compound_id])
        if whole is not None:
            yield head | _scope_cells(g, doors[0], whole)
            continue
        for building_id, part in _by_building(doors).items():
            cover = _covered(part, everything["building", building_id])
            if cover is not None:
                yield head | {"building": buildings[building_id]} | _scope_cells(g, part[0], cover)
                continue
            for door in part:
                yield head | {"unit": g.labels.of("doors", door["unit_id"])} | _scope_cells(g, door, "")


def _covered(doors: list[Stored], there: list[Stored]) -> str | None:
    """The word for these doors of those that are there, when one team walks them all."""
    if len({door["team_id"] for door in doors}) != 1:
        return None
    chosen = {door["unit_id"] for door in doors}
    for code, covers in COVERS:
        if chosen == {unit["id"] for unit in there if covers(unit)}:
            return code
    return None


def _by_building(doors: list[Stored]) -> Mapping[int, list[Stored]]:
    found: dict[int, list[Stored]] = {}
    for door in doors:
        found.setdefault(door["building_id"], []).append(door)
    return found


def _scope_cells(g: Gathering, door: Stored, cover: str) -> Row:
    team = g.labels.of("sweep_teams", door["team_id"]) if door["team_id"] is not None else None
    return {"cover": g.labels.choice(SWEEP_COVERS, cover) if cover else None, "team": team}


def _residents(gathering: Gathering) -> Callable[[Stored, Row], None]:
    """Who was erased keeps a row, for the counts that point at it."""

    def fill(row: Stored, cells: Row) -> None:
        if row["erased_at"] is not None:
            cells["name"] = "—"

    return fill


EXTRAS: Mapping[str, Extra] = {
    "residents": _residents,
    "community": _community,
    "settings": _settings,
    "people": _people,
    "compounds": _compounds,
    "duty": _duty,
    "handovers": _in_shift("outgoing_shift_id"),
    "gate_counts": _in_shift("shift_id"),
    "sampling_sites": _linked("sampling_sites", "compounds", "site_compounds", "site_id", "compound_id"),
    "site_counts": _site_counts,
    "queue_observations": _of_session,
    "door_visits": _of_unit,
    "commitment_letters": _of_unit,
    "care_assignments": _of_cared_for,
    "care_contacts": _of_cared_for,
    "care_medicines": _of_cared_for,
    "requests": _of_cared_for,
    "deeds": _linked("deeds", "helpers", "deed_helpers", "deed_id", "person_id"),
    "briefs": _briefs,
}
WHOLE: Mapping[str, Callable[[Gathering], Iterator[Row]]] = {"doors": _doors, "sweep_doors": _scope}
