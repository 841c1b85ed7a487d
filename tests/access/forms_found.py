"""The forms of every page, as a browser would send them."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from lxml import html as lxml_html  # type: ignore[import-untyped]  # ships no types
from werkzeug.exceptions import HTTPException

from tests.access.tour import FIRST, Ids, Visitor, address, rules

LEFT_OUT = frozenset(
    {
        "accounts.sign_out",
        "accounts.pass_on",
        "accounts.sign_out_everywhere",
        "accounts.revoke_device",
        "settings.test_bot",  # sends a message
        "duty.start_search",  # starts a process
        "first_run.example",
    }
)
"""Their whole effect is to end this visit, or to start something outside the database."""
TYPED = frozenset({"text", "search", "tel", "textarea", "password", "email", "url"})


@dataclass
class Field:
    """`kind`: the type of the input, else textarea or select. `choices`: what may be chosen."""

    name: str
    kind: str
    value: str
    choices: list[str]


@dataclass
class Form:
    endpoint: str
    action: str
    fields: list[Field]

    def typed(self) -> list[str]:
        """The fields into which somebody types."""
        return [field.name for field in self.fields if field.kind in TYPED]

    def filled(self, token: str) -> dict[str, Any]:
        """As somebody sends it who changes nothing, and types a word where something is missing."""
        data: dict[str, Any] = {}
        for field in self.fields:
            if field.name == "csrf_token":
                data[field.name] = token
            elif field.name == "once":
                data[field.name] = secrets.token_hex(16)
            elif field.kind in ("radio", "checkbox", "select"):
                data.setdefault(field.name, field.value or next((c for c in field.choices if c), ""))
            elif field.kind == "number":
                data[field.name] = field.value or "1"
            elif field.kind in ("date", "time", "datetime-local"):
                blank = {"date": "2022-04-03", "time": "09:00", "datetime-local": "2022-04-03T09:00"}
                data[field.name] = field.value or blank[field.kind]
            elif field.kind != "file":
                data[field.name] = field.value or ("测试" if field.kind in TYPED else "")
        data["csrf_token"] = token
        return data


def _field(element: Any) -> Field | None:
    name = element.get("name")
    if not name or element.get("disabled") is not None:
        return None
    if element.tag == "select":
        options = [o.get("value", o.text or "") for o in element.iter("option")]
        chosen = [o.get("value", "") for o in element.iter("option") if o.get("selected") is not None]
        return Field(name, "select", (chosen or [""])[0], options)
    if element.tag == "textarea":
        return Field(name, "textarea", element.text or "", [])
    kind = element.get("type", "text")
    value = element.get("value", "")
    if kind in ("radio", "checkbox"):
        return Field(name, kind, value if element.get("checked") is not None else "", [value])
    return Field(name, kind, value, [])


def harvest(app: Flask, insider: Visitor, ids: Ids) -> list[Form]:
    """One form of each address and set of fields, from every page that opens."""
    found: dict[tuple[str, tuple[str, ...]], Form] = {}
    urls = app.url_map.bind("localhost")
    for rule, method in rules(app, "GET"):
        answer = insider.ask(method, address(rule, FIRST, ids))
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        for form in lxml_html.document_fromstring(answer.get_data(as_text=True)).iter("form"):
            action = urlsplit(form.get("action") or address(rule, FIRST, ids)).path
            if (form.get("method") or "get").lower() != "post":
                continue
            try:
                endpoint = str(urls.match(action, method="POST")[0])
            except HTTPException:
                continue
            fields = [f for e in form.iter("input", "select", "textarea", "button") if (f := _field(e))]
            key = (endpoint, tuple(sorted({f.name for f in fields})))
            if endpoint not in LEFT_OUT:
                found.setdefault(key, Form(endpoint, action, fields))
    return list(found.values())


def keep(forms: list[Form], file: Path) -> None:
    file.write_text(json.dumps([asdict(form) for form in forms]), "utf-8")


def kept(file: Path) -> list[Form]:
    return [
        Form(row["endpoint"], row["action"], [Field(**field) for field in row["fields"]])
        for row in json.loads(file.read_text("utf-8"))
    ]
