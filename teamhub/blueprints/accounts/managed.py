"""/<community>/accounts: the accounts of a community, for those who open and close them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import accounts as verbs
from teamhub.actions import sign_in
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts import printed_cards
from teamhub.blueprints.accounts.codes import IssuedCode, issued
from teamhub.blueprints.accounts.root import blueprint, code_rules
from teamhub.domain.access import Permission, Role
from teamhub.domain.credentials import Proof
from teamhub.domain.errors import RuleBroken
from teamhub.domain.roles import USUAL, givable
from teamhub.forms.managed_accounts import CardsForm, CodeLengthForm, NewAccountForm, RoleForm
from teamhub.forms.people import page_from
from teamhub.queries import managed_accounts, people, second_factors
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.context import ROLE_LABELS
from teamhub.web.errors import sentence
from teamhub.web.page import page, see_other

SomeRoleForm = TypeVar("SomeRoleForm", bound=RoleForm)

HERE = "/<community>/accounts"


@blueprint.get(f"{HERE}/")
@access(Permission.ACCOUNTS_MANAGE)
def index() -> ResponseReturnValue:
    q = request.args.get("q", "").strip()[:60]
    found = managed_accounts.paged(viewer(), now(), q, page_from(request.args))
    return page(
        "accounts/index.html",
        {"account-list": "accounts/_account_list.html"},
        found=found,
        q=q,
        role_labels=ROLE_LABELS,
        code_policy=code_rules().policy,
        failed_lately=sign_in.failed_lately(now()),
    )


@blueprint.get(f"{HERE}/<int:account_id>")
@access(Permission.ACCOUNTS_MANAGE)
def show(account_id: int) -> ResponseReturnValue:
    return _show(account_id)


@blueprint.get(f"{HERE}/new/<int:person_id>")
@access(Permission.ACCOUNTS_MANAGE)
def new(person_id: int) -> ResponseReturnValue:
    person = people.record(viewer(), person_id)
    usual = USUAL.get(person.member_type, Role.MEMBER)
    form = _offered(NewAccountForm())
    form.role.data = usual.value
    return page("accounts/new.html", person=person, form=form)


@blueprint.post(f"{HERE}/new/<int:person_id>")
@access(Permission.ACCOUNTS_MANAGE)
def open_account(person_id: int) -> ResponseReturnValue:
    """Answers with the first code of the account, like `issue_code`."""
    form, moment = _offered(NewAccountForm()), now()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                person = people.record(viewer(), person_id)
                account = verbs.account_for(person, form.chosen(), by=viewer(), at=moment)
                code = verbs.issue_code(account, valid_for=form.valid_for(), by=viewer(), at=moment)
                card, account_id = issued(person.name, code, moment + form.valid_for()), account.id
            return page("accounts/code.html", cards=[card], account_id=account_id)
        except RuleBroken as error:
            form.role.errors = [sentence(error)]
    person = people.record(viewer(), person_id)
    return page("accounts/new.html", person=person, form=form, status=422)


@blueprint.post(f"{HERE}/<int:account_id>/code")
@access(Permission.ACCOUNTS_MANAGE)
def issue_code(account_id: int) -> ResponseReturnValue:
    """Answers with the code itself: it is shown once and kept nowhere, so there is no address to go to."""
    form, moment = CodeLengthForm(), now()
    if not form.validate_on_submit():
        return _show(account_id, status=422)
    with unit_of_work():
        account = managed_accounts.record(viewer(), account_id)
        code = verbs.issue_code(account, valid_for=form.valid_for(), by=viewer(), at=moment)
        card = issued(account.display_name, code, moment + form.valid_for())
    return page("accounts/code.html", cards=[card], account_id=account_id)


@blueprint.get(f"{HERE}/cards")
@access(Permission.ACCOUNTS_MANAGE)
def cards() -> ResponseReturnValue:
    """Choose who gets a card. Proposed are those without an account; who waits with a card in the hand is not, because
    a new code makes the old card useless."""
    waiting = people.without_phone_enrolled(viewer())
    form = _cards_form(waiting)
    form.people.data = [row.id for row in waiting if row.enrolment is people.Enrolment.NONE]
    return page("accounts/cards.html", form=form, people=waiting)


@blueprint.post(f"{HERE}/cards")
@access(Permission.ACCOUNTS_MANAGE)
def issue_cards() -> ResponseReturnValue:
    """Opens the accounts that are missing, with the role usual for the member type, and answers with the cards."""
    waiting, moment = people.without_phone_enrolled(viewer()), now()
    form, on_paper = _cards_form(waiting), request.form.get("paper") == "pdf"
    if not form.validate_on_submit():
        return page("accounts/cards.html", form=form, people=waiting, status=422)
    homes = {row.name: row.organization for row in waiting if row.id in (form.people.data or [])}
    if on_paper:
        printed_cards.check(homes)
    made: list[IssuedCode] = []
    refused: list[tuple[str, str]] = []
    for person_id in form.people.data or []:
        name = people.one(viewer(), person_id).name
        try:
            with unit_of_work():
                person = people.record(viewer(), person_id)
                role = USUAL.get(person.member_type, Role.MEMBER)
                account = (
                    managed_accounts.record(viewer(), person.account_id)
                    if person.account_id is not None
                    else verbs.account_for(person, role, by=viewer(), at=moment)
                )
                code = verbs.issue_code(account, valid_for=form.valid_for(), by=viewer(), at=moment)
            made.append(issued(name, code, moment + form.valid_for()))
        except RuleBroken as error:
            refused.append((name, sentence(error)))
    if on_paper and made and not refused:
        answer = printed_cards.answer(made, homes)
        if answer is not None:
            return answer
    return page("accounts/code.html", cards=made, refused=refused, account_id=None)


@blueprint.post(f"{HERE}/<int:account_id>/reset")
@access(Permission.ACCOUNTS_MANAGE)
def reset(account_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.reset_secret(managed_accounts.record(viewer(), account_id), by=viewer(), at=now())
    return see_other(url_for("accounts.show", account_id=account_id))


@blueprint.post(f"{HERE}/<int:account_id>/two-steps/reset")
@access(Permission.ACCOUNTS_MANAGE)
def reset_second_factor(account_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.reset_second_factor(managed_accounts.record(viewer(), account_id), by=viewer(), at=now())
    return see_other(url_for("accounts.show", account_id=account_id))


@blueprint.post(f"{HERE}/<int:account_id>/disable")
@access(Permission.ACCOUNTS_MANAGE)
def disable(account_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.disable(managed_accounts.record(viewer(), account_id), by=viewer(), at=now())
    return see_other(url_for("accounts.show", account_id=account_id))


@blueprint.post(f"{HERE}/<int:account_id>/enable")
@access(Permission.ACCOUNTS_MANAGE)
def enable(account_id: int) -> ResponseReturnValue:
    with unit_of_work():
        verbs.enable(managed_accounts.record(viewer(), account_id), by=viewer(), at=now())
    return see_other(url_for("accounts.show", account_id=account_id))


@blueprint.post(f"{HERE}/<int:account_id>/roles")
@access(Permission.ACCOUNTS_MANAGE)
def give_role(account_id: int) -> ResponseReturnValue:
    return _change_role(account_id, verbs.give_role)


@blueprint.post(f"{HERE}/<int:account_id>/roles/take")
@access(Permission.ACCOUNTS_MANAGE)
def take_role(account_id: int) -> ResponseReturnValue:
    return _change_role(account_id, verbs.take_role)


def _change_role(account_id: int, verb: Callable[..., None]) -> ResponseReturnValue:
    form = _role_form()
    if not form.validate_on_submit():
        return _show(account_id, role_form=form, status=422)
    with unit_of_work():
        verb(managed_accounts.record(viewer(), account_id), form.chosen(), by=viewer(), at=now())
    return see_other(url_for("accounts.show", account_id=account_id))


def _show(account_id: int, role_form: RoleForm | None = None, status: int = 200) -> ResponseReturnValue:
    row = managed_accounts.one(viewer(), account_id, now())
    may_give = givable(viewer())
    return page(
        "accounts/show.html",
        account=row,
        person=people.one(viewer(), row.person_id) if row.person_id else None,
        role_labels=ROLE_LABELS,
        code_form=CodeLengthForm(),
        role_form=role_form or _role_form(gettext("Another role")),
        may_give=may_give,
        mine_to_manage=account_id != viewer().account_id and not row.elsewhere and set(row.roles) <= may_give,
        is_me=account_id == viewer().account_id,
        two_steps=second_factors.own(account_id) if row.proof is Proof.PASSPHRASE else None,
        community=g.community,
        status=status,
    )


def _role_form(label: str = "") -> RoleForm:
    """Offers only what the viewer may give: another value is no valid choice."""
    form = _offered(RoleForm())
    if label:
        form.role.label.text = label
    return form


def _offered(form: SomeRoleForm) -> SomeRoleForm:
    form.role.choices = [(r.value, ROLE_LABELS[r]) for r in Role if r in givable(viewer())]
    return form


def _cards_form(waiting: list[people.PersonRow]) -> CardsForm:
    form = CardsForm()
    form.people.choices = [(row.id, row.name) for row in waiting]
    return form
