"""What the figures themselves say should be watched and done next. Each suggestion is computed; a leader keeps,
edits or drops it. `standing` ones enter an untouched brief by themselves, the others are only offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.domain.briefs import wording
from teamhub.domain.briefs.runs import Count, Fig, Runs, Voice
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures, RoundFigures, SiteRow

SPREAD_HOME_SAMPLES = 10
"""From this many home samples on over several sites the walking itself is worth a word."""
SPREAD_SITES = 3


@dataclass(frozen=True)
class Suggestion:
    """`code` names the rule that made it."""

    code: str
    runs: Runs
    standing: bool = True


def suggest_problems(day: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Suggestion, ...]:
    rules = (_queues, _pending, _home_routes, _attendance, _open_doors, _uncovered, _overdue, _samplers)
    return tuple(s for rule in rules for s in rule(day, texts, voice))


def suggest_plan(day: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Suggestion, ...]:
    rules = (_tomorrow, _split_site, _order_routes, _night_watch, _clear_parcels, _finish_doors)
    return tuple(s for rule in rules for s in rule(day, texts, voice))


def busiest_site(held: RoundFigures) -> SiteRow | None:
    seen = [s for s in held.sites if s.longest_wait is not None]
    return max(seen, key=lambda s: s.longest_wait or 0, default=None)


def is_near_target(day: DayFigures, site: SiteRow | None) -> bool:
    return site is not None and (site.longest_wait or 0) >= day.queue_target - day.queue_near


def _queues(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    """Every site over the target; if none is, the longest queue when it came near."""
    for held in day.testing.rounds:
        over = [s for s in held.sites if (s.longest_wait or 0) > day.queue_target]
        busiest = busiest_site(held)
        near = [busiest] if busiest and not over and is_near_target(day, busiest) else []
        for site in over or near:
            yield Suggestion(
                "queue_over" if over else "queue_near",
                voice.say(
                    "{name}{site}最长排队{wait}分钟，" + ("超过" if over else "接近") + "{target}分钟上限。",
                    "The longest queue at {name} was {wait:minute|minutes}, "
                    + ("above" if over else "close to") + " the limit of {target}.",
                    name=site.name, site=texts.words.site,
                    wait=Count(site.longest_wait or 0, f"testing.R{held.number}.{site.code}.longest_wait"),
                    target=Fig(str(day.queue_target), "settings.queue_target"),
                ),
            )  # fmt: skip


def _pending(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    for gate in day.supplies.rows:
        if not gate.pending:
            continue
        reasons = [r for r in gate.pending_reasons if r.count]
        n = Count(gate.pending, f"supplies.{gate.code}.pending")
        if len(reasons) == 1:
            said = voice.say(
                "{name}{gate}有{n}件物资因{why}待送。", "{n:piece waits|pieces wait} at {name}: {why}.",
                name=gate.name, gate=texts.words.gate, n=n,
                why=reasons[0].label if voice.zh else reasons[0].label.of("en").lower(),
            )  # fmt: skip
        else:
            parts = [
                voice.say("{why}{n}件", "{why} {n}", why=r.label, n=Count(r.count, n.source)) for r in reasons
            ]
            told = voice.say("（{parts}）", " ({parts})", parts=voice.listing(parts)) if parts else ()
            said = voice.say(
                "{name}{gate}有{n}件物资待送{told}。", "{n:piece waits|pieces wait} at {name}{told}.",
                name=gate.name, gate=texts.words.gate, n=n, told=told,
            )  # fmt: skip
        yield Suggestion("pending_pieces", said)


def _spread(held: RoundFigures) -> int:
    """Sites over which many home samples are spread; 0 where the walking is no matter."""
    sites = sum(1 for s in held.sites if s.home)
    return sites if held.home >= SPREAD_HOME_SAMPLES and sites >= SPREAD_SITES else 0


def _home_routes(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    for held in day.testing.rounds:
        if _spread(held):
            yield Suggestion(
                "home_routes",
                voice.say(
                    "上门单采{n}人分散在{sites}个{site}片区，路线长，医务人员往返费时。",
                    "{n:home sample|home samples} spread over the areas of {sites:site|sites}: long walks for the medics.",
                    n=Count(held.home, f"testing.R{held.number}.home"),
                    sites=Count(_spread(held), f"testing.R{held.number}.home_sites"),
                    site=texts.words.site,
                ),
            )


def _attendance(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    if day.duty.absent:
        n = Count(day.duty.absent, "duty.absent")
        yield Suggestion("absences", voice.say("值守缺勤{n}人次。", "{n:absence|absences} from duty.", n=n))
    if day.duty.empty_posts_found:
        n = Count(day.duty.empty_posts_found, "duty.empty_posts")
        yield Suggestion(
            "empty_posts",
            voice.say("查岗发现空岗{n}处。", "{n:post was|posts were} found empty at a spot check.", n=n),
        )


def _open_doors(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    for sweep in day.sweeps:
        if sweep.remaining:
            yield Suggestion(
                "sweep_open",
                voice.say(
                    "第{nth}次扫楼尚有{n}户未清零。",
                    "{n:household is|households are} still open after the {nth} sweep.",
                    nth=wording.ordinal(voice, sweep.number),
                    n=Count(sweep.remaining, f"sweeps.S{sweep.number}.remaining"),
                ),
            )


def _uncovered(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    missing = day.care.registered - day.care.assigned
    if missing > 0:
        yield Suggestion(
            "care_uncovered",
            voice.say(
                "在册特殊人员中有{n}人尚未明确包保人。",
                "{n:person|people} on the care register without a carer.",
                n=Count(missing, "care.uncovered"),
            ),
        )


def _overdue(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    if day.deeds.requests_overdue:
        n = Count(day.deeds.requests_overdue, "requests.overdue")
        yield Suggestion(
            "requests_overdue",
            voice.say(
                "居民诉求逾期未办结{n}件。",
                "{n:request of a resident is|requests of residents are} overdue.",
                n=n,
            ),
        )


def _samplers(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    guideline = day.testing.guideline
    if guideline and guideline.samplers < guideline.needed:
        yield Suggestion(
            "samplers_below_reference",
            voice.say(
                "采样人员{n}人，低于按每{people}人1名测算的{needed}人。",
                "{n:sampler|samplers} on duty, fewer than the {needed} that one for {people} people would ask.",
                n=Count(guideline.samplers, "testing.samplers"),
                people=str(guideline.people_per_sampler),
                needed=Count(guideline.needed, "testing.samplers_needed"),
            ),
            standing=False,
        )


def _tomorrow(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    """What is on record for the next day: rounds, sweeps with their purpose, home samples."""
    plan, words = day.plan, texts.words
    rounds = [
        voice.say(
            "开展第{nth}轮{what}",
            "the {nth} round of {what}",
            nth=wording.ordinal(voice, r.number),
            what=words.measure,
        )
        for r in plan.rounds
    ] or [voice.say("不开展{what}", "no {what}", what=words.full_measure)]
    sweeps = []
    for planned in plan.sweeps:
        purpose = voice.words(planned.purpose)
        sweeps.append(
            voice.say(
                "开展第{nth}次扫楼" + ("，{purpose}" if purpose else ""),
                "the {nth} sweep" + (", {purpose}" if purpose else ""),
                nth=wording.ordinal(voice, planned.number), purpose=purpose,
            )
        )  # fmt: skip
    homes = Count(plan.home_samples, "plan.home_samples")
    home = [voice.say("上门采样{n}人", "{n:home sample|home samples}", n=homes)] if homes.value else []
    when = wording.month_day(voice, plan.day)
    holiday = voice.words(plan.holiday) if plan.holiday else ""
    head = voice.say("{day}" + ("（{holiday}）" if holiday else ""), "{day}" + (" ({holiday}): " if holiday else ": "),
                     day=when, holiday=holiday)  # fmt: skip
    if day.testing.rounds_so_far or plan.rounds or sweeps or home:
        yield Suggestion("tomorrow", (*head, *voice.clauses([*rounds, *sweeps, *home])))


def _split_site(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    for held in day.testing.rounds:
        site = busiest_site(held)
        if site and len(site.slots) == 1 and is_near_target(day, site):
            yield Suggestion(
                "split_site",
                voice.say(
                    "下一轮检测起，{name}分上、下午两个场次。",
                    "From the next round on {name} works in two sessions, morning and afternoon.",
                    name=site.name,
                ),
            )


def _order_routes(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    if any(_spread(held) for held in day.testing.rounds):
        yield Suggestion(
            "order_routes",
            voice.say(
                "上门采样按“小区—楼栋—单元”排线，专人引导。",
                "Home sampling follows a route by compound, building and stairwell, with a guide.",
            ),
        )


def _night_watch(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    """People on the register who asked for something today should not run out at night."""
    if day.care.requests and len(day.duty.shifts) > 1:
        last = day.duty.shifts[-1].label
        yield Suggestion(
            "night_watch",
            voice.say(
                "{shift}重点关注包保对象用药。",
                "The {shift} watches over the medicine of those under care.",
                shift=last if voice.zh else last.of("en").lower(),
            ),
        )


def _clear_parcels(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    if day.supplies.pending:
        n = Count(day.supplies.pending, "supplies.pending")
        yield Suggestion(
            "clear_parcels",
            voice.say(
                "核实并送达待送物资{n}件。", "Settle and deliver {n:waiting piece|waiting pieces}.", n=n
            ),
            standing=False,
        )


def _finish_doors(day: DayFigures, texts: BriefTexts, voice: Voice) -> Iterator[Suggestion]:
    remaining = sum(s.remaining for s in day.sweeps)
    if remaining:
        yield Suggestion(
            "finish_doors",
            voice.say(
                "继续复访未清零的{n}户。", "Revisit {n:open household|open households}.",
                n=Count(remaining, "sweeps.remaining"),
            ),
        )  # fmt: skip
