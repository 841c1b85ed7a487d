"""What every text column holds: the one list that erasure, export of one's own data and the canary tests go by. A column
that is not on it fails a test, so that a new one cannot be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import JSON, Column, LargeBinary, String, Table

from teamhub.models.base import Base


class Holds(StrEnum):
    """RESIDENT: of a resident, emptied on erasure. HEALTH: health in free words, emptied. COUNTED: health as a code,
    kept for the counts once nobody is named beside it. MEMBER: of somebody who works here. PROSE: free words in which a
    name may stand; names of the erased are struck out. SIGNATORY: who answered for something in office; stays.
    FILE: whole files; emptied. LABEL: names of places, offices, lists. SYSTEM: codes, digests, states. SECRET: keys."""

    RESIDENT = "resident"
    HEALTH = "health"
    COUNTED = "counted"
    MEMBER = "member"
    PROSE = "prose"
    SIGNATORY = "signatory"
    FILE = "file"
    LABEL = "label"
    SYSTEM = "system"
    SECRET = "secret"  # noqa: S105 - the word, not one


EMPTIED = frozenset({Holds.RESIDENT, Holds.HEALTH, Holds.PROSE})
"""What is emptied in a row that belongs to somebody who is erased."""

_COLUMNS = {
    Holds.RESIDENT: """
        residents.name residents.form_of_address residents.phone
        resident_requests.requested_by resident_requests.beneficiary resident_requests.relation
        resident_requests.phone resident_requests.door_said deeds.beneficiary""",
    Holds.HEALTH: """
        residents.note vulnerable_residents.needs vulnerable_residents.end_reason care_contacts.condition
        care_medicines.name resident_requests.wish request_steps.note request_steps.facts door_visits.note
        commitment_letters.note""",
    Holds.COUNTED: """
        vulnerable_residents.category care_contacts.outcome care_contacts.channel home_samples.reason
        home_samples.result timed_cases.group_label untested_counts.reason door_visits.outcome
        door_visits.untested_reason door_visits.resolved_by sweep_doors.last_outcome resident_requests.category
        resident_requests.way request_steps.kind deeds.category pool_alerts.tube""",
    Holds.MEMBER: """
        people.name people.pinyin people.initials people.phone people.position people.work_group
        accounts.login accounts.display_name devices.name walk_ups.name walk_ups.phone""",
    Holds.PROSE: """
        deeds.summary deeds.thanks deeds.story deeds.void_reason door_visits.void_reason
        activity_log_entries.text handovers.incidents handovers.orders handovers.supplies handovers.remarks
        handovers.override_reason duty_assignments.reason check_ins.check_out_reason leave_requests.reason
        leave_requests.note seat_changes.note seat_changes.decision muster_calls.answer_note spot_checks.remark
        directives.title directives.body musters.text testing_rounds.note compounds.note relay_runs.carriers
        reveals.reason bot_messages.text daily_briefs.texts daily_briefs.correction_note tally_links.label
        gate_periods.open_reason gate_periods.close_reason""",
    Holds.SIGNATORY: """
        daily_briefs.reviewed_by daily_briefs.approved_by daily_briefs.saved_by consents.taken_by processing_bases.recorded_by""",
    Holds.FILE: "uploads.file_name uploads.content uploads.report print_jobs.content print_jobs.refused",
    Holds.LABEL: """
        subdistricts.name subdistricts.name_en communities.name communities.name_en campaigns.name
        campaigns.name_en compounds.name compound_aliases.name buildings.name units.label units.stairwell
        organizations.name organizations.name_en posts.name post_closures.order_reference directives.issuer
        musters.place musters.issuer sampling_sites.name site_counts.building sweeps.purpose sweep_teams.name
        shift_patterns.name staffing_templates.name rule_sets.name timed_cases.rule_name terms.label_zh
        terms.label_en standard_texts.body_zh standard_texts.body_en group_bots.name processing_bases.document
        processing_bases.purpose""",
    Holds.SECRET: """
        accounts.passphrase_hash accounts.pin_hash people.calendar_key posts.key group_bots.address
        group_bots.secret tally_links.key sweep_team_links.key devices.token_digest user_sessions.token_digest
        enrolment_codes.code_digest second_factors.sealed_key second_factors.sealed_next recovery_codes.mark
        recovery_codes.code_hash half_sign_ins.token_digest walk_ups.key_digest resident_requests.follow_digest""",
    Holds.SYSTEM: """
        accounts.language idempotency_keys.key idempotency_keys.body_digest idempotency_keys.reply
        journal_entries.actor_label journal_entries.action journal_entries.object_type journal_entries.details
        journal_entries.previous_digest journal_entries.digest leases.name leases.holder
        sign_in_throttles.subject communities.slug communities.zone campaigns.code campaigns.kind compounds.code
        erasures.object_type erasures.reason erasures.digest group_bots.kind memberships.role
        retention_runs.report retention_runs.digest reveals.object_type rule_sets.mode settings.name
        settings.value standard_texts.name terms.vocabulary terms.code terms.flags
        print_jobs.kind print_jobs.wish print_jobs.language print_jobs.site print_jobs.state print_jobs.file_name
        print_jobs.sha256 uploads.sha256 uploads.state bot_messages.fault daily_briefs.state daily_briefs.seen daily_briefs.code stored_documents.words daily_briefs.frozen directives.code
        musters.code people.code people.member_type posts.code posts.kind processing_bases.basis
        processing_bases.notice_version rota_searches.wish rota_searches.state rota_searches.progress
        rota_searches.answer sampling_sites.code staffing_seats.member_type staffing_seats.task
        testing_rounds.mode testing_rounds.results muster_calls.answer muster_calls.evidence relay_runs.code
        sampling_teams.code shift_pattern_parts.kind shifts.kind stored_documents.language
        stored_documents.sha256 stored_documents.content units.kind walk_ups.member_type duty_assignments.task
        residents.code sampling_team_members.task site_sessions.code supply_deliveries.code
        supply_deliveries.pending_reason sweep_teams.code check_ins.standing check_ins.evidence
        consents.notice_version consents.method consents.given_by queue_moves.kind queue_moves.asked
        queue_moves.people seat_changes.kind seat_changes.state stock_counts.item sweep_doors.state
        timed_cases.code timed_cases.rule home_samples.code resident_requests.code resident_requests.urgency
        resident_requests.channel resident_requests.state deeds.code""",
}
"""An issued brief (`frozen`, its print) holds counts and the public form of names only, by how it is composed."""


def _read() -> dict[str, Holds]:
    return {name: holds for holds, names in _COLUMNS.items() for name in names.split()}


PERSONAL: dict[str, Holds] = _read()
"""table.column -> what it holds."""


def text_columns() -> Iterator[Column[object]]:
    """Every column that can hold words or files."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | JSON | LargeBinary):
                yield column


def columns_holding(table: Table, *what: Holds) -> list[Column[object]]:
    """The columns of a table that hold one of these."""
    return [column for column in table.columns if PERSONAL.get(f"{table.name}.{column.name}") in what]
