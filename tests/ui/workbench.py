"""A page of forms, lists and polls, only as much as the contract with htmx needs."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Flask, Response, make_response, redirect, render_template_string, request
from flask.typing import ResponseReturnValue

from teamhub.web.access import public
from teamhub.web.page import conditional, see_other, wanted_fragment
from teamhub.web.toasts import tell

FORM = """<form id="visit-form" method="post" action="/workbench/visit" hx-post="/workbench/visit" hx-target="#visit-form"
novalidate><input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><label for="note">note</label>
<input id="note" name="note" value="{{ note }}">{% if wrong %}<div data-faults tabindex="-1" role="alert">
<h2>wrong</h2></div>{% endif %}<button id="send">send</button></form>"""
LIST = """<section id="visit-list"><h2>list</h2><output id="asked">{{ asked }}</output></section>"""
POLL = """<section id="poll" hx-get="/workbench/poll" hx-trigger="every 200ms" hx-target="#poll" hx-swap="outerMorph">
<b id="count" data-watch>{{ count }}</b><label for="inside">inside</label><input id="inside"></section>"""
FILTER = """<form id="filter" method="get" action="/workbench/list" hx-get="/workbench/list" hx-target="#visit-list"
hx-push-url="true"><label for="q">q</label><input id="q" name="q"><button id="ask">ask</button></form>"""
OTHERS = """{% for name in ("seen", "gone", "tell", "sign", "whole", "whole/422", "status/401", "status/500") %}
<form method="post" action="/workbench/{{ name }}" hx-post="/workbench/{{ name }}" hx-target="#visit-list">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><button id="{{ name|replace('/', '-') }}">{{ name }}</button></form>
{% endfor %}"""
PAGE = """{{% extends "layout/plain.html" %}}{{% block title %}}Workbench{{% endblock %}}
{{% block main %}}{body}{{% endblock %}}"""
WHOLE = PAGE.format(body=FORM + LIST + POLL + FILTER + OTHERS)
WHOLE_LIST = PAGE.format(body=LIST + OTHERS)

bench = Blueprint("workbench", __name__, url_prefix="/workbench")


@dataclass
class Seen:
    """What the browser asked: (method, path, headers); and the count that the poll shows."""

    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    count: int = 1

    def last(self, path: str) -> dict[str, str]:
        return [headers for _, asked, headers in self.requests if asked.startswith(path)][-1]


def lay_out(app: Flask) -> Seen:
    seen = Seen()

    @app.before_request
    def note_down() -> None:
        seen.requests.append((request.method, request.full_path.rstrip("?"), dict(request.headers.items())))

    @bench.get("/poll")
    @public
    def poll() -> Response:
        answer = make_response(render_template_string(POLL, count=seen.count))
        return conditional(answer, version=str(seen.count))

    app.register_blueprint(bench)
    return seen


@bench.get("")
@public
def whole() -> str:
    return render_template_string(WHOLE, note="", wrong=False, asked="nothing", count=1)


@bench.post("/visit")
@public
def visit() -> ResponseReturnValue:
    note = request.form["note"]
    if note == "good":
        return render_template_string(FORM, note="", wrong=False)
    return render_template_string(FORM, note=note, wrong=True), 422


@bench.get("/list")
@public
def a_list() -> str:
    template = LIST if wanted_fragment() == "visit-list" else WHOLE_LIST
    return render_template_string(template, asked=request.args.get("q", ""))


@bench.post("/seen")
@public
def seen_other() -> ResponseReturnValue:
    return redirect("/workbench/list?q=followed", code=303)


@bench.post("/gone")
@public
def gone() -> ResponseReturnValue:
    return see_other("/workbench/list?q=left")


@bench.post("/tell")
@public
def told() -> ResponseReturnValue:
    tell("Visit saved", undo_url="/workbench/gone", seconds=1)
    tell("Kept for the next page")
    return see_other("/workbench/list?q=told")


@bench.post("/sign")
@public
def expired() -> ResponseReturnValue:
    return redirect("/sign-in", code=302)


@bench.post("/whole")
@public
def whole_after_redirect() -> ResponseReturnValue:
    return redirect("/workbench/whole-list", code=303)


@bench.get("/whole-list")
@public
def whole_list() -> str:
    return render_template_string(WHOLE_LIST, asked="whole")


@bench.post("/whole/422")
@public
def whole_refused() -> ResponseReturnValue:
    return render_template_string(WHOLE_LIST, asked="refused"), 422


@bench.post("/status/<int:code>")
@public
def status(code: int) -> ResponseReturnValue:
    return "<!doctype html><html><body><h1>whole page</h1></body></html>", code
