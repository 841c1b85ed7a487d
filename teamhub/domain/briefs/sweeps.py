"""Section: door-to-door sweeps and letters."""

from __future__ import annotations

from teamhub.domain.briefs import wording
from teamhub.domain.briefs.brief import Align, Block, Column, Paragraph, Row, Table, full_width
from teamhub.domain.briefs.runs import Count, Runs, Voice
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures, SweepFigures, SweepRow


def write_sweeps(day: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Block, ...]:
    if not day.sweeps:
        none = voice.say("当日未开展扫楼。", "No sweep was held.")
        signed = Count(day.totals.letters, "sweeps.letters")
        letters = voice.say(
            "{letter}累计签订{n}份。", "{letter} signed so far: {n}.", letter=texts.words.letter, n=signed
        )
        return (Paragraph(voice.sentences([none, letters if signed.value else ()])),)
    blocks: list[Block] = []
    for sweep in day.sweeps:
        sentences = [
            visits(sweep, voice),
            found(sweep, voice),
            shops(sweep, voice),
            letters_of(sweep, texts, voice),
        ]
        blocks.append(Paragraph(voice.sentences(sentences)))
        if sweep.rows:
            blocks.append(compound_table(sweep, voice))
    return tuple(blocks)


def key(sweep: SweepFigures, what: str) -> str:
    return f"sweeps.S{sweep.number}.{what}"


def visits(sweep: SweepFigures, voice: Voice) -> Runs:
    """17支扫楼队、57人开展第二次扫楼，应访2219户，首访核实2175户，复访44户，全部清零。"""
    opening = voice.say(
        "{teams}支扫楼队、{people}人开展第{nth}次扫楼",
        "{teams:team|teams} with {people:person|people} carried out the {nth} sweep",
        teams=Count(sweep.teams, key(sweep, "teams")),
        people=Count(sweep.people, key(sweep, "people")),
        nth=wording.ordinal(voice, sweep.number),
    )
    due = voice.say(
        "应访{n}户", "{n:household was|households were} due", n=Count(sweep.due, key(sweep, "due"))
    )
    first = voice.say(
        "首访核实{n}户",
        "{n} settled at the first visit",
        n=Count(sweep.first_settled, key(sweep, "first_settled")),
    )
    second = voice.say("复访{n}户", "{n} after a revisit", n=Count(sweep.revisited, key(sweep, "revisited")))
    return voice.clauses([opening, due, first, second if sweep.revisited else (), clearance(sweep, voice)])


def clearance(sweep: SweepFigures, voice: Voice) -> Runs:
    """Cleared only if every compound is; else the number of doors that remain."""
    if sweep.cleared:
        return voice.say("全部清零", "all cleared")
    compounds = voice.say(
        "{total}个小区中{done}个清零",
        "{done} of {total:compound|compounds} cleared",
        total=Count(len(sweep.rows), key(sweep, "compounds")),
        done=Count(sweep.cleared_compounds, key(sweep, "cleared")),
    )
    rest = voice.say(
        "尚有{n}户未清零",
        "{n:household|households} still open",
        n=Count(sweep.remaining, key(sweep, "remaining")),
    )
    return voice.say("{a}，{b}", "{a}, {b}", a=compounds, b=rest) if sweep.remaining else compounds


def found(sweep: SweepFigures, voice: Voice) -> Runs:
    n = Count(sweep.untested_found, key(sweep, "untested_found"))
    done = Count(sweep.made_up, key(sweep, "made_up"))
    if not n.value:
        return voice.say("未查出未检人员。", "Nobody untested was found.")
    if done.value >= n.value:
        return voice.say(
            "查出未检{n}人，均已补采。",
            "{n:untested person was|untested people were} found and {all} tested since.",
            n=n,
            all="has been" if n.value == 1 else "have all been",
        )
    return voice.say(
        "查出未检{n}人，已补采{done}人，尚有{rest}人待补采。",
        "{n:untested person was|untested people were} found; {done} tested since, {rest} still to be.",
        n=n,
        done=done,
        rest=Count(n.value - done.value, key(sweep, "open_untested")),
    )


