"""Samples at home: the walk of a day, registering, ticking, other people or another time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import testing_home as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import blueprint, campaign_id, keyed, labels, today
from teamhub.documents.register import print_register
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotAllowed, NotFound, RuleBroken
from teamhub.forms.privacy import ask_consent
from teamhub.forms.testing.home import AssignForm, SampleForm, TakenForm
from teamhub.queries import deeds, terms, testing, testing_home, testing_ways
from teamhub.queries.testing_cases import CaseLine
from teamhub.queries.testing_home import SampleRow, SampleState
from teamhub.web import errors, registers, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import clock, local
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.paper import pdf_answer
from teamhub.web.privacy import check_health_data_open, remind


@blueprint.context_processor
def places() -> dict[str, object]:
    return {"door_words": door_words}


def door_words(row: SampleRow | CaseLine) -> str:
    """2栋 1单元 301; empty where nobody told the door."""
    words = [gettext("Building %(name)s", name=row.building)] if row.building else []
    if row.stairwell:
        words.append(gettext("Stairwell %(name)s", name=row.stairwell))
    return " ".join([*words, row.label]).strip()


@blueprint.get("/home")
@access(Permission.TESTING_RECORD)
def home() -> Response:
    """The walk of a day, today's without `day` in the address."""
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = today()
    moment = now()
    remind(viewer())
    found = testing_home.rows_of_day(viewer(), day, moment, ZoneInfo(g.community.zone))
    rows, ways = testing_ways.in_walking_order(viewer(), found)
    return page(
        "testing/home.html",
        {"samples": "testing/_samples.html"},
        rows=rows,
        walk=testing_home.walk_of(rows),
        ways=ways,
        reasons=labels("home_sample_reason"),
        SampleState=SampleState,
        day=day,
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        today=today(),
        may_register=_may_register(),
        moment=moment,
    )


@blueprint.get("/home/<day>.pdf")
@access(Permission.TESTING_RECORD)
def route_slip(day: str) -> ResponseReturnValue:
    """The walk of a day on paper. Raises NotFound for what is no day."""
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    moment = now()
    found = testing_home.rows_of_day(viewer(), asked, moment, ZoneInfo(g.community.zone))
    rows, ways = testing_ways.in_walking_order(viewer(), found)
    facts = registers.route_slip(rows, ways, door_words, asked, moment)
    return pdf_answer(lambda: print_register(facts, language=language()), f"walk-{asked}")


@blueprint.get("/home/new")
@access(Permission.TESTING_RECORD)
def new_sample() -> Response:
    _check_may_register()
    check_health_data_open(viewer())
    form, moment = SampleForm(formdata=None), local(now())
    form.planned_at.data = moment.replace(second=0, microsecond=0, tzinfo=None)
    form.round_id.data = testing.round_now(viewer(), campaign_id(), moment)
    return _new_page(form)


@blueprint.post("/home/new")
@access(Permission.TESTING_RECORD)
def register() -> ResponseReturnValue:
    form, moment = SampleForm(), now()
    if not _prepared(form).validate():
        return _new_page(form, 422)
    try:
        with unit_of_work(once=keyed("home-sample", form.once.data, form.body(), moment)) as work:
            if not work.replayed:
                sample = verbs.register_sample(form.wish(g.community.zone), by=viewer(), at=moment)
                work.reply.update(code=sample.code, day=local(sample.planned_at).date().isoformat())
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _new_page(form, 422)
    toasts.tell(gettext("%(code)s is on the walk", code=work.reply["code"]))
    return see_other(url_for("testing.home", day=work.reply["day"]))


@blueprint.get("/home/<int:sample_id>")
@access(Permission.TESTING_RECORD)
def sample(sample_id: int) -> Response:
    found = testing_home.sample_for(viewer(), sample_id)
    form = AssignForm(
        formdata=None,
        planned_at=local(found.planned_at).replace(tzinfo=None),
        medic_id=found.medic_id,
        escort_id=found.escort_id,
    )
    return _sample_page(sample_id, form, TakenForm(formdata=None))


@blueprint.post("/home/<int:sample_id>/assign")
@access(Permission.TESTING_RECORD)
def assign(sample_id: int) -> ResponseReturnValue:
    _check_may_register()
    testing_home.sample_for(viewer(), sample_id)
    form = AssignForm()
    form.people(*testing_home.people_choices(viewer()))
    if not form.validate():
        return _sample_page(sample_id, form, TakenForm(formdata=None), 422)
    try:
        with unit_of_work():
            verbs.assign_sample(
                sample_id,
                planned_at=form.moment(g.community.zone),
                medic_id=form.medic_id.data,
                escort_id=form.escort_id.data,
                by=viewer(),
                at=now(),
            )
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _sample_page(sample_id, form, TakenForm(formdata=None), 422)
    toasts.tell(gettext("The sample is saved"))
    return _back(sample_id)


