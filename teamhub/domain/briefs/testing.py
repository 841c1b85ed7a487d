"""Section: rounds, sites, queues and home samples."""

from __future__ import annotations

from teamhub.domain.briefs import wording
from teamhub.domain.briefs.brief import Align, Block, Column, Paragraph, Row, Table, full_width
from teamhub.domain.briefs.runs import Count, Fig, Runs, Value, Voice
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures, MakeupRow, RoundFigures, SiteRow, TestingFigures, UntestedRow


def write_testing(day: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Block, ...]:
    testing = day.testing
    makeups = [makeup(m, voice) for m in testing.makeups if m.tested]
    if not testing.rounds:
        none = voice.say("当日未开展{full}。", "No {full} was held.", full=texts.words.full_measure)
        return (Paragraph(voice.sentences([none, *makeups, cumulative(testing, voice)])),)
    blocks: list[Block] = []
    for held in testing.rounds:
        last = held is testing.rounds[-1]
        closing = [*makeups, cumulative(testing, voice)] if last else []
        blocks.append(
            Paragraph(
                voice.sentences(
                    [staffing(held, voice), result(held, voice), queue(held, day, voice), *closing]
                )
            )
        )
        if held.sites:
            blocks.append(site_table(held, texts, voice))
        remarks = voice.sentences([untested(held, voice), home(held, voice)])
        if remarks:
            blocks.append(Paragraph(remarks))
    return tuple(blocks)


def key(held: RoundFigures, what: str) -> str:
    return f"testing.R{held.number}.{what}"


def staffing(held: RoundFigures, voice: Voice) -> Runs:
    """第三轮检测采取“1+2+4”模式，5个班组、10个场次，每组7人，共35人上岗。"""
    model = (
        voice.say("采取“{name}”模式", " on the “{name}” model", name=held.template) if held.template else ()
    )
    teams = voice.say(
        "{teams}个班组、{sessions}个场次",
        "{teams:team|teams} in {sessions:session|sessions}",
        teams=Count(held.teams, key(held, "teams")),
        sessions=Count(held.sessions, key(held, "sessions")),
    )
    size: Runs = ()
    if held.teams and held.team_size * held.teams == held.on_duty:
        size = voice.say(
            "每组{n}人", "{n:person|people} each", n=Count(held.team_size, key(held, "team_size"))
        )
    on_duty = voice.say("共{n}人上岗", "{n} on duty in all", n=Count(held.on_duty, key(held, "on_duty")))
    return voice.say(
        "第{nth}轮检测{model}，{crew}",
        "The {nth} round was held{model}: {crew}",
        nth=wording.ordinal(voice, held.number),
        model=model,
        crew=voice.clauses([teams if held.teams else (), size, on_duty if held.on_duty else ()])
        or voice.say("未登记班组。", "no team is on record."),
    )


def result(held: RoundFigures, voice: Voice) -> Runs:
    """应检5186人，实检5096人，覆盖率98.26%；其中定点混采5068人、522管，上门单采28人、28管。"""
    figures: dict[str, Value] = {
        "eligible": Count(held.eligible, key(held, "eligible")),
        "tested": Count(held.tested, key(held, "tested")),
        "rate": voice.rate(held.tested, held.eligible, key(held, "coverage")),
        "pooled": Count(held.pooled, key(held, "pooled")),
        "tubes": Count(held.tubes, key(held, "tubes")),
        "home": Count(held.home, key(held, "home")),
    }
    at_site_zh, at_site_en = ("定点混采", "pooled") if held.pool_size > 1 else ("定点单采", "sampled singly")
    at_home_zh = "上门单采{home}人、{home}管" if held.home else "无上门采样"
    at_home_en = "{home} sampled singly at home in {home:tube|tubes}" if held.home else "none sampled at home"
    return voice.say(
        "应检{eligible}人，实检{tested}人，覆盖率{rate}；其中" + at_site_zh + "{pooled}人、{tubes}管，" + at_home_zh + "。",
        "Of {eligible} eligible {tested} were tested, a coverage of {rate}: {pooled} " + at_site_en
        + " at the sites in {tubes:tube|tubes}, " + at_home_en + ".",
        **figures,
    )  # fmt: skip


