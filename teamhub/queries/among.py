"""Whether a column holds one of many ids."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import BigInteger, ColumnElement, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from teamhub.models.base import db


def among(column: InstrumentedAttribute[int] | ColumnElement[int], ids: Iterable[int]) -> ColumnElement[bool]:
    """As `column.in_(ids)`, with one parameter for all of them: a thousand places to fill in cost more than the question."""
    given = list(ids)
    if db.engine.dialect.name == "postgresql":
        return column == any_(bindparam(None, given, type_=ARRAY(BigInteger)))
    return column.in_(select(func.json_each(json.dumps(given)).table_valued("value").c.value))
