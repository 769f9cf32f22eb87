"""Short answers: what a word or two mean to the question or the moment that they answer."""

from __future__ import annotations

import re
from datetime import time

from bot.coach.understanding.filling import Filler
from bot.coach.understanding.marks import Marked
from bot.coach.understanding.meaning import (
    Answer,
    Expecting,
    Intent,
    Surroundings,
    Wish,
    WishRead,
)

_YES = re.compile(
    r"^(?:(?:yes|y|sure|of course|ok|okay|do it|go ahead|confirm|confirmed|correct|right|exactly|absolutely|definitely|"
    r"please do|sounds good|that is right|i do|i am|why not|go for it|alright|affirmative|ja|si|sí|oui|👍|👌|✅|yes please|"
    r"certainly|indeed|fine|perfect|great|yes do it|agreed) ?)+$"
)
_NO = re.compile(
    r"^(?:(?:no|n|never mind|do not|cancel|neither|none|rather not|not really|nein|non|👎|❌|keep it|leave it|no thanks|"
    r"no way|wrong|none of (?:these|those|them)|i do not|not that) ?)+$"
)
_PICKS = (
    (0, r"(?:the )?(?:first|1st|former|top|#?1|a|option 1|number 1|number one)(?: one)?"),
    (1, r"(?:the )?(?:second|2nd|latter|#?2|b|option 2|number 2|number two|other)(?: one)?"),
    (2, r"(?:the )?(?:third|3rd|#?3|c|option 3|number 3|number three)(?: one)?"),
    (3, r"(?:the )?(?:fourth|4th|#?4|d|option 4|number 4|number four)(?: one)?"),
    (-1, r"(?:the )?(?:last|bottom)(?: one)?"),
)
_PICK = tuple((pick, re.compile(rf"^(?:{words})$")) for pick, words in _PICKS)
_FEELINGS = {"terrible": 1, "awful": 1, "horrible": 1, "great": 5, "amazing": 5, "wonderful": 5}
_SNOOZE = re.compile(
    r"^(?:later|not now|not yet|in a bit|soon|in a minute|wait|busy|hold on|give me a (?:bit|while|minute|moment|sec))$"
)
_DONE = re.compile(
    r"^(?:done|i am done|did it|all done|finished|already did|already done|did it already|done already|just did|just did it|i did it|i already did it|completed)$"
)
_GO = re.compile(
    r"^(?:start|begin|go|yes|ok|okay|sure|let us go|now|ready|i am ready|start it|let us do it|start now|do it|yes please|go on|on it|coming)$"
)
_JUST_LENGTH = re.compile(
    r"^(?:in |for |give me |another |make it |about |like |after |snooze )*(?:<len>|<num>)(?: more| longer| then| from now)*$"
)


def answer_in(found: Marked) -> tuple[Answer | None, int | None]:
    """Whether words are no more than a yes or a no, and which of several they pick (0 the first)."""
    text = found.plain
    pick = next((number for number, words in _PICK if words.match(text)), None)
    if _YES.match(text):
        return Answer.YES, pick
    if _NO.match(text):
        return Answer.NO, pick
    return None, pick


def short_answer(found: Marked, around: Surroundings, fill: Filler) -> WishRead | None:
    """What a short answer means here; None if the words must speak for themselves."""
    if not found.text or len(found.text.split()) > 8:  # noqa: PLR2004 - longer words are a wish of their own
        return None
    match around.expecting:
        case Expecting.TIME:
            return _time(found, around, fill)
        case Expecting.FEELING:
            return _feeling(found)
        case Expecting.ZONE | Expecting.SCREENING | Expecting.CHOICE | Expecting.NOTHING:
            pass
    if around.just_rang:
        return _after_ringing(found, around, fill)
    if around.in_session:
        return _in_session(found)
    return None


def _time(found: Marked, around: Surroundings, fill: Filler) -> WishRead | None:
    times = fill.timed(found.said, around)
    if not times.times:
        return None
    return _one(Wish(intent=Intent.SET_REMINDER, times=times, pose=found.pose))


def _feeling(found: Marked) -> WishRead | None:
    value = found.score
    if value is None and re.match(r"^(?:a |about |like |maybe )?<num>$", found.text):
        value = found.numbers[0] if 1 <= found.numbers[0] <= 5 else None  # noqa: PLR2004 - the scale
    if value is None:
        value = _FEELINGS.get(found.plain)
    return _one(Wish(intent=Intent.LOG_CHECKIN, feeling=value)) if value else None


def _after_ringing(found: Marked, around: Surroundings, fill: Filler) -> WishRead | None:
    if _DONE.match(found.plain):
        return _one(Wish(intent=Intent.LOG_CHECKIN))
    if _GO.match(found.plain):
        return _one(Wish(intent=Intent.START_SESSION, pose=around.last_pose))
    if _SNOOZE.match(found.plain):
        return _one(Wish(intent=Intent.SNOOZE_REMINDER))
    if found.plain in {"no", "no thanks", "pass", "skip", "stop", "nope"}:
        return _one(Wish(intent=Intent.SKIP_TONIGHT))
    if _JUST_LENGTH.match(found.text):
        return _one(fill.fill(Intent.SNOOZE_REMINDER, found, around))
    if re.match(r"^(?:at |until |after |make it |remind me (?:again )?at )?<clock>$", found.text):
        return _one(Wish(intent=Intent.SNOOZE_REMINDER, until=_until(found, around, fill)))
    return None


def _until(found: Marked, around: Surroundings, fill: Filler) -> time | None:
    times = fill.timed(found.said, around).times
    return times[0].clock if times else None


def _in_session(found: Marked) -> WishRead | None:
    if re.match(r"^(?:\+ ?)?(?:<len>|<num>)$", found.text):
        amount = found.lengths[0].seconds // 60 if found.lengths else found.numbers[0]
        return _one(Wish(intent=Intent.EXTEND_SESSION, minutes=max(1, amount)))
    if re.match(r"^how long$", found.plain):
        return _one(Wish(intent=Intent.SESSION_STATUS))
    return None


def _one(wish: Wish) -> WishRead:
    return WishRead(wishes=(wish,))
