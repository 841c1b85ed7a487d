"""What is handed over with an enrolment code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from teamhub.domain.credentials import spoken_code
from teamhub.web import qr


@dataclass(frozen=True)
class IssuedCode:
    """`address` without scheme, to be typed; `qr`: the whole enrolment address as an SVG picture, in
    a data: address."""

    name: str
    code: str
    address: str
    url: str
    qr: str
    until: datetime


def issued(name: str, code: str, until: datetime) -> IssuedCode:
    url = url_for("accounts.enrol", code=code, _external=True)
    typed = url_for("accounts.enter_code", _external=True).partition("://")[2]
    picture = qr.picture(url)
    return IssuedCode(name, spoken_code(code), typed, url, picture, until)
