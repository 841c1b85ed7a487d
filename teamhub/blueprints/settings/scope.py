"""/settings/campaigns and /settings/community: what the records belong to."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import communities as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.settings.root import blueprint, choices, labels
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import given, note_fault, offer
from teamhub.forms.settings.plans import CampaignForm, CommunityForm
from teamhub.models.campaigns import Campaign
from teamhub.queries import communities as places
from teamhub.queries import settings as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.page import page, see_other

AT_FIELD = {"campaign_ends_early": "ends_on", "campaign_code_taken": "starts_on"}


@blueprint.get("/campaigns")
@access(Permission.SETTINGS_VIEW)
def campaigns() -> ResponseReturnValue:
    return page("settings/campaigns.html", rows=asked.campaigns(viewer()), kinds=labels("campaign_kind"))


@blueprint.get("/campaigns/new")
@access(Permission.SETTINGS_MANAGE)
def new_campaign() -> ResponseReturnValue:
    form = _campaign_form(None)
    form.starts_on.data = local(now()).date()
    return page("settings/campaign.html", form=form, campaign_id=None)


@blueprint.post("/campaigns/new")
@access(Permission.SETTINGS_MANAGE)
def add_campaign() -> ResponseReturnValue:
    form = _campaign_form(None)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.start_campaign(
                    places.record(viewer().community_id),
                    kind=form.kind.data,
                    name=form.name.data or "",
                    name_en=form.name_en.data or "",
                    starts_on=given(form.starts_on.data),
                    ends_on=form.ends_on.data,
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("settings.campaigns"))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    return page("settings/campaign.html", form=form, campaign_id=None, status=422)


@blueprint.get("/campaigns/<int:campaign_id>")
@access(Permission.SETTINGS_MANAGE)
def campaign(campaign_id: int) -> ResponseReturnValue:
    found = asked.record(viewer(), Campaign, campaign_id)
    return page("settings/campaign.html", form=_campaign_form(found), campaign_id=campaign_id)


@blueprint.post("/campaigns/<int:campaign_id>")
@access(Permission.SETTINGS_MANAGE)
def change_campaign(campaign_id: int) -> ResponseReturnValue:
    found = asked.record(viewer(), Campaign, campaign_id)
    form = _campaign_form(None)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change_campaign(
                    found,
                    kind=form.kind.data,
                    name=form.name.data or "",
                    name_en=form.name_en.data or "",
                    starts_on=given(form.starts_on.data),
                    ends_on=form.ends_on.data,
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("settings.campaigns"))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    return page("settings/campaign.html", form=form, campaign_id=campaign_id, status=422)


@blueprint.get("/community")
@access(Permission.SETTINGS_VIEW)
def community() -> ResponseReturnValue:
    found = places.record(viewer().community_id)
    form = CommunityForm(
        name=found.name,
        name_en=found.name_en,
        subdistrict=found.subdistrict.name if found.subdistrict else "",
        zone=found.zone,
    )
    return page("settings/community.html", form=form, found=found, saved="saved" in request.args)


@blueprint.post("/community")
@access(Permission.SETTINGS_MANAGE)
def change_community() -> ResponseReturnValue:
    form = CommunityForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change_community(
                    name=form.name.data or "",
                    name_en=form.name_en.data or "",
                    subdistrict=form.subdistrict.data or "",
                    zone=form.zone.data or "",
                    by=viewer(),
                    at=now(),
                )
            return see_other(url_for("settings.community", saved=1))
        except RuleBroken as error:
            note_fault(form, error, {"zone_unknown": "zone", "name_needed": "name"})
    found = places.record(viewer().community_id)
    return page("settings/community.html", form=form, found=found, saved=False, status=422)


def _campaign_form(found: Campaign | None) -> CampaignForm:
    form = CampaignForm(obj=found)
    offer(form.kind, choices("campaign_kind"))
    return form