def queue(held: RoundFigures, day: DayFigures, voice: Voice) -> Runs:
    """The claim stands only while the longest wait is within the target."""
    if held.longest_wait is None:
        return voice.say("未记录排队时长。", "No queue was observed.")
    values: dict[str, Value] = {
        "wait": Count(held.longest_wait, key(held, "longest_wait")),
        "target": Fig(str(day.queue_target), "settings.queue_target"),
    }
    if held.longest_wait <= day.queue_target:
        return voice.say(
            "排队最长{wait}分钟，未超过{target}分钟。",
            "The longest queue was {wait:minute|minutes}, not above {target}.",
            **values,
        )
    over = Count(day.testing.waits_over_target, "testing.waits_over_target")
    times = voice.say("（{n}次观察）", " ({n:observation|observations})", n=over) if over.value else ()
    return voice.say(
        "排队最长{wait}分钟，超过{target}分钟上限{times}。",
        "The longest queue was {wait:minute|minutes}, above the limit of {target}{times}.",
        times=times,
        **values,
    )


def makeup(row: MakeupRow, voice: Voice) -> Runs:
    """Make-up tests count for their own round and appear on their own day."""
    where = [
        voice.say(
            "定点{n}人", "{n} at a site", n=Count(row.at_site, f"testing.R{row.round_number}.makeup_site")
        ),
        voice.say(
            "上门{n}人", "{n} at home", n=Count(row.at_home, f"testing.R{row.round_number}.makeup_home")
        ),
    ]
    kept = [part for part, count in zip(where, (row.at_site, row.at_home), strict=True) if count]
    return voice.say(
        "当日为第{nth}轮补采{n}人，其中{where}。"
        if len(kept) > 1
        else "当日为第{nth}轮补采{n}人（{where}）。",
        "{n:person was|people were} made up for the {nth} round: {where}.",
        nth=wording.ordinal(voice, row.round_number),
        n=Count(row.tested, f"testing.R{row.round_number}.makeup"),
        where=voice.listing(kept),
    )


def cumulative(testing: TestingFigures, voice: Voice) -> Runs:
    total = Count(testing.person_tests_total, "testing.total")
    if not testing.rounds_so_far:
        return ()
    if testing.rounds_so_far == 1:
        return voice.say("累计{n}人次。", "Person-tests so far: {n}.", n=total)
    rounds = str(testing.rounds_so_far)
    if voice.zh:
        rounds = "两" if testing.rounds_so_far == 2 else wording.ordinal(voice, testing.rounds_so_far)
    return voice.say(
        "{rounds}轮累计{n}人次。", "Person-tests over {rounds} rounds: {n}.", rounds=rounds, n=total
    )


def untested(held: RoundFigures, voice: Voice) -> Runs:
    """未检90人：外出未归31人、…; people without a recorded reason are named as such."""
    missing = held.untested_count
    if not missing:
        return voice.say("应检人员全部检测。", "Everybody eligible was tested.") if held.eligible else ()
    parts = [untested_part(held, row, voice) for row in held.untested if row.count]
    unexplained = missing - sum(r.count for r in held.untested)
    if unexplained > 0:
        parts.append(
            voice.say(
                "原因待核实{n}人", "{n} without a reason yet", n=Count(unexplained, key(held, "unexplained"))
            )
        )
    adjusted: Runs = ()
    if held.tested_elsewhere:
        adjusted = voice.say(
            "计入已在他处检测的，覆盖率{rate}。",
            "With those tested elsewhere the coverage is {rate}.",
            rate=voice.rate(
                held.tested + held.tested_elsewhere, held.eligible, key(held, "coverage_adjusted")
            ),
        )
    listed = voice.say(
        "未检{n}人：{parts}。", "{n} not tested: {parts}.",
        n=Count(missing, key(held, "untested")), parts=voice.listing(parts),
    )  # fmt: skip
    return voice.sentences([listed, adjusted])


def untested_part(held: RoundFigures, row: UntestedRow, voice: Voice) -> Runs:
    later: Runs = ()
    if row.makeup_on:
        same_month = row.makeup_on.month == held.day.month
        when = (
            f"{row.makeup_on.day}日" if same_month and voice.zh else wording.month_day(voice, row.makeup_on)
        )
        later = voice.say("（{when}补采）", " (to be made up on {when})", when=when)
    return voice.say(
        "{reason}{n}人{later}", "{reason} {n}{later}",
        reason=wording.inside(row.label), n=Count(row.count, key(held, f"untested.{row.code}")), later=later,
    )  # fmt: skip


