"""When a resemblance is followed, and when the cues have the word.

A cue is narrow and seldom wrong, a resemblance wide and often so. The likelier a reading and the
weaker the cues, the sooner it is followed; and never into an act that somebody might not want.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.coach.understanding.lexicon import Grade
from bot.coach.understanding.marks import Marked
from bot.coach.understanding.meaning import Intent

# What deletes, cancels or ends something, and is asked about where the words are weak.
GRAVE = frozenset(
    {Intent.DELETE_MY_DATA, Intent.CANCEL_REMINDER, Intent.STOP_SESSION, Intent.PAUSE_REMINDERS}
)
# What sets something off, and so wants more than a resemblance where words deny or mean another.
_ACTS = GRAVE | {
    Intent.SET_REMINDER,
    Intent.START_SESSION,
    Intent.EXPORT_MY_DATA,
    Intent.SKIP_TONIGHT,
    Intent.SET_CONDITIONS,
}
# What the words of another matter set off by a cue of its own.
_SET_OFF = _ACTS | {
    Intent.EXTEND_SESSION,
    Intent.PAUSE_SESSION,
    Intent.SET_TIMEZONE,
    Intent.SET_LANGUAGE,
    Intent.LOG_CHECKIN,
    Intent.LIST_REMINDERS,
}
# What a mere question never does.
_DONE = (GRAVE - {Intent.DELETE_MY_DATA}) | {
    Intent.SET_REMINDER,
    Intent.START_SESSION,
    Intent.PAUSE_SESSION,
    Intent.EXTEND_SESSION,
    Intent.SNOOZE_REMINDER,
    Intent.CHANGE_REMINDER,
}
_ENOUGH_TO_ANSWER = 0.25
_OTHERS = re.compile(r"^(?:he|she|they|(?:my|the|our|your|his|her) (?!reminder|session)\S+)(?!\S)")
# How a question begins that wants to know rather than to have something done.
_ASKING = re.compile(
    r"^(?:(?:what|when|which|why|who|whose|where|how|is|are|am|was|were|does|has|have you|do you"
    r"|do i|should i|if)(?!\S)(?! about(?!\S))|did (?!(?:it|my|the|a|some|<len>)(?!\S)))"
)
_DENIAL = re.compile(r"(?<!\S)(?:not|never|no|without|stop|quit|nothing|none)(?!\S)")
# How likely a reading must be against the best cue there is; above 1 it never is.
_ENOUGH = {
    Grade.SURE: 0.75,
    Grade.TOGETHER: 0.4,
    Grade.LIKELY: 0.4,
    Grade.HINT: 0.3,
    Grade.NONE: 0.3,
}
_ENOUGH_AGAINST_SAFETY = 0.9
_ENOUGH_AGAINST_ANOTHER_MATTER = 0.7
_ENOUGH_FOR_ANOTHER_MATTER = 0.4
_ENOUGH_FOR_ANOTHER_MATTER_SURELY = 0.85
_ENOUGH_AMONG_EQUALS = 0.6
# A reading of the cues that nobody's words resemble is seldom right.
_UNLIKELY = 0.015
_BODILY = frozenset({"body", "hurt", "ill"})
_PLAIN = 0.6
_PLAIN_BY_ITSELF = 0.85
_NEVER = 2.0
_WORTH_OFFERING = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How well the cues speak for one intent.

    `denied`: the words turn it round. `barred`: the words are of something else.
    """

    intent: Intent
    grade: Grade
    denied: bool = False
    barred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What there is to judge by.

    `likely`: the likelihood of each intent. `top`: what the cues speak for equally, as `best`.
    `weighed`: every cue there is. `topics`: what the words are about.
    """

    likely: Mapping[Intent, float]
    top: Sequence[Intent]
    best: Grade
    weighed: Sequence[Weighed]
    topics: frozenset[str]
    found: Marked

    def backs(self, intent: Intent) -> bool:
        """Whether any cue speaks for an intent and the words do not deny it."""
        return any(one.intent is intent and one.grade is not Grade.NONE for one in self.weighed)


def followed(case: Case) -> Intent | None:
    """The intent to follow for its likelihood against that of the cues, or None.

    None also where the resemblance agrees with the cues.
    """
    liked = max(case.likely, key=case.likely.__getitem__)
    backed = case.backs(liked)
    if liked in case.top[:1] or (liked is Intent.DELETE_MY_DATA and not backed):
        return None
    if any(one.intent is liked and (one.denied or one.barred) for one in case.weighed):
        return None
    plain = case.found.plain
    turned = any(words.search(plain) for words in (_DENIAL, _OTHERS, _ASKING))
    if liked in _ACTS and not backed and turned:
        return None
    if liked in _DONE and _ASKING.search(plain):
        return None
    return liked if case.likely[liked] >= _enough(case, liked) else None


def answered(case: Case) -> Intent | None:
    """What to answer where words only ask about what they were read to have done; else None."""
    if case.top[0] not in _DONE or not _ASKING.search(case.found.plain):
        return None
    barred = {one.intent for one in case.weighed if one.barred}
    others = {one: share for one, share in case.likely.items() if one not in _DONE | barred}
    liked = max(others, key=others.__getitem__)
    return liked if others[liked] >= _ENOUGH_TO_ANSWER else Intent.UNKNOWN


def doubtful(case: Case) -> bool:
    """Whether an act that ends something stands on words too weak to do it unasked."""
    intent = case.top[0]
    if intent not in GRAVE or case.best >= Grade.TOGETHER:
        return False
    enough = _PLAIN if case.backs(intent) else _PLAIN_BY_ITSELF
    plain = case.likely[intent] >= enough and not case.found.question
    return not plain or intent is Intent.DELETE_MY_DATA


def asks_back(found: Marked) -> bool:
    """Whether words want to know something, so that they answer no question."""
    return _ASKING.search(found.plain) is not None


def nearest(likely: Mapping[Intent, float], weighed: Sequence[Weighed]) -> tuple[Intent, ...]:
    """What unread words come nearest to, to be offered; nothing that was denied."""
    unwanted = {one.intent for one in weighed if one.denied or one.barred} | {Intent.UNKNOWN}
    ranked = sorted(likely, key=likely.__getitem__, reverse=True)
    spoken = [one.intent for one in weighed]
    offered = [*spoken, *(one for one in ranked if likely[one] >= _WORTH_OFFERING)]
    return tuple(one for one in dict.fromkeys(offered) if one not in unwanted)


def _enough(case: Case, liked: Intent) -> float:
    best = case.best
    if not case.top:
        best = min(best, Grade.HINT)
    elif case.top[0] is Intent.UNKNOWN:
        return _NEVER if liked in _ACTS else _ENOUGH_AGAINST_ANOTHER_MATTER
    elif case.top[0] is Intent.SAFETY_QUESTION and case.topics & _BODILY:
        return _ENOUGH_AGAINST_SAFETY
    if liked in case.top:
        return _ENOUGH_AMONG_EQUALS
    if liked is Intent.UNKNOWN and best > Grade.HINT:
        if best is not Grade.SURE:
            return _ENOUGH_FOR_ANOTHER_MATTER
        return _ENOUGH_FOR_ANOTHER_MATTER_SURELY if case.top[0] in _SET_OFF else _NEVER
    enough = _ENOUGH[best]
    if best is Grade.SURE and case.likely[case.top[0]] < _UNLIKELY:
        enough = _ENOUGH[Grade.LIKELY]
    return enough