def shops(sweep: SweepFigures, voice: Voice) -> Runs:
    if not sweep.shops_due:
        return ()
    return voice.say(
        "商铺应核{due}家，已核{done}家。",
        "Shops: {done} of {due} settled.",
        due=Count(sweep.shops_due, key(sweep, "shops_due")),
        done=Count(sweep.shops_settled, key(sweep, "shops_settled")),
    )


def letters_of(sweep: SweepFigures, texts: BriefTexts, voice: Voice) -> Runs:
    signed = Count(sweep.letters, "sweeps.letters")
    if not sweep.letters_due:
        return ()
    if sweep.letters >= sweep.letters_due:
        return voice.say(
            "{letter}累计签订{n}份，应签户全部签订。",
            "{letter} signed so far: {n}, one from every household due.",
            letter=sentence_start(texts, voice),
            n=signed,
        )
    return voice.say(
        "{letter}累计签订{n}份，尚有{rest}户未签。",
        "{letter} signed so far: {n}; {rest:household has|households have} not signed.",
        letter=sentence_start(texts, voice),
        n=signed,
        rest=Count(sweep.letters_due - sweep.letters, "sweeps.letters_missing"),
    )


def sentence_start(texts: BriefTexts, voice: Voice) -> str:
    words = voice.words(texts.words.letter)
    return words[:1].upper() + words[1:]


def compound_table(sweep: SweepFigures, voice: Voice) -> Table:
    has_other = sweep.first_other > 0
    titles = (
        ("小区", "扫楼队（人）", "应访户", "首访面见", "首访电话核实", "首访无人应答", "复访后清零", "查出未检人员", "已补采", "状态")
        if voice.zh
        else ("Compound", "Team", "Due", "Met", "By phone", "No answer", "On revisit", "Missed", "Made up", "State")
    )  # fmt: skip
    shares = (18, 8, 8, 8, 10, 10, 8, 10, 8, 12) if voice.zh else (18, 8, 8, 8, 9, 10, 9, 10, 8, 12)
    aligns = (Align.TEXT, *(Align.NUMBER,) * 8, Align.CENTRE)
    columns = list(map(Column, titles, aligns, shares))
    if has_other:
        columns.insert(6, Column("首访其他结果" if voice.zh else "Other outcome", Align.NUMBER, 10))
    rows = [row(sweep, r, voice, has_other) for r in sweep.rows]
    return Table(
        f"sweep{sweep.number}",
        "各小区扫楼情况" if voice.zh else "Compounds",
        full_width(columns),
        (*rows, total(sweep, voice, has_other)),
        dense=True,
    )


MEASURES = ("people", "due", "first_met", "first_phone", "first_no_answer", "first_other", "revisited",
            "untested_found", "made_up")  # fmt: skip


def row(sweep: SweepFigures, compound: SweepRow, voice: Voice, has_other: bool) -> Row:
    counts = [
        (voice.figure(Count(getattr(compound, what), key(sweep, f"{compound.code}.{what}"))),)
        for what in MEASURES
        if has_other or what != "first_other"
    ]
    rest = Count(compound.remaining, key(sweep, f"{compound.code}.remaining"))
    state = voice.say("清零", "Cleared")
    if not compound.cleared:
        state = voice.say("余{n}户", "{n} open", n=rest) if rest.value else voice.say("未清零", "Open")
    return Row((voice.say("{name}", "{name}", name=compound.name), *counts, state))


def total(sweep: SweepFigures, voice: Voice, has_other: bool) -> Row:
    counts = [
        (voice.figure(Count(sum(getattr(r, what) for r in sweep.rows), key(sweep, what))),)
        for what in MEASURES
        if has_other or what != "first_other"
    ]
    state = voice.say(
        "{done}/{all} 清零",
        "{done}/{all} cleared",
        done=Count(sweep.cleared_compounds, key(sweep, "cleared")),
        all=Count(len(sweep.rows), key(sweep, "compounds")),
    )
    return Row((voice.say("合计", "Total"), *counts, state), is_total=True)
