"""What cues, resemblance and encoder say of words, put together to how likely each wish is.

How far each is believed is a small table (`wishes_weighed.json`), fitted by `tests.language.weigh`
on utterances that neither the resemblance nor the encoder had learnt. Whose verdict is missing, the
encoder's, has a table of its own.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.coach.understanding.lexicon import Grade
from bot.coach.understanding.marks import Marked
from bot.coach.understanding.meaning import Intent

# What deletes, cancels or ends something, and is asked about where the words are weak.
GRAVE = frozenset(
    {Intent.DELETE_MY_DATA, Intent.CANCEL_REMINDER, Intent.STOP_SESSION, Intent.PAUSE_REMINDERS}
)
# What sets something off that somebody might not want.
ACTS = GRAVE | {
    Intent.SET_REMINDER,
    Intent.START_SESSION,
    Intent.EXPORT_MY_DATA,
    Intent.SKIP_TONIGHT,
    Intent.SET_CONDITIONS,
    Intent.EXTEND_SESSION,
    Intent.PAUSE_SESSION,
    Intent.SET_TIMEZONE,
    Intent.SET_LANGUAGE,
    Intent.LOG_CHECKIN,
    Intent.LIST_REMINDERS,
}
# What a mere question never does.
DONE = (GRAVE - {Intent.DELETE_MY_DATA}) | {
    Intent.SET_REMINDER,
    Intent.START_SESSION,
    Intent.PAUSE_SESSION,
    Intent.EXTEND_SESSION,
    Intent.SNOOZE_REMINDER,
    Intent.CHANGE_REMINDER,
}
_OTHERS = re.compile(r"^(?:he|she|they|(?:my|the|our|your|his|her) (?!reminder|session)\S+)(?!\S)")
# How a question begins that wants to know rather than to have something done.
ASKING = re.compile(
    r"^(?:(?:what|when|which|why|who|whose|where|how|is|are|am|was|were|does|has|have you|do you"
    r"|do i|should i|if)(?!\S)(?! about(?!\S))|did (?!(?:it|my|the|a|some|<len>)(?!\S)))"
)
_DENIAL = re.compile(r"(?<!\S)(?:not|never|no|without|stop|quit|nothing|none)(?!\S)")
_LEAST = 1e-3
_THIRD = 3
_WEAK = (Grade.HINT, Grade.LIKELY)

TRAITS = (
    "likely",
    "sensed",
    "hint",
    "like",
    "together",
    "sure",
    "the only sure",
    "denied",
    "of something else",
    "an act asked about",
    "an act denied without a cue",
    "an act of others",
    "unknown for sure",
    "unknown without a cue",
    "unknown with weak cues",
    "safety for sure",
)
"""What the table has a weight for; by those names it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """How well the cues speak for one intent.

    `denied`: the words turn it round. `barred`: the words are of something else. Both: they cannot
    mean it.
    """

    intent: Intent
    grade: Grade
    denied: bool = False
    barred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What there is to judge by.

    `likely`: the likelihood of each intent by resemblance. `sensed`: by the encoder, empty if it
    has no say. `weighed`: every cue there is. `topics`: what the words are about.
    """

    likely: Mapping[Intent, float]
    sensed: Mapping[str, float]
    weighed: Sequence[Weighed]
    topics: frozenset[str]
    found: Marked

    def backs(self, intent: Intent) -> bool:
        """Whether any cue speaks for an intent and the words do not deny it."""
        return any(one.intent is intent and one.grade is not Grade.NONE for one in self.weighed)

    def surely(self, intent: Intent) -> bool:
        """Whether the words name an intent outright."""
        return any(one.intent is intent and one.grade is Grade.SURE for one in self.weighed)

    @property
    def asks(self) -> bool:
        """Whether the words want to know something rather than to have it done."""
        return ASKING.search(self.found.plain) is not None

    @property
    def ruled_out(self) -> frozenset[Intent]:
        """What the words cannot mean."""
        return frozenset(one.intent for one in self.weighed if one.denied and one.barred)


def traits(case: Case) -> dict[Intent, list[float]]:
    """For each intent what speaks for it and against it, in the order of `TRAITS`."""
    by_intent = {one.intent: one for one in case.weighed}
    nothing = {intent: Weighed(intent=intent, grade=Grade.NONE) for intent in Intent}
    weighed = nothing | by_intent
    best = max((one.grade for one in case.weighed), default=Grade.NONE)
    first = next((one.intent for one in case.weighed if one.grade is best), None)
    denies = _DENIAL.search(case.found.plain) is not None
    others = of_others(case.found)
    told: dict[Intent, list[float]] = {}
    for intent, one in weighed.items():
        act, unknown = intent in ACTS, intent is Intent.UNKNOWN
        flags = (
            *(one.grade is grade for grade in (Grade.HINT, Grade.LIKELY, Grade.TOGETHER)),
            one.grade is Grade.SURE,
            best is Grade.SURE and intent is first,
            one.denied,
            one.barred,
            intent in DONE and case.asks,
            act and denies and one.grade is Grade.NONE,
            act and others,
            unknown and one.grade is Grade.SURE,
            unknown and best is Grade.NONE,
            unknown and best in _WEAK,
            intent is Intent.SAFETY_QUESTION and one.grade is Grade.SURE,
        )
        likely = _evidence(case.likely.get(intent, 0.0))
        sensed = _evidence(case.sensed.get(intent.value, 0.0)) if case.sensed else 0.0
        told[intent] = [likely, sensed, *map(float, flags)]
    return told


def of_others(found: Marked) -> bool:
    """Whether words begin with somebody else, and so may tell of them."""
    return _OTHERS.search(found.plain) is not None


def _evidence(share: float) -> float:
    return math.log(share + _LEAST) / _THIRD


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The fitted weights of `TRAITS`, and how much sooner or later each intent is meant."""

    weights: tuple[float, ...]
    leans: Mapping[Intent, float]

    def chances(self, case: Case) -> dict[Intent, float]:
        """How likely each wish is, from 0 to 1 and 1 together; 0 for what is ruled out."""
        never = case.ruled_out
        sums = {
            intent: self.leans.get(intent, 0.0)
            + sum(weight * trait for weight, trait in zip(self.weights, told, strict=True))
            for intent, told in traits(case).items()
            if intent not in never
        }
        most = max(sums.values())
        powers = {intent: math.exp(one - most) for intent, one in sums.items()}
        total = sum(powers.values())
        return {intent: powers.get(intent, 0.0) / total for intent in Intent}


@cache
def load_tables(locale: str = "en") -> Mapping[str, Table]:
    """A language's tables: `sensed` where the encoder has a say, `alone` where it has none.

    Raises:
        FileNotFoundError: if there are none.
        ValueError: if the file is damaged.
    """
    path = files("content") / "locales" / locale / "reading" / "wishes_weighed.json"
    told = json.loads(path.read_text("utf-8"))
    return {
        name: Table(
            weights=tuple(table["weights"][trait] for trait in TRAITS),
            leans={Intent(intent): lean for intent, lean in table["leans"].items()},
        )
        for name, table in told.items()
    }
