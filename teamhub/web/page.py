"""One view, page or fragment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse
from wtforms import Form


def wanted_fragment() -> str | None:
    """The id that htmx will put the answer into; None for everybody else and for history restores."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-History-Restore-Request") == "true":
        return None
    return headers.get("HX-Target", "").rpartition("#")[2] or None


def wants_json() -> bool:
    """A script asks, not a reader."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def page(
    template: str, fragments: Mapping[str, str] | None = None, *, status: int = 200, **context: Any
) -> Response:
    """The whole page, or the fragment that htmx asks for when it is one of `fragments` (id -> template).
    A script that asked for JSON gets what is wrong with the forms, in sentences."""
    if status >= 400 and wants_json():
        return refusal(status, *_faults(context))
    wanted = wanted_fragment()
    chosen = (fragments or {}).get(wanted or "", template)
    body = render_template(chosen, **context)
    if chosen != template:
        # a blank around the element would stay in the page with each swap, a night long
        body = body.strip() + render_template("layout/_toasts_beside.html").strip()
    response = make_response(body, status)
    response.vary.update(["HX-Request", "HX-Target", "Cookie"])
    return response


def refusal(status: int, *sentences: str, **more: object) -> Response:
    """For a script: why not, and what else it has to know."""
    answer = jsonify(detail=" ".join(sentences), **more)
    answer.status_code = status
    return answer


def _faults(context: Mapping[str, Any]) -> list[str]:
    """What the forms of a page say is wrong: about the whole first, then field by field."""
    found: list[str] = []
    for form in context.values():
        if isinstance(form, Form):
            found += [str(said) for said in form.form_errors]
            found += [f"{field.label.text}: {said}" for field in form for said in field.errors]
    return list(dict.fromkeys(found))


def conditional(response: Response, *, version: str) -> Response:
    """Marks the answer with an ETag made of `version` and answers 304 when the reader has it already."""
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def see_other(url: str) -> BaseResponse:
    """After a plain POST: go and look. For htmx a client-side redirect, so that the whole page changes."""
    if request.headers.get("HX-Request") == "true":
        answer = current_app.make_response(("", 204))
        answer.headers["HX-Redirect"] = url
        return answer
    return redirect(url, code=303)


def safe_path(path: str | None, fallback: str) -> str:
    """A path on this site to go back to; anything else becomes `fallback`."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return fallback
    return fallback if any(ord(c) < 32 for c in path) else path