def home(held: RoundFigures, voice: Voice) -> Runs:
    parts = [
        voice.say(
            "{why}{n}人",
            "{why} {n}",
            why=wording.inside(r.label),
            n=Count(r.count, key(held, f"home.{r.code}")),
        )
        for r in held.home_by_reason
        if r.count
    ]
    if not held.home or not parts:
        return ()
    return voice.say(
        "上门单采{n}人：{parts}。", "{n} sampled at home: {parts}.",
        n=Count(held.home, key(held, "home")), parts=voice.listing(parts),
    )  # fmt: skip


def site_table(held: RoundFigures, texts: BriefTexts, voice: Voice) -> Table:
    tubes = f"{held.pool_size}混1管数" if held.pool_size > 1 else "管数"
    at_site_zh, at_site_en = ("定点混采", "Pooled") if held.pool_size > 1 else ("定点单采", "At site")
    tubes_en = f"Tubes ({held.pool_size}:1)" if held.pool_size > 1 else "Tubes"
    titles_zh = (voice.words(texts.words.site), "服务小区", "班组/时段", "应检", "实检", "其中上门单采", at_site_zh, tubes,
                 "覆盖率", "平均排队（分）", "最长排队（分）")  # fmt: skip
    titles_en = (voice.words(texts.words.site).capitalize(), "Compounds", "Team", "Due", "Tested", "At home",
                 at_site_en, tubes_en, "Rate", "Mean wait (min)", "Max. wait (min)")  # fmt: skip
    shares = (15, 16, 10, 7, 7, 6, 7, 7, 9, 8, 8) if voice.zh else (12, 16, 10, 7, 8, 7, 9, 8, 9, 7, 7)
    aligns = (Align.TEXT,) * 3 + (Align.NUMBER,) * 8
    columns = full_width(map(Column, titles_zh if voice.zh else titles_en, aligns, shares))
    rows = tuple(site_row(held, site, voice) for site in held.sites)
    return Table("testing", "各点检测情况" if voice.zh else "Sites", columns,
                 (*rows, site_total(held, voice)), dense=True)  # fmt: skip


def slots(site: SiteRow, voice: Voice) -> str:
    """T2 上、下午; several teams one after the other."""
    parts = []
    for team in dict.fromkeys(s.team for s in site.slots):
        when = wording.parts_of_day(voice, [s.opens_at for s in site.slots if s.team == team])
        parts.append(f"{team} {when}".strip())
    return ("；" if voice.zh else "; ").join(parts)


def site_row(held: RoundFigures, site: SiteRow, voice: Voice) -> Row:
    source = key(held, site.code)
    counts = [
        (voice.figure(Count(value, f"{source}.{what}")),)
        for what, value in (
            ("eligible", site.eligible),
            ("tested", site.tested),
            ("home", site.home),
            ("pooled", site.pooled),
            ("tubes", site.tubes),
        )
    ]
    return Row(
        (
            voice.say("{code} {name}", "{code} {name}", code=site.code, name=site.name),
            voice.say("{n}", "{n}", n=("、" if voice.zh else ", ").join(site.compounds)),
            voice.say("{s}", "{s}", s=slots(site, voice)),
            *counts,
            (voice.rate(site.tested, site.eligible, f"{source}.coverage"),),
            minutes(site.mean_wait, f"{source}.mean_wait", voice),
            minutes(site.longest_wait, f"{source}.longest_wait", voice),
        )
    )


def site_total(held: RoundFigures, voice: Voice) -> Row:
    compounds = len({c for s in held.sites for c in s.compounds})
    counts = [
        (voice.figure(Count(sum(getattr(s, what) for s in held.sites), key(held, what))),)
        for what in ("eligible", "tested", "home", "pooled", "tubes")
    ]
    tested, eligible = sum(s.tested for s in held.sites), sum(s.eligible for s in held.sites)
    return Row(
        (
            voice.say("合计", "Total"),
            voice.say("{n}个小区", "{n:compound|compounds}", n=Count(compounds, "places.compounds")),
            voice.say(
                "{teams}个班组、{sessions}个场次", "{teams:team|teams}, {sessions:session|sessions}",
                teams=Count(held.teams, key(held, "teams")), sessions=Count(held.sessions, key(held, "sessions")),
            ),
            *counts,
            (voice.rate(tested, eligible, key(held, "coverage")),),
            voice.say("—", "—"),
            minutes(held.longest_wait, key(held, "longest_wait"), voice),
        ),
        is_total=True,
    )  # fmt: skip


def minutes(value: int | None, source: str, voice: Voice) -> Runs:
    return voice.say("—", "—") if value is None else (voice.figure(Count(value, source)),)
