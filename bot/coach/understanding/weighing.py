"""What is made of how likely each wish is: done, asked about, or not understood."""

from __future__ import annotations

from collections.abc import Mapping

from bot.coach.understanding.combining import ACTS, ASKING, GRAVE, Case
from bot.coach.understanding.marks import Marked
from bot.coach.understanding.meaning import Intent

# How likely what ends something, or sets something off, must be to be done unasked.
_PLAINLY_GRAVE = 0.5
_PLAINLY = 0.2
# Acts that nobody has to take back.
_HARMLESS = frozenset(
    {Intent.LIST_REMINDERS, Intent.LOG_CHECKIN, Intent.EXTEND_SESSION, Intent.PAUSE_SESSION}
)
# How likely a deletion of data must be that no cue names.
_SURELY = 0.9
_WORTH_ASKING = 0.15
_WORTH_OFFERING = 0.08


def meant(case: Case, chances: Mapping[Intent, float]) -> Intent:
    """The likeliest wish; no deletion of data that no cue names, unless it is plain."""
    ranked = _ranked(chances)
    if ranked[0] is Intent.DELETE_MY_DATA and not case.backs(ranked[0]):
        return ranked[0] if chances[ranked[0]] >= _SURELY else ranked[1]
    return ranked[0]


def doubtful(intent: Intent, chances: Mapping[Intent, float]) -> bool:
    """Whether an act stands on words too weak to do it unasked."""
    if intent in GRAVE:
        return chances[intent] < _PLAINLY_GRAVE
    return intent in ACTS - _HARMLESS and chances[intent] < _PLAINLY


def also_likely(intent: Intent, chances: Mapping[Intent, float]) -> tuple[Intent, ...]:
    """What an unclear wish is asked with: it, and what else is likely."""
    others = (one for one in _ranked(chances) if one not in {intent, Intent.UNKNOWN})
    return (intent, *(one for one in others if chances[one] >= _WORTH_ASKING))


def nearest(case: Case, chances: Mapping[Intent, float]) -> tuple[Intent, ...]:
    """What unread words come nearest to, to be offered; nothing that was denied."""
    unwanted = {one.intent for one in case.weighed if one.denied or one.barred} | {Intent.UNKNOWN}
    spoken = [one.intent for one in case.weighed]
    offered = [*spoken, *(one for one in _ranked(chances) if chances[one] >= _WORTH_OFFERING)]
    return tuple(one for one in dict.fromkeys(offered) if one not in unwanted)


def asks_back(found: Marked) -> bool:
    """Whether words want to know something, so that they answer no question."""
    return ASKING.search(found.plain) is not None


def _ranked(chances: Mapping[Intent, float]) -> list[Intent]:
    return sorted(chances, key=chances.__getitem__, reverse=True)
