"""Frozen facts in, brief out. The page and the paper both call `compose`, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from teamhub.domain.briefs import wording
from teamhub.domain.briefs.brief import Block, Brief, Distribution, Ending, Item, Paragraph, Proof, Section
from teamhub.domain.briefs.care import write_care
from teamhub.domain.briefs.deeds import write_deeds
from teamhub.domain.briefs.duty import write_duty
from teamhub.domain.briefs.runs import Runs, Voice
from teamhub.domain.briefs.suggestions import Suggestion, suggest_plan, suggest_problems
from teamhub.domain.briefs.sweeps import write_sweeps
from teamhub.domain.briefs.testing import write_testing
from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.briefs.verification import shown_code
from teamhub.domain.figures import DayFigures, Label

Writer = Callable[[DayFigures, BriefTexts, Voice], tuple[Block, ...]]


def compose(figures: DayFigures, texts: BriefTexts, language: str) -> Brief:
    """`language`: zh_Hans_CN or en. Sections follow `texts.sections`; unknown keys raise KeyError."""
    voice = Voice(language)
    return Brief(
        language=language,
        masthead=voice.words(texts.masthead),
        number_line=number_line(texts, voice),
        secrecy=voice.words(texts.secrecy),
        compiled_by=voice.words(compiled_by(figures, texts)),
        date_line=wording.full_date(voice, texts.issued_on or figures.as_of.date()),
        title=voice.words(title(figures, texts)),
        as_of_line=as_of_line(figures, voice),
        addressee=f"{voice.words(texts.addressee)}：" if voice.zh else f"To: {voice.words(texts.addressee)}",
        lead=lead(figures, texts, voice),
        sections=sections(figures, texts, voice),
        ending=ending(texts, voice),
        standing=standing_line(figures, texts, voice),
        example_note=example_note(figures, voice),
        draft_note=("草稿" if voice.zh else "DRAFT") if texts.number is None else "",
        created=figures.as_of.isoformat(),
        keywords=(figures.community.slug, figures.day.isoformat()),
        proof=proof(texts, voice),
    )


def number_line(texts: BriefTexts, voice: Voice) -> str:
    """第4期; a correction names the issue it corrects."""
    if texts.number is None:
        return "（草稿，未编号）" if voice.zh else "Draft, not numbered"
    corrected = ""
    if texts.corrects is not None:
        corrected = f"（更正第{texts.corrects}期）" if voice.zh else f" (corrects No. {texts.corrects})"
    return (f"第{texts.number}期" if voice.zh else f"No. {texts.number}") + corrected


def compiled_by(figures: DayFigures, texts: BriefTexts) -> Label:
    community = figures.community
    if texts.compiled_by.zh:
        return texts.compiled_by
    return Label(
        f"{community.subdistrict.zh}{community.name.zh}下沉工作队",
        f"Deployed work team, {community.name.of('en')}, {community.subdistrict.of('en')}".rstrip(", "),
    )


def title(figures: DayFigures, texts: BriefTexts) -> Label:
    if texts.title.zh:
        return texts.title
    community = figures.community
    return Label(
        f"{community.name.zh}{community.campaign.zh}下沉工作日报",
        f"{community.name.of('en')}: {community.campaign.of('en')}, daily brief",
    )


def as_of_line(figures: DayFigures, voice: Voice) -> str:
    when = wording.month_day(voice, figures.as_of.date())
    clock = wording.clock_time(voice, figures.as_of)
    return f"（截至{when}{clock}）" if voice.zh else f"(as of {clock} on {when})"


def standing_line(figures: DayFigures, texts: BriefTexts, voice: Voice) -> str:
    """What a single sheet needs to stand alone: community, issue, day, as-of time, journal mark."""
    name = voice.words(figures.community.name)
    issue = number_line(texts, voice).strip("（）")
    day = wording.full_date(voice, figures.day)
    clock = wording.clock_time(voice, figures.as_of)
    mark = texts.journal_head[:12]
    if voice.zh:
        return f"{name} {voice.words(texts.masthead)}{issue} {day} 截至{clock}" + (
            f" 日志码{mark}" if mark else ""
        )
    return f"{name}, {issue}, {day}, as of {clock}" + (f", journal {mark}" if mark else "")


def proof(texts: BriefTexts, voice: Voice) -> Proof | None:
    """None without an address: a draft, or a brief that was issued elsewhere."""
    if not texts.verify_at:
        return None
    rest = texts.verify_at.partition("://")[2]
    host, _, path = rest.partition("/")
    typed = f"{host}/{path.rpartition('/')[0]}"
    return Proof(
        code_label="验证码" if voice.zh else "Code",
        code=shown_code(texts.code),
        # In capitals a QR code needs a third less room; a server's name and our own path do not mind.
        link=texts.verify_at.upper() if path == f"v/{texts.code}" else texts.verify_at,
        invitation=f"扫码，或打开 {typed} 输入验证码，可查真伪、页数和更正情况。"
        if voice.zh
        else f"Scan, or enter the code at {typed}: is this paper genuine and complete, was it corrected?",
    )


def example_note(figures: DayFigures, voice: Voice) -> str:
    if not figures.community.is_example:
        return ""
    return "示例数据，并非真实情况" if voice.zh else "Example data, not a real situation"


def lead(figures: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    if texts.corrects is not None:
        note = texts.correction_note.strip()
        paragraphs.append(
            Paragraph(
                voice.say(
                    "本期更正第{n}期" + ("：{note}" if note else "。"),
                    "This issue corrects No. {n}" + (": {note}" if note else "."),
                    n=str(texts.corrects), note=note,
                )
            )
        )  # fmt: skip
    if texts.opening.strip():
        return (*paragraphs, *(Paragraph(voice.say("{t}", "{t}", t=line)) for line in lines(texts.opening)))
    return (*paragraphs, Paragraph(opening(figures, texts, voice)))


def opening(figures: DayFigures, texts: BriefTexts, voice: Voice) -> Runs:
    """4月4日，工作队在…领导下，组织第三轮核酸检测和第二次扫楼，继续做好卡口值守和居民服务。现将情况报告如下。"""
    held = [
        voice.say(
            "第{nth}轮{what}",
            "the {nth} round of {what}",
            nth=wording.ordinal(voice, r.number),
            what=texts.words.measure,
        )
        for r in figures.testing.rounds
    ] + [
        voice.say("第{nth}次扫楼", "the {nth} sweep", nth=wording.ordinal(voice, s.number))
        for s in figures.sweeps
    ]
    actions = (
        voice.listing(held) if not voice.zh or len(held) != 2 else (*held[0], *voice.say("和", ""), *held[1])
    )
    organised = voice.say("组织{actions}", "carried out {actions}", actions=actions) if held else ()
    kept = voice.say(
        "做好{gate}值守和居民服务", "kept the {gate}s and served residents", gate=texts.words.gate
    )
    if not figures.is_first_day:
        kept = voice.say("继续{kept}", "{kept} as before", kept=kept)
    leadership = voice.words(texts.words.leadership)
    return voice.say(
        "{day}，工作队" + ("{leadership}，" if leadership else "") + "{did}现将情况报告如下。",
        "On {day} the team" + (", {leadership}," if leadership else "") + " {did} The situation is as follows.",
        day=wording.month_day(voice, figures.day),
        leadership=leadership,
        did=voice.clauses([organised, kept]) if voice.zh or not held else
        (*organised, *voice.say("", " and "), *kept, *voice.say("", ".")),
    )  # fmt: skip


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def sections(figures: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Section, ...]:
    out = []
    for place, spec in enumerate(texts.sections, 1):
        blocks = WRITERS[spec.key](figures, texts, voice)
        out.append(Section(spec.key, wording.marker(voice, place), voice.words(spec.title), blocks))
    return tuple(out)


def write_problems(figures: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Block, ...]:
    none = voice.say("当日未发现突出问题。", "No open problem stood out today.")
    return _items(texts.problems, suggest_problems(figures, texts, voice), none, voice)


def write_plan(figures: DayFigures, texts: BriefTexts, voice: Voice) -> tuple[Block, ...]:
    none = voice.say("按既定安排继续开展工作。", "Work goes on as arranged.")
    return _items(texts.plan, suggest_plan(figures, texts, voice), none, voice)


def _items(
    typed: tuple[str, ...] | None, suggested: Iterable[Suggestion], none: Runs, voice: Voice
) -> tuple[Block, ...]:
    """What was typed; while nobody has touched it, the standing suggestions. A single item goes unnumbered."""
    if typed is None:
        runs = [s.runs for s in suggested if s.standing]
    else:
        runs = [voice.say("{t}", "{t}", t=t.strip()) for t in typed if t.strip()]
    if not runs:
        return (Paragraph(none),)
    if len(runs) == 1:
        return (Paragraph(runs[0]),)
    return tuple(Item(wording.item_marker(voice, place), r) for place, r in enumerate(runs, 1))


def ending(texts: BriefTexts, voice: Voice) -> Ending:
    labels = (("报：", "To superiors: "), ("送：", "To peers: "), ("发：", "To: "))
    receivers = (texts.to_superiors, texts.to_peers, texts.to_subordinates)
    return Ending(
        reviewed_label="审核：" if voice.zh else "Reviewed: ",
        reviewed_by=texts.reviewed_by,
        approved_label="签发：" if voice.zh else "Signed off: ",
        approved_by=texts.approved_by,
        distribution=tuple(
            Distribution(
                zh if voice.zh else en, ("、" if voice.zh else ", ").join(voice.words(n) for n in to)
            )
            for (zh, en), to in zip(labels, receivers, strict=True)
            if to
        ),
        copies=f"共印{texts.copies}份" if voice.zh else f"{texts.copies} copies",
    )


WRITERS: dict[str, Writer] = {
    "duty": write_duty,
    "testing": write_testing,
    "sweeps": write_sweeps,
    "deeds": write_deeds,
    "care": write_care,
    "problems": write_problems,
    "plan": write_plan,
}
