"""What stands beside a draft: what its figures propose, what is doubtful, what moved since somebody last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.domain.briefs import Doubt, Voice, check_texts, compose, plain, suggest_plan, suggest_problems
from teamhub.domain.briefs.deeds import typical_case
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.briefs.moves import Move, moves
from teamhub.forms.briefs import Proposal, TextsForm
from teamhub.queries import briefs, briefs_texts
from teamhub.queries.briefs_rows import BriefRow
from teamhub.web.language import language

DOUBTS: dict[str, LazyString] = {
    "figure_differs": lazy_gettext("“%(found)s” differs from the records, which say %(expected)s"),
    "claim_not_carried": lazy_gettext("“%(found)s” is not carried by today's records"),
    "personal_data": lazy_gettext("“%(found)s” looks like personal data"),
}
FIELDS: dict[str, LazyString] = {
    "opening": lazy_gettext("Opening sentence"),
    "problems": lazy_gettext("Open problems"),
    "plan": lazy_gettext("Plan for tomorrow"),
    "typical_case": lazy_gettext("Typical case"),
}


def proposal_of(facts: FrozenFacts) -> Proposal:
    """In the language of the brief that is written, which is the first of the two: Chinese."""
    voice = Voice("zh_Hans_CN")
    untouched = briefs_texts.without_typed(facts.texts)
    problems = suggest_problems(facts.figures, untouched, voice)
    plan = suggest_plan(facts.figures, untouched, voice)
    own = briefs_texts.draft_texts(g.community.id, facts.figures.day, None)
    phrases = briefs_texts.phrases(g.community.id)
    case = typical_case(facts.figures.deeds, untouched)
    return Proposal(
        problems=tuple(plain(s.runs) for s in problems if s.standing),
        plan=tuple(plain(s.runs) for s in plan if s.standing),
        case=case,
        to_superiors=tuple(r.zh for r in own.to_superiors),
        to_peers=tuple(r.zh for r in own.to_peers),
        to_subordinates=tuple(r.zh for r in own.to_subordinates),
        copies=own.copies,
        cases=tuple(c.story for c in facts.figures.deeds.cases if c.story.strip() not in ("", case)),
        offered_problems=(*(plain(s.runs) for s in problems if not s.standing), *phrases["problems"]),
        offered_plan=(*(plain(s.runs) for s in plan if not s.standing), *phrases["plan"]),
    )


def filled(facts: FrozenFacts, row: BriefRow | None, proposal: Proposal) -> TextsForm:
    """The form as the draft stands, untouched fields with what is computed."""
    texts = facts.texts
    return TextsForm(
        formdata=None,
        version=row.version if row else 0,
        opening=texts.opening,
        problems="\n".join(proposal.problems if texts.problems is None else texts.problems),
        plan="\n".join(proposal.plan if texts.plan is None else texts.plan),
        typical_case=proposal.case if texts.typical_case is None else texts.typical_case,
        to_superiors="\n".join(r.zh for r in texts.to_superiors),
        to_peers="\n".join(r.zh for r in texts.to_peers),
        to_subordinates="\n".join(r.zh for r in texts.to_subordinates),
        copies=texts.copies,
    )


@dataclass(frozen=True)
class Difference:
    """A field that two people wrote differently."""

    label: str
    theirs: str
    mine: str


def differences(theirs: TextsForm, mine: TextsForm) -> list[Difference]:
    """Fields of two forms that do not say the same, in the order of the form."""
    pairs = (
        (str(f.label.text), _said(f.data), _said(mine[f.name].data)) for f in theirs if f.name not in OWN
    )
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


OWN = ("csrf_token", "version")


def _said(value: object) -> str:
    return "\n".join(line.strip() for line in str(value or "").splitlines() if line.strip())


@dataclass(frozen=True)
class Drift:
    """Figures that moved since `since`, when `who` saved the draft or reviewed it."""

    since: datetime
    who: str
    reviewed: bool
    moves: tuple[Move, ...]


def drift_of(facts: FrozenFacts, row: BriefRow | None) -> Drift | None:
    """What entered the records since somebody last looked at this draft; None where nobody has."""
    if row is None or row.issued or row.updated_at is None:
        return None
    seen = briefs.seen_of(row.id)
    if seen is None:
        return None
    then, now = (compose(figures, facts.texts, language()) for figures in (seen, facts.figures))
    return Drift(row.updated_at, row.saved_by, row.state == "reviewed", moves(then, now))


def doubts_of(facts: FrozenFacts) -> list[tuple[str, str]]:
    """(field, sentence) of everything typed that the records do not carry."""
    return [_doubt(d) for d in check_texts(facts.figures, facts.texts)]


def _doubt(d: Doubt) -> tuple[str, str]:
    return str(FIELDS[d.where]), str(DOUBTS[d.code]) % {"found": d.found, "expected": d.expected}
