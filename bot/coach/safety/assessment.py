"""What was said about a body, and what the coach makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from content.model import Verdict


class Whose(StrEnum):
    """Whose body it is: advice is the same, the words differ."""

    OWN = "own"
    OTHER = "other"


class Gap(StrEnum):
    """Why nothing reviewed answers, for the operator's counts; never the words themselves."""

    NONE = "none"
    CONDITION = "condition"
    MEDICINE = "medicine"
    SYMPTOM = "symptom"
    VAGUE = "vague"
    OFF_TOPIC = "off_topic"
    INSTRUCTION = "instruction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The answer to something about the body.

    `topics`: ids of the present ones, the most severe first; empty for unknown. `pose`: the id it
    is about, None when none is meant. `gap`: set when the verdict is unknown, or when something
    named beside the topics is not covered. `certain`: False where the words were weak evidence (a
    red flag is never weak enough to be left out).
    """

    verdict: Verdict
    topics: tuple[str, ...] = ()
    pose: str | None = None
    whose: Whose = Whose.OWN
    gap: Gap = Gap.NONE
    certain: bool = True

    @property
    def emergency(self) -> bool:
        """Whether coaching ends here and help is called."""
        return self.verdict is Verdict.EMERGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRead:
    """What a safety reader finds in any words at all.

    `about_body`: something about a body, a condition, a medicine or the pose's safety was said, so
    that the coach answers with `assessment`. Where it is False the assessment is `unknown` and the
    words are for the other readers. `asks_something_else`: the words are first of all a wish (a
    session, a reminder) and only mention the body in passing ("tired, start legs up 10 min").
    """

    about_body: bool
    assessment: Assessment
    asks_something_else: bool = False
