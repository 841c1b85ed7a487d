"""teamhub tally: the figures of a community as of the end of a day."""

from __future__ import annotations

import json
from datetime import date, datetime

import click
from flask.cli import with_appcontext

from teamhub.queries import tally, viewers
from teamhub.web.clock import now


@click.command("tally")
@click.argument("slug")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day; default: the latest one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def tally_command(slug: str, day: datetime | None, as_json: bool) -> None:
    """Print the tally of a community as of the end of that day."""
    community = viewers.community_by_slug(slug)
    chosen = day.date() if day is not None else _latest_day(community.id)
    found = tally.day_figures(community.id, chosen, tally.end_of_day(community.id, chosen))
    totals = found.totals.as_json()
    if as_json:
        click.echo(json.dumps(totals | {"date": chosen.isoformat()}, ensure_ascii=False, indent=1))
        return
    click.echo(f"{found.community.name.zh}  {chosen.isoformat()}")
    for name, value in totals.items():
        click.echo(f"  {name.replace('_', ' '):<24}{'-' if value is None else value:>10}")


def _latest_day(community_id: int) -> date:
    """Today, or the last day of a campaign that is over."""
    today = tally.day_of(community_id, now())
    ends = viewers.current_campaign(community_id, today).ends_on
    return ends if ends is not None and ends < today else today


COMMANDS: tuple[click.Command, ...] = (tally_command,)
