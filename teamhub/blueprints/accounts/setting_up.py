"""The page with the key for the app, before and after signing in, and the recovery codes that follow."""

from __future__ import annotations

import pyotp
from flask import Response

from teamhub.actions import second_factor
from teamhub.blueprints.accounts.root import hasher, seal
from teamhub.domain import second_factor as rules
from teamhub.domain.credentials import spoken_code
from teamhub.forms.accounts import SecondStepForm
from teamhub.queries import second_factors
from teamhub.web import qr
from teamhub.web.page import page


def key_page(
    account_id: int,
    login: str,
    form: SecondStepForm,
    *,
    begin_url: str,
    confirm_url: str,
    back_url: str,
    status: int,
) -> Response:
    """The key as a QR code, as a link for an app on this phone, and to be typed; and the field for the first code."""
    sealed = second_factors.sealed_next(account_id)
    key = seal().open(sealed, account_id) if sealed else ""
    address = pyotp.TOTP(key).provisioning_uri(name=login, issuer_name=second_factor.ISSUER) if key else ""
    return page(
        "accounts/second_factor_key.html",
        form=form,
        key=rules.spoken_key(key),
        address=address,
        qr=qr.picture(address) if address else "",
        begin_url=begin_url,
        confirm_url=confirm_url,
        back_url=back_url,
        status=status,
    )


def fresh_recovery_codes() -> tuple[list[str], dict[str, str]]:
    """The codes as they are shown, and mark -> slow hash. Stands outside any transaction: ten hashes."""
    codes = rules.fresh_recovery_codes()
    return [spoken_code(code) for code in codes], {rules.mark_of(code): hasher().hash(code) for code in codes}
