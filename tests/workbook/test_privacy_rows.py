"""A workbook brings no health data in without a legal basis, and nobody back who was erased."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import erasures
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.places import Resident
from teamhub.models.privacy import Consent, ProcessingBasis
from tests.workbook.moving import AT, faults_of, move_in
from tests.workbook.sample import sample


@pytest.mark.proves("T59")
def test_rows_about_health_need_the_sheet_with_the_legal_basis(app: Flask) -> None:
    sheets = sample()
    without = {key: rows for key, rows in sheets.items() if key != "processing_bases"}
    assert "basis_not_stated" in {fault.code for fault in faults_of(without)}
    outcome = move_in(sheets)
    stated = db.session.scalars(select(ProcessingBasis)).one()
    assert (stated.basis, stated.recorded_by, stated.retention_days) == ("health_emergency", "郑书记", 30)
    assert db.session.scalars(select(Consent)).one().method == "signed"
    assert outcome.community_id is not None
    assert faults_of(without, "xinyuan") == [], "on record it is now"


@pytest.mark.proves("T18")
def test_an_older_workbook_does_not_bring_the_erased_back(app: Flask) -> None:
    outcome = move_in(sample())
    assert outcome.community_id is not None
    by = replace(Viewer.system(0), community_id=outcome.community_id)
    resident = db.session.scalars(select(Resident).where(Resident.code == "R001")).one()
    with unit_of_work():
        erasures.erase_resident(resident.id, "asked", by=by, at=AT)
    move_in({key: rows for key, rows in sample().items() if key in ("community", "campaign", "residents")})
    db.session.expire_all()
    resident = db.session.scalars(select(Resident).where(Resident.code == "R001")).one()
    assert (resident.name, resident.phone, resident.note) == ("", "", "")