@blueprint.post("/home/<int:sample_id>/taken")
@access(Permission.TESTING_RECORD)
def taken(sample_id: int) -> ResponseReturnValue:
    """With one tap: now. With a time: then."""
    testing_home.sample_for(viewer(), sample_id)
    form, moment = TakenForm(), now()
    if not form.validate():
        return _sample_page(sample_id, None, form, 422)
    try:
        with unit_of_work():
            ticked = verbs.take_sample(
                sample_id, form.moment(g.community.zone, moment), by=viewer(), at=moment
            )
            code, sampled_at = ticked.code, ticked.sampled_at
    except RuleBroken as refused:
        form.form_errors.append(errors.sentence(refused))
        return _sample_page(sample_id, None, form, 422)
    toasts.tell(
        gettext("%(code)s sampled at %(clock)s", code=code, clock=clock(sampled_at)),
        undo_url=url_for("testing.take_back", sample_id=sample_id),
    )
    return _back(sample_id)


@blueprint.post("/home/<int:sample_id>/not-home")
@access(Permission.TESTING_RECORD)
def not_home(sample_id: int) -> ResponseReturnValue:
    with unit_of_work():
        code = verbs.note_not_home(sample_id, by=viewer(), at=now()).code
    toasts.tell(
        gettext("%(code)s: nobody was at home, the sample stays due", code=code),
        undo_url=url_for("testing.take_back", sample_id=sample_id),
    )
    return _back(sample_id)


@blueprint.post("/home/<int:sample_id>/back")
@access(Permission.TESTING_RECORD)
def take_back(sample_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.take_back(sample_id, by=viewer(), at=now())
    toasts.tell(gettext("The mark was taken back"))
    return _back(sample_id)


@blueprint.post("/home/<int:sample_id>/drop")
@access(Permission.TESTING_RECORD)
def drop(sample_id: int) -> ResponseReturnValue:
    _check_may_register()
    day = local(testing_home.sample_for(viewer(), sample_id).planned_at).date()
    with unit_of_work():
        verbs.drop_sample(sample_id, by=viewer(), at=now())
    toasts.tell(gettext("The sample is taken off the walk"))
    return see_other(url_for("testing.home", day=day.isoformat()))


def _back(sample_id: int) -> ResponseReturnValue:
    """To the day's walk, at the door where the thumb was."""
    found = testing_home.sample_for(viewer(), sample_id)
    day = _walk_day(found.planned_at, found.sampled_at)
    return see_other(url_for("testing.home", day=day, _anchor=f"sample-{sample_id}"))


def _walk_day(planned_at: datetime, sampled_at: datetime | None) -> str | None:
    """Today's walk where it stands on it: due ones of earlier days walk along. None: today."""
    day = local(sampled_at or planned_at).date()
    return None if day == today() or (sampled_at is None and day < today()) else day.isoformat()


def _may_register() -> bool:
    """Who oversees the rounds; a medic or a guide only ticks."""
    return viewer().may(Permission.TESTING_VIEW) and viewer().may(Permission.TESTING_RECORD)


def _check_may_register() -> None:
    if not _may_register():
        raise NotAllowed


def _prepared(form: SampleForm) -> SampleForm:
    medics, others = testing_home.people_choices(viewer())
    form.people(medics, others)
    ask_consent(form, viewer())
    rounds = [
        (key, gettext("Round %(n)s", n=number))
        for key, number in testing.round_choices(viewer(), campaign_id())
    ]
    return form.prepare(
        terms.choices(g.community.id, "home_sample_reason", language()),
        deeds.compounds(g.community.id),
        rounds,
    )


def _new_page(form: SampleForm, status: int = 200) -> Response:
    _check_may_register()
    return page("testing/home_form.html", form=_prepared(form), status=status)


def _sample_page(sample_id: int, form: AssignForm | None, taken: TakenForm, status: int = 200) -> Response:
    found = testing_home.sample_for(viewer(), sample_id)
    if form is None:
        form = AssignForm(
            formdata=None,
            planned_at=local(found.planned_at).replace(tzinfo=None),
            medic_id=found.medic_id,
            escort_id=found.escort_id,
        )
    form.people(*testing_home.people_choices(viewer()))
    return page(
        "testing/sample.html",
        row=testing_home.row(viewer(), sample_id, now()),
        form=form,
        taken=taken,
        reasons=labels("home_sample_reason"),
        SampleState=SampleState,
        may_register=_may_register(),
        day=_walk_day(found.planned_at, found.sampled_at),
        status=status,
    )
