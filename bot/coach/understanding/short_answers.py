"""Short answers: what a word or two mean to the question or the moment that they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.coach.understanding.combining import of_others
from bot.coach.understanding.filling import Filler
from bot.coach.understanding.marks import Marked
from bot.coach.understanding.meaning import (
    Answer,
    Expecting,
    Intent,
    Surroundings,
    TakesBack,
    Wish,
)

_JUST_LENGTH = re.compile(
    r"(?:in |for |give me |another |make it |about |like |after |snooze |remind me (?:again )?in )*"
    r"(?:<len>|<num>)(?: more| longer| then| from now| minutes| mins| min)*\Z"
)
_UNTIL = re.compile(r"(?:at |until |after |make it |remind me (?:again )?at )?<clock>\Z")
_MORE = re.compile(r"(?:\+ ?)?(?:<len>|<num>)\Z")
_FEELING = re.compile(r"(?:a |about |like |maybe )?<num>\Z")
_LONGEST = 8
_BEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswers:
    """Reads words that answer a question or a moment rather than speak for themselves."""

    fill: Filler

    def as_answer(self, found: Marked) -> tuple[Answer | None, int | None]:
        """Whether words are no more than a yes or a no, and which of several choices they pick."""
        words = self.fill.lexicon.answers
        if len(found.plain.split()) > _LONGEST:
            return None, None
        pick = next((number for number, said in words.picks if said.match(found.plain)), None)
        if words.yes.match(found.plain):
            return Answer.YES, pick
        if words.no.match(found.plain):
            return Answer.NO, pick
        return None, pick

    def takes_back(self, found: Marked) -> TakesBack | None:
        """What words undo, should there be anything to undo."""
        words = self.fill.lexicon.answers
        if len(found.plain.split()) > _LONGEST:
            return None
        if words.unskip.match(found.plain):
            return TakesBack.SKIP
        return TakesBack.LAST if words.undo.match(found.plain) else None

    def read(self, found: Marked, around: Surroundings) -> Wish | None:
        """What a short answer means here; None if the words must speak for themselves."""
        if not found.text or len(found.text.split()) > _LONGEST:
            return None
        match around.expecting:
            case Expecting.TIME:
                return self._time(found, around)
            case Expecting.FEELING:
                return self._feeling(found)
            case Expecting.CHOICE:
                chosen = self.as_answer(found) != (None, None)
                return Wish(intent=Intent.UNKNOWN, about=found.said) if chosen else None
            case Expecting.ZONE | Expecting.SCREENING | Expecting.NOTHING:
                pass
        if self._of_days(found):
            return self.fill.fill(Intent.CHANGE_REMINDER, found, around)
        if around.session_paused and self.fill.lexicon.answers.begin.match(found.plain):
            return Wish(intent=Intent.RESUME_SESSION)
        if around.in_session:
            return self._in_session(found)
        if around.just_rang:
            return self._after_ringing(found, around)
        asks_on = around.last_pose is not None and found.plain == "how long"
        return self.fill.fill(Intent.SHOW_POSE, found, around) if asks_on else None

    def _time(self, found: Marked, around: Surroundings) -> Wish | None:
        times = self.fill.timed(found.said, around)
        if not times.times and self._of_days(found):
            return Wish(intent=Intent.CHANGE_REMINDER)
        if not times.times or of_others(found):
            return None
        return Wish(intent=Intent.SET_REMINDER, times=times, pose=found.pose)

    def _of_days(self, found: Marked) -> bool:
        days = self.fill.lexicon.answers.days
        return days.match(found.text) is not None or days.match(found.plain) is not None

    def _feeling(self, found: Marked) -> Wish | None:
        lexicon = self.fill.lexicon
        value = found.score
        if value is None and found.numbers and _FEELING.match(found.text):
            value = found.numbers[0] if 1 <= found.numbers[0] <= _BEST else None
        if value is None:
            said = (worth for worth, kind in lexicon.answers.feelings if kind.match(found.plain))
            value = next(said, None)
        if value is None and not lexicon.topics["wellbeing"].search(found.plain):
            return None
        return Wish(intent=Intent.LOG_CHECKIN, feeling=value)

    def _after_ringing(self, found: Marked, around: Surroundings) -> Wish | None:
        words = self.fill.lexicon.answers
        if words.done.match(found.plain):
            return Wish(intent=Intent.LOG_CHECKIN)
        if words.begin.match(found.plain):
            return Wish(intent=Intent.START_SESSION, pose=around.last_pose)
        if words.later.match(found.plain):
            return Wish(intent=Intent.SNOOZE_REMINDER)
        if words.skip.match(found.plain):
            return Wish(intent=Intent.SKIP_TONIGHT)
        if _JUST_LENGTH.match(found.text) or _UNTIL.match(found.text):
            return self.fill.fill(Intent.SNOOZE_REMINDER, found, around)
        return None

    def _in_session(self, found: Marked) -> Wish | None:
        if found.plain == "how long":
            return Wish(intent=Intent.SESSION_STATUS)
        if not _MORE.match(found.text):
            return None
        seconds = found.lengths[0].seconds if found.lengths else sum(found.numbers[:1]) * 60
        minutes = max(1, seconds // 60)
        return Wish(intent=Intent.EXTEND_SESSION, minutes=minutes) if seconds else None
