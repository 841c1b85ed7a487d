"""Signing in and out, enrolment, the own account, and what leaders do with the accounts of others."""

from __future__ import annotations

from teamhub.blueprints.accounts import (
    enrolment,
    managed,
    mine,
    preferences,
    second_step,
    sign_in,
    two_steps,
)
from teamhub.blueprints.accounts.root import blueprint

__all__ = ["blueprint", "enrolment", "managed", "mine", "preferences", "second_step", "sign_in", "two_steps"]
