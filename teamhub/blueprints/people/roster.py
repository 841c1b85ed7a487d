"""/people: the list, its export, the strength."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.blueprints.people.root import blueprint, organization_choices, type_choices, type_labels
from teamhub.documents import tables
from teamhub.documents.register import print_register
from teamhub.domain.access import Permission
from teamhub.forms.people import address_args, filter_from, page_from
from teamhub.queries import people
from teamhub.queries.people import Activity, Enrolment, PeopleFilter, PersonRow
from teamhub.web import registers
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page
from teamhub.web.paper import pdf_answer

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/")
@access(Permission.PEOPLE_VIEW)
def index() -> ResponseReturnValue:
    chosen = filter_from(request.args)
    found = people.listing(viewer(), chosen, page_from(request.args))
    labels = type_labels()
    return page(
        "people/index.html",
        {"people-list": "people/_people_list.html"},
        found=found,
        chosen=chosen,
        labels=labels,
        types=type_choices(),
        organizations=organization_choices(),
        said=_said(chosen, found.total, labels),
        sort_url=lambda key: _sort_url(chosen, key),
        page_url=lambda number: url_for("people.index", **{**address_args(chosen), "page": str(number)}),
        sheet_url=url_for("people.sign_in_sheet", **address_args(chosen)),
        export_url=lambda kind: url_for("people.export", kind=kind, **address_args(chosen)),
        filtered=bool(set(address_args(chosen)) - {"sort", "dir"}),
        enrolment_words=enrolment_words(),
    )


@blueprint.get("/export.<kind>")
@access(Permission.PEOPLE_VIEW)
def export(kind: str) -> ResponseReturnValue:
    """Exactly the rows and columns of the list, masked as there."""
    if kind not in FILE_TYPES:
        abort(404)
    columns, rows = _table(people.listing(viewer(), filter_from(request.args), page=None).rows)
    title = gettext("People")
    body = tables.to_csv(columns, rows) if kind == "csv" else tables.to_xlsx(title, columns, rows)
    response = Response(body, content_type=FILE_TYPES[kind])
    name = f"{g.community.slug}-people-{local(now()):%Y%m%d-%H%M}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/sign-in-sheet.pdf")
@access(Permission.PEOPLE_VIEW)
def sign_in_sheet() -> ResponseReturnValue:
    """The people of the list as it is filtered, to sign."""
    rows = people.listing(viewer(), filter_from(request.args), page=None).rows
    facts = registers.sign_in_sheet(rows, now())
    return pdf_answer(lambda: print_register(facts, language=language()), "sign-in-sheet")


@blueprint.get("/strength")
@access(Permission.PEOPLE_VIEW)
def strength() -> ResponseReturnValue:
    """How many active people each organisation has here, by type."""
    rows = people.strength(viewer())
    labels = type_labels()
    present = {code for row in rows for code in row.by_type}
    columns = [code for code in labels if code in present] + sorted(present - set(labels))
    totals = {code: sum(row.by_type.get(code, 0) for row in rows) for code in columns}
    return page("people/strength.html", rows=rows, columns=columns, labels=labels, totals=totals)


def enrolment_words() -> dict[Enrolment, tuple[str, str]]:
    """Word and tone of how far somebody is with the account."""
    return {
        Enrolment.NONE: (gettext("no account"), "idle"),
        Enrolment.WAITING: (gettext("waits for the code"), "soon"),
        Enrolment.ENROLLED: (gettext("enrolled"), "done"),
        Enrolment.DISABLED: (gettext("disabled"), "void"),
    }


def _table(rows: Sequence[PersonRow]) -> tuple[list[tables.Column], list[list[tables.Value]]]:
    labels, words = type_labels(), enrolment_words()
    columns = [
        tables.Column(gettext("Code"), 8),
        tables.Column(gettext("Name"), 16),
        tables.Column(gettext("Type"), 18),
        tables.Column(gettext("Sending organisation"), 24),
        tables.Column(gettext("Group"), 16),
        tables.Column(gettext("Phone"), 16),
        tables.Column(gettext("Deployed from"), 14),
        tables.Column(gettext("Deployed until"), 14),
        tables.Column(gettext("Account"), 16),
        tables.Column(gettext("Active"), 8),
    ]
    return columns, [
        [
            row.code,
            row.name,
            labels.get(row.member_type, row.member_type),
            row.organization,
            row.work_group,
            row.phone,
            row.deployed_from,
            row.deployed_to,
            words[row.enrolment][0],
            gettext("yes") if row.active else gettext("no"),
        ]
        for row in rows
    ]


def _said(chosen: PeopleFilter, total: int, labels: dict[str, str]) -> str:
    """The filter written out."""
    parts = [f"“{chosen.q}”"] if chosen.q else []
    if chosen.member_type:
        parts.append(labels.get(chosen.member_type, chosen.member_type))
    if chosen.organization_id is not None:
        parts.append(dict(organization_choices()).get(chosen.organization_id, "—"))
    if chosen.activity is Activity.INACTIVE:
        parts.append(gettext("no longer active"))
    elif chosen.activity is Activity.ALL:
        parts.append(gettext("active or not"))
    count = ngettext("%(num)s person", "%(num)s people", total)
    return gettext("%(filter)s: %(count)s", filter=gettext(", ").join(parts), count=count) if parts else count


def _sort_url(chosen: PeopleFilter, key: str) -> str:
    """Sorting by the same column again turns it round."""
    args = address_args(chosen)
    args["sort"] = key
    args.pop("dir", None)
    if chosen.sort == key and not chosen.descending:
        args["dir"] = "down"
    return url_for("people.index", **args)
