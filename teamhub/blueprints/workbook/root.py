"""The blueprint and where its pages stand."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workbook", __name__)

HERE = "/<community>/workbook"
FIRST = "/first-run/workbook"
