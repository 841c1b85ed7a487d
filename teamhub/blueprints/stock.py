"""/<community>/stock: masks, suits, radios: what the team itself has at its posts, by the latest counts."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import stock as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.stock import StockForm, stock_form
from teamhub.queries import stock
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other

blueprint = Blueprint("stock", __name__)


@blueprint.get("")
@access(Permission.SUPPLY_RECORD)
def index() -> Response:
    """Post by post; what is low is said."""
    posts, items = stock.by_post(viewer()), stock.items(g.community.id, language())
    known = {item.code for item in items}
    low = [(p, [i for i in items if i.code in p.levels and p.levels[i.code].low]) for p in posts]
    return page(
        "stock/index.html",
        posts=posts,
        items=items,
        totals={code: sum(p.levels[code].quantity for p in posts if code in p.levels) for code in known},
        low=[(post, things) for post, things in low if things],
        counted=any(p.levels for p in posts),
    )


@blueprint.get("/<int:post_id>")
@access(Permission.SUPPLY_RECORD)
def count(post_id: int) -> Response:
    post = stock.of_post(viewer(), post_id)
    return _count_page(post, _form(post)(formdata=None, data={"once": secrets.token_urlsafe(12)}))


@blueprint.post("/<int:post_id>")
@access(Permission.SUPPLY_RECORD)
def save(post_id: int) -> ResponseReturnValue:
    post, moment = stock.of_post(viewer(), post_id), now()
    form = _form(post)()
    if not form.validate_on_submit():
        return _count_page(post, form, 422)
    once = Once.of(viewer().account_id, f"stock:{form.once.data}", form.counts, moment)
    try:
        with unit_of_work(once=once) as work:
            if not work.replayed:
                verbs.count_stock(post_id, form.counts, by=viewer(), at=moment)
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _count_page(post, form, 422)
    toasts.tell(gettext("Counted: %(post)s", post=post.name))
    return see_other(url_for("stock.index"))


def _form(post: stock.PostStock) -> type[StockForm]:
    return stock_form(stock.items(g.community.id, language()), post.levels)


def _count_page(post: stock.PostStock, form: StockForm, status: int = 200) -> Response:
    return page("stock/count.html", post=post, form=form, status=status)
