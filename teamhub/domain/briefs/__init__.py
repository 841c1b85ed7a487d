"""The daily brief: frozen figures and typed texts in, composed brief out, in either language."""

from teamhub.domain.briefs.brief import Brief, figures_of, text_of
from teamhub.domain.briefs.checks import Doubt, check_texts
from teamhub.domain.briefs.compose import compose
from teamhub.domain.briefs.frozen import FrozenFacts, freeze, thaw
from teamhub.domain.briefs.runs import Fig, Runs, Voice, Words, plain
from teamhub.domain.briefs.suggestions import Suggestion, suggest_plan, suggest_problems
from teamhub.domain.briefs.texts import BriefTexts, CampaignWords, SectionSpec

__all__ = [
    "Brief",
    "BriefTexts",
    "CampaignWords",
    "Doubt",
    "Fig",
    "FrozenFacts",
    "Runs",
    "SectionSpec",
    "Suggestion",
    "Voice",
    "Words",
    "check_texts",
    "compose",
    "figures_of",
    "freeze",
    "plain",
    "suggest_plan",
    "suggest_problems",
    "text_of",
    "thaw",
]
