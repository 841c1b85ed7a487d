"""Sheet -> table: where the rows of a sheet live and which of them belong to a campaign."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Table

from teamhub.domain.workbook import BY_KEY, SheetSpec
from teamhub.models import (
    briefs,
    campaigns,
    care,
    deeds,
    duty,
    notices,
    people,
    places,
    privacy,
    supplies,
    sweeps,
    testing,
)
from teamhub.models.base import Base


@dataclass(frozen=True)
class Binding:
    """`table`: of the sheet's rows. `parent`: the table of the record that heads several rows, `link` the column
    that points at it. `within`: a column of `table` (of `parent`, where there is one) that points at a row of the
    sheet named second: only rows of that sheet's campaign count. `nth`: rows may share their key, told apart by
    their order."""

    sheet: SheetSpec
    table: Table
    parent: Table | None = None
    link: str = ""
    within: tuple[str, str] | None = None
    nth: bool = False

    def holds(self, column: str) -> bool:
        """Is this a column of the table, or of the record that heads its rows?"""
        return column in self.table.c or (self.parent is not None and column in self.parent.c)


def _bind(key: str, model: type[Base], **more: object) -> Binding:
    spec = BY_KEY[key]
    nth = any(column.field == "nth" for column in spec.columns)
    return Binding(spec, _table(model), nth=nth, **more)  # type: ignore[arg-type]  # fields of Binding, as written below


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


BINDINGS: dict[str, Binding] = {
    binding.sheet.key: binding
    for binding in (
        _bind("community", places.Community),
        _bind("campaign", campaigns.Campaign),
        _bind("processing_bases", privacy.ProcessingBasis),
        _bind("terms", campaigns.Term),
        _bind("settings", campaigns.Setting),
        _bind("texts", campaigns.StandardText),
        _bind(
            "shift_patterns",
            campaigns.ShiftPatternPart,
            parent=_table(campaigns.ShiftPattern),
            link="pattern_id",
        ),
        _bind(
            "staffing_templates",
            campaigns.StaffingSeat,
            parent=_table(campaigns.StaffingTemplate),
            link="template_id",
        ),
        _bind("rule_sets", campaigns.RuleSet),
        _bind("organizations", people.Organization),
        _bind("people", people.Person),
        _bind("compounds", places.Compound),
        _bind("doors", places.Unit, parent=_table(places.Building), link="building_id"),
        _bind("posts", duty.Post),
        _bind("gate_periods", duty.GatePeriod, within=("post_id", "posts")),
        _bind("post_closures", duty.PostClosure, within=("post_id", "posts")),
        _bind("shifts", duty.Shift),
        _bind("duty", duty.DutyAssignment, within=("shift_id", "shifts")),
        _bind("handovers", duty.Handover, within=("post_id", "posts")),
        _bind("gate_counts", duty.GateCount, within=("shift_id", "shifts")),
        _bind("activity_log", duty.ActivityLogEntry),
        _bind("spot_checks", duty.SpotCheck, within=("post_id", "posts")),
        _bind("musters", duty.Muster),
        _bind("muster_calls", duty.MusterCall, within=("muster_id", "musters")),
        _bind("leave_requests", duty.LeaveRequest),
        _bind("sampling_sites", testing.SamplingSite),
        _bind("rounds", testing.TestingRound),
        _bind("round_eligible", testing.RoundEligible, within=("round_id", "rounds")),
        _bind(
            "sampling_teams",
            testing.SamplingTeamMember,
            parent=_table(testing.SamplingTeam),
            link="team_id",
            within=("round_id", "rounds"),
        ),
        _bind("site_sessions", testing.SiteSession, within=("round_id", "rounds")),
        _bind("site_counts", testing.SiteCount, within=("session_id", "site_sessions")),
        _bind("queue_observations", testing.QueueObservation, within=("session_id", "site_sessions")),
        _bind("untested_counts", testing.UntestedCount, within=("round_id", "rounds")),
        _bind("residents", places.Resident),
        _bind("consents", privacy.Consent),
        _bind("timed_cases", testing.TimedCase),
        _bind("home_samples", testing.HomeSample),
        _bind("sweeps", sweeps.Sweep),
        _bind(
            "sweep_teams",
            sweeps.SweepTeamMember,
            parent=_table(sweeps.SweepTeam),
            link="team_id",
            within=("sweep_id", "sweeps"),
        ),
        _bind("sweep_doors", sweeps.SweepDoor, within=("sweep_id", "sweeps")),
        _bind("door_visits", sweeps.DoorVisit, within=("sweep_id", "sweeps")),
        _bind("commitment_letters", sweeps.CommitmentLetter),
        _bind("care_register", care.VulnerableResident),
        _bind("care_assignments", care.CareAssignment, within=("vulnerable_id", "care_register")),
        _bind("care_contacts", care.CareContact, within=("vulnerable_id", "care_register")),
        _bind("care_medicines", care.CareMedicine, within=("vulnerable_id", "care_register")),
        _bind("requests", deeds.ResidentRequest),
        _bind("request_steps", deeds.RequestStep, within=("request_id", "requests")),
        _bind("deeds", deeds.Deed),
        _bind("relay_runs", supplies.RelayRun),
        _bind("deliveries", supplies.SupplyDelivery),
        _bind("directives", notices.Directive),
        _bind("directive_receipts", notices.DirectiveReceipt, within=("directive_id", "directives")),
        _bind("briefs", briefs.DailyBrief),
    )
}

ALONGSIDE: dict[str, Table] = {
    "check_ins": _table(duty.CheckIn),
    "compound_aliases": _table(places.CompoundAlias),
    "site_compounds": _table(testing.SiteCompound),
    "deed_helpers": _table(deeds.DeedHelper),
}
"""Tables whose rows are columns of another sheet: attendance, aliases, lists."""
