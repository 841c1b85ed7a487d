"""Section: posts and attendance."""

from __future__ import annotations

from itertools import groupby

from teamhub.domain.briefs import wording
from teamhub.domain.briefs.brief import Align, Block, Column, Paragraph, Row, Table, full_width
from teamhub.domain.briefs.runs import Count, Runs, Voice
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures, DutyFigures, MusterFigures, PostRow, ShiftFigures

MANY_OPEN_GATES = 8
"""More open gates than this are summed up in one row: the table stays readable."""


def write_duty(day: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Block, ...]:
    duty = day.duty
    blocks: list[Block] = [Paragraph(muster(n, m, voice)) for n, m in enumerate(day.musters, start=1)]
    if not duty.posts and not duty.expected:
        blocks.append(Paragraph(voice.say("当日未设{gate}。", "No {gate} was kept.", gate=texts.words.gate)))
        return tuple(blocks)
    sentences = [posts(duty, texts, voice), checks(duty, voice), cadres(duty, texts, voice)]
    blocks.append(Paragraph(voice.sentences(sentences)))
    if duty.rows:
        blocks.append(post_table(day, texts, voice))
    if duty.by_member_type:
        blocks.append(Paragraph(member_types(duty, voice)))
    return tuple(blocks)


def muster(number: int, call: MusterFigures, voice: Voice) -> Runs:
    """`number`: of the day's call-outs, from 1."""
    source = f"muster.{number}"
    called, arrived = Count(call.called, f"{source}.called"), Count(call.arrived, f"{source}.arrived")
    times = {
        "ordered": wording.clock_time(voice, call.ordered_at),
        "due": wording.clock_time(voice, call.due_at),
    }
    if call.arrived == call.called == call.arrived_in_time and call.last_at:
        return voice.say(
            "{ordered}接到集结指令，要求{due}前到位；应到{called}人，{last}前全部按时到位，用时{took}。",
            "The call-out came at {ordered}, due by {due}: all {called:person|people} had arrived in time by {last},"
            " after {took}.",
            called=called,
            last=wording.clock_time(voice, call.last_at),
            took=wording.hours(voice, int((call.last_at - call.ordered_at).total_seconds()) // 60),
            **times,
        )
    return voice.say(
        "{ordered}接到集结指令，要求{due}前到位；应到{called}人，到位{arrived}人，其中按时{prompt}人。",
        "The call-out came at {ordered}, due by {due}: of {called:person|people} called {arrived} arrived,"
        " {prompt} of them in time.",
        called=called,
        arrived=arrived,
        prompt=Count(call.arrived_in_time, f"{source}.in_time"),
        **times,
    )


def posts(duty: DutyFigures, texts: BriefTexts, voice: Voice) -> Runs:
    open_gates = voice.say(
        "，其中对外开放{gate}{open}处",
        ", {open} of them open to outside",
        gate=texts.words.gate,
        open=Count(duty.open_gates, "duty.open_gates"),
    )
    return voice.say(
        "全天设{gate}{posts}处{open_gates}{pattern}，应到{expected}人次，实到{present}人次；{standing}。",
        "{posts:checkpoint was|checkpoints were} kept{open_gates}{pattern}; {expected:seat was|seats were} due and"
        " {present} taken; {standing}.",
        gate=texts.words.gate,
        posts=Count(duty.posts, "duty.posts"),
        open_gates=open_gates,
        pattern=pattern(duty.shifts, voice),
        expected=Count(duty.expected, "duty.expected"),
        present=Count(duty.present, "duty.present"),
        standing=standing(duty, voice),
    )


def pattern(shifts: tuple[ShiftFigures, ...], voice: Voice) -> Runs:
    """按白、夜两班各12小时值守; shifts of other lengths are each named with theirs."""
    if not shifts:
        return ()
    lengths = {s.minutes for s in shifts}
    if len(shifts) > 1 and len(lengths) == 1:
        length = wording.hours(voice, shifts[0].minutes)
        short = "、".join(s.label.zh.removesuffix("班") for s in shifts)
        count = "两" if len(shifts) == 2 else wording.ordinal(voice, len(shifts))
        english = wording.names(voice, [s.label.of("en").lower() for s in shifts])
        return voice.say(
            "，按{short}{count}班各{length}值守",
            ", in {english} of {length} each",
            short=short, count=count, length=length, english=english,
        )  # fmt: skip
    each_zh = "、".join(f"{s.label.zh}{wording.hours(voice, s.minutes)}" for s in shifts)
    each_en = wording.names(
        voice, [f"{s.label.of('en').lower()} ({wording.hours(voice, s.minutes)})" for s in shifts]
    )
    return voice.say("，按{each}值守", ", in {each}", each=each_zh if voice.zh else each_en)


def standing(duty: DutyFigures, voice: Voice) -> Runs:
    """迟到1人次，替班1人次，均已登记."""
    kinds = (
        (duty.late, "迟到{n}人次", "{n} late", "duty.late"),
        (duty.absent, "缺勤{n}人次", "{n} absent", "duty.absent"),
        (duty.left_early, "早退{n}人次", "{n} left early", "duty.left_early"),
        (duty.substitutions, "替班{n}人次", "{n:substitution|substitutions}", "duty.substitutions"),
    )
    said = [voice.say(zh, en, n=Count(count, source)) for count, zh, en, source in kinds if count]
    if not said:
        return voice.say("无迟到、缺勤", "nobody was late or absent")
    registered = voice.say("均已登记", "all on record")
    return voice.clauses([*said, registered])[:-1]


def checks(duty: DutyFigures, voice: Voice) -> Runs:
    if not duty.spot_checks:
        return voice.say("当日未查岗。", "No spot check was made.")
    found = voice.say("未发现空岗", "no post was found empty")
    if duty.empty_posts_found:
        found = voice.say(
            "发现空岗{n}处",
            "{n:post was|posts were} found empty",
            n=Count(duty.empty_posts_found, "duty.empty_posts"),
        )
    return voice.say(
        "查岗{checks}次，{found}。",
        "{checks:spot check was|spot checks were} made: {found}.",
        checks=Count(duty.spot_checks, "duty.spot_checks"),
        found=found,
    )


def cadres(duty: DutyFigures, texts: BriefTexts, voice: Voice) -> Runs:
    crew = duty.cadres
    if not crew.expected:
        return ()
    due, present = Count(crew.expected, "duty.cadres"), Count(crew.present, "duty.cadres_present")
    if crew.present == crew.expected:
        head = voice.say(
            "下沉干部{due}人全部到岗", "all {due:deployed cadre|deployed cadres} were on duty", due=due
        )
    elif crew.resting and crew.present + crew.resting == crew.expected:
        head = voice.say(
            "下沉干部{due}人，轮休{off}人，其余{present}人全部到岗",
            "of {due:deployed cadre|deployed cadres} {off} had their day of rest and the other {present:was|were} on duty",
            due=due, present=present, off=Count(crew.resting, "duty.cadres_resting"),
        )  # fmt: skip
    else:
        head = voice.say(
            "下沉干部应到{due}人、实到{present}人", "of {due:deployed cadre|deployed cadres} {present:was|were} on duty",
            due=due, present=present,
        )  # fmt: skip
    places = [
        (crew.at_posts, texts.words.gate, "duty.cadres_at_posts"),
        (crew.at_sampling, texts.words.site, "duty.cadres_at_sampling"),
    ]
    served = [
        voice.say("{place}{n}人", "{n} at {place}s", place=place, n=Count(n, key))
        for n, place, key in places
        if n
    ]
    split = voice.say("其中{served}", "{served}", served=voice.listing(served)) if len(served) == 2 else ()
    sent = [
        voice.say("{name}{n}人", "{name} {n}", name=o.name, n=Count(o.present, f"duty.organizations.{n}"))
        for n, o in enumerate(duty.organizations)
        if o.expected
    ]
    origin = voice.say("（{sent}）", " ({sent})", sent=voice.listing(sent)) if sent else ()
    sentence = voice.clauses([(*head, *origin), split])
    return sentence if voice.zh else capitalised(sentence)


def capitalised(runs: Runs) -> Runs:
    first = runs[0]
    return (type(first)(**{**first.__dict__, "text": first.text[:1].upper() + first.text[1:]}), *runs[1:])


def member_types(duty: DutyFigures, voice: Voice) -> Runs:
    parts = [
        voice.say(
            "{who}{n}人次", "{who} {n}", who=wording.inside(s.label), n=Count(s.count, f"duty.type.{s.code}")
        )
        for s in duty.by_member_type
    ]
    total = Count(sum(s.count for s in duty.by_member_type), "duty.present")
    return voice.say("人员构成：{parts}，合计{n}人次。", "Who served: {parts}; {n} in all.",
                     parts=voice.listing(parts), n=total)  # fmt: skip


def post_table(day: DayFigures, texts: BriefTexts, voice: Voice) -> Table:
    duty = day.duty
    place, kind, shift, vehicles, pieces, odd = (20, 13, 11, 12, 16, 17)
    if not voice.zh:
        few = len(duty.shifts) < 3
        place, kind, shift, vehicles, pieces, odd = (
            (22, 20, 9, 12, 10, 18) if few else (20, 15, 9, 12, 10, 16)
        )
    shifts = [
        Column(
            voice.words(s.label) + ("（人）" if voice.zh else ""),
            Align.NUMBER,
            shift,
        )
        for s in duty.shifts
    ]
    columns = (
        Column(voice.words(texts.words.gate).capitalize(), Align.TEXT, place),
        Column("类型" if voice.zh else "Type", Align.TEXT, kind),
        *shifts,
        Column("通行车辆" if voice.zh else "Vehicles", Align.NUMBER, vehicles),
        Column("收转物资（件）" if voice.zh else "Pieces", Align.NUMBER, pieces),
        Column("异常" if voice.zh else "Exceptions", Align.TEXT, odd),
    )
    rows = tuple(
        post_row(group, title, kind, key, duty.shifts, voice)
        for group, title, kind, key in grouped(duty, voice)
    )
    return Table(
        "duty",
        "各岗位值守情况" if voice.zh else "Posts",
        full_width(columns),
        (*rows, total_row(day, voice)),
        dense=len(duty.shifts) > 3,
    )


def grouped(duty: DutyFigures, voice: Voice) -> list[tuple[tuple[PostRow, ...], Runs, str, str]]:
    """Open gates one by one (unless there are many), the others one row a kind."""
    open_rows = [r for r in duty.rows if r.is_open]
    closed = sorted((r for r in duty.rows if not r.is_open), key=lambda r: r.kind)
    to_outside, inside = ("对外开放", "内部管控") if voice.zh else ("Open to outside", "Internal")
    groups: list[tuple[tuple[PostRow, ...], str, str]] = []
    if len(open_rows) > MANY_OPEN_GATES:
        groups.append((tuple(open_rows), to_outside, open_rows[0].kind))
    else:
        groups += [((r,), to_outside, r.code) for r in open_rows]
    groups += [(tuple(rows), inside, kind) for kind, rows in groupby(closed, key=lambda r: r.kind)]
    return [(rows, heading(rows, voice), kind, key) for rows, kind, key in groups]


def heading(rows: tuple[PostRow, ...], voice: Voice) -> Runs:
    if len(rows) == 1:
        return voice.say("{name}", "{name}", name=rows[0].name)
    count = Count(len(rows), f"duty.kind.{rows[0].kind}.posts")
    return voice.say("{kind}{n}处", "{kind}: {n}", kind=rows[0].kind_label, n=count)


def post_row(
    rows: tuple[PostRow, ...],
    title: Runs,
    kind: str,
    key: str,
    shifts: tuple[ShiftFigures, ...],
    voice: Voice,
) -> Row:
    source = f"duty.post.{key}" if len(rows) == 1 else f"duty.kind.{key}"
    staff = [
        number(
            sum(r.staff[i].present for r in rows if i < len(r.staff)), f"{source}.shift.{shift.kind}", voice
        )
        for i, shift in enumerate(shifts)
    ]
    return Row(
        (
            title,
            voice.say(kind, kind),
            *staff,
            added([r.vehicles for r in rows], f"{source}.vehicles", voice),
            added([r.pieces for r in rows], f"{source}.pieces", voice),
            exceptions(rows, source, voice),
        )
    )


def exceptions(rows: tuple[PostRow, ...], source: str, voice: Voice) -> Runs:
    kinds = (
        (sum(r.pending for r in rows), "待送{n}件", "{n} waiting", "pending"),
        (sum(r.late for r in rows), "迟到{n}人次", "{n} late", "late"),
        (sum(r.absent for r in rows), "缺勤{n}人次", "{n} absent", "absent"),
        (sum(r.found_empty for r in rows), "空岗{n}次", "found empty {n:time|times}", "empty"),
    )
    said = [voice.say(zh, en, n=Count(count, f"{source}.{what}")) for count, zh, en, what in kinds if count]
    return voice.listing(said) if said else voice.say("无", "None")


def total_row(day: DayFigures, voice: Voice) -> Row:
    duty = day.duty
    staff = [number(s.present, f"duty.shift.{s.kind}", voice) for s in duty.shifts]
    delivered = voice.say(
        "已送达{n}件", "{n} delivered", n=Count(day.supplies.delivered, "supplies.delivered")
    )
    return Row(
        (
            voice.say("合计", "Total"),
            voice.say("{n}处", "{n:post|posts}", n=Count(duty.posts, "duty.posts")),
            *staff,
            added([r.vehicles for r in duty.rows], "duty.vehicles", voice),
            added([r.pieces for r in duty.rows], "supplies.received", voice),
            delivered if day.supplies.received else voice.say("—", "—"),
        ),
        is_total=True,
    )


def added(values: list[int | None], source: str, voice: Voice) -> Runs:
    """The sum of what was observed; a dash where nothing was."""
    seen = [v for v in values if v is not None]
    return number(sum(seen), source, voice) if seen else voice.say("—", "—")


def number(value: int, source: str, voice: Voice) -> Runs:
    return (voice.figure(Count(value, source)),)
