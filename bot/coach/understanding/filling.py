"""From an intent and what stands in the words to a wish with its slots."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

from bot.coach.understanding.lengths import in_digits, minutes_and_seconds
from bot.coach.understanding.lexicon import Lexicon
from bot.coach.understanding.marks import Marked
from bot.coach.understanding.meaning import (
    Intent,
    PlaceRead,
    Section,
    Surroundings,
    TimeFault,
    TimesRead,
    Wish,
)
from bot.coach.understanding.places import read_place
from bot.coach.understanding.poses_named import PoseNames
from bot.coach.understanding.times import read_times

_SECTIONS = (
    (Section.VIDEO, r"video|youtube|clip|tutorial|film|footage|recording|watch|link"),
    (Section.FAQ, r"faqs?|frequently asked|questions?|q and a"),
    (
        Section.CAUTIONS,
        r"cautions?|contraindications?|warnings?|risks?|precautions?|dangers?|who (?:should|must|can|ought|needs)"
        r"(?: to)?(?: not| avoid| skip| never)|who (?:can not|should stay)|avoid|side effects?|downsides?|when not to|not do"
        r"|should not|unsafe|who is it not for|not for whom",
    ),
    (
        Section.VARIATIONS,
        r"variations?|variants?|modifi\w+|versions?|alternatives?|easier|harder|other ways|different ways|adapt\w*|no wall"
        r"|without a wall|instead of a wall|beginners?|gentler|options",
    ),
    (
        Section.BENEFITS,
        r"benefits?|advantages?|good for|help with|help me|the point|purpose|upsides?|perks|what does .* do"
        r"|why (?:do|should|would|is|bother|put)|does .*(?:help|work)|pros\b|what is .* for$|what good|effects?",
    ),
    (
        Section.TIPS,
        r"tips?|tricks?|advice|pointers?|hints?|comfortable|comfier|hamstrings|where (?:do|should) .* (?:arms?|hands?|head)|with my (?:arms|hands|feet)",
    ),
    (
        Section.STEPS,
        r"steps?|instructions?|directions|how (?:do|to|can|should|does one|would)(?: i| you| we| one)?(?! you help)"
        r"(?: \S+)* ?(?:<pose>|it|this|that|get|set|come|pose)|walkthrough|step by step|method|teach|how <pose>|<pose> how|how is <pose> done|guide"
        r"|explain how|show me how|how far|how close",
    ),
)
_SECTION_WORDS = tuple(
    (section, re.compile(rf"(?<!\S)(?:{words})(?!\S)")) for section, words in _SECTIONS
)
_LONG = re.compile(r"how (?:long|often|many times)")
_FEELING = re.compile(r"(?<!\S)<num>(?!\S)")
_PLACE_LEAD = re.compile(
    r"^.*?\b(?:time\s*zones?(?:\s+is|\s+are|\s+now)?|tz|clock|location|city|country|(?:i\W?a?m|im|we\W?a?re)"
    r"(?:\s+(?:now|back|currently|actually|over|just|based|living|staying|located|visiting|from|here))*"
    r"|i live|living|based|live|moved|moving|relocated|landed|flew|flying|arrived|travell?ed|travell?ing|going|heading|off)\b"
    r"(?:\s+(?:back|over|house|home|out)\b)?(?:\s*[=:]|\s+(?:to|in|at|is|as|for|from|into|near|on)\b)*\s*(?:the\s+city\s+of\s+)?",
    re.IGNORECASE | re.DOTALL,
)
_PLACE_TAIL = re.compile(
    r"\s*\b(?:please|pls|now|time\s*zone|timezone|time|tz|for (?:a|the|\d+|two|three) (?:week|month|day|few|while)s?.*|until .*"
    r"|this week|next week|at the moment|currently|today|thanks|for work|for good|on holiday|and .*|so .*)\W*$",
    re.IGNORECASE,
)
_SESSION_LENGTH = re.compile(
    r"\s*\bfor\s+(?:an?\s+)?[\w.]+\s*(?:hours?|hrs?|minutes?|mins?|min|m|seconds?)\b|\b\d+\s*-?\s*(?:minutes?|mins?|min)\s+(?:session|of|hold|practice)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """Fills a wish's slots from what was found."""

    poses: PoseNames
    lexicon: Lexicon

    def fill(self, intent: Intent, found: Marked, around: Surroundings) -> Wish:  # noqa: PLR0911 - one line a kind
        """The wish that an intent is, with these words."""
        wish = Wish(intent=intent)
        match intent:
            case Intent.SHOW_POSE:
                return replace(wish, pose=found.pose or around.last_pose, section=section_of(found))
            case Intent.START_SESSION:
                return replace(
                    wish, pose=found.pose or _meant(found, around), seconds=_seconds(found)
                )
            case Intent.EXTEND_SESSION:
                return replace(wish, minutes=_minutes(found))
            case Intent.SET_REMINDER | Intent.CHANGE_REMINDER | Intent.CANCEL_REMINDER:
                return self._timed(wish, found, around)
            case Intent.SNOOZE_REMINDER:
                return self._snoozed(wish, found, around)
            case Intent.SET_TIMEZONE:
                return self.placed(wish, place_words(found.said))
            case Intent.SET_LANGUAGE:
                return replace(wish, language=found.language)
            case Intent.LOG_CHECKIN:
                return replace(wish, feeling=_feeling(found), pose=found.pose)
            case Intent.SAFETY_QUESTION | Intent.SET_CONDITIONS | Intent.HELP:
                return replace(wish, pose=found.pose, about=found.said)
            case _:
                return wish

    def timed(self, text: str, around: Surroundings) -> TimesRead:
        """What words say about times, names of poses and lengths of sessions left out."""
        bare = re.sub(r"\bin (?=for\b)", "", self.poses.without(text))
        shorter = _SESSION_LENGTH.sub(" ", bare)
        if in_digits(shorter.casefold(), self.lexicon.numbers) != bare and re.search(
            r"\d|noon|night|half", shorter
        ):
            bare = shorter
        return read_times(
            " ".join(bare.split()),
            now=around.now,
            habits=around.locale,
            known=around.reminder_clocks,
        )

    def placed(self, wish: Wish, place: str) -> Wish:
        """The wish with its place, and the zone where the place has but one."""
        read = read_place(place)
        zone = read.found[0].zone if read.found and not read.asks else None
        return replace(wish, about=place, zone=zone)

    def _timed(self, wish: Wish, found: Marked, around: Surroundings) -> Wish:
        times = self.timed(found.said, around)
        minutes = found.lengths[0].seconds // 60 if found.lengths and found.clocks else None
        return replace(wish, pose=found.pose, times=times, minutes=minutes)

    def _snoozed(self, wish: Wish, found: Marked, around: Surroundings) -> Wish:
        if found.clocks and not found.lengths:
            times = self.timed(found.said, around).times
            return replace(wish, until=times[0].clock if times else None)
        return replace(wish, minutes=_minutes(found))


def section_of(found: Marked) -> Section:
    """The part of a pose's card that the words ask for."""
    for section, words in _SECTION_WORDS:
        if words.search(found.text) or words.search(found.plain):
            return section
    return Section.OVERVIEW


def place_words(said: str) -> str:
    """The words of a sentence that name a place."""
    text = said.replace("\u2019", "'")
    bare = _PLACE_LEAD.sub("", text, count=1)
    previous = None
    while previous != bare:
        previous, bare = bare, _PLACE_TAIL.sub("", bare).strip(" .,!?;:")
    return bare or text.strip()


def clock_of(times: TimesRead) -> time | None:
    """The first clock time that would be kept, if any."""
    return times.times[0].clock if times.times else None


def _seconds(found: Marked) -> int | None:
    if found.lengths:
        return found.lengths[0].seconds
    if (exact := minutes_and_seconds(found.said)) is not None:
        return exact
    return found.numbers[0] * 60 if found.numbers else None


def _minutes(found: Marked) -> int | None:
    if found.lengths:
        return max(1, round(found.lengths[0].seconds / 60))
    return found.numbers[0] if found.numbers else None


def _meant(found: Marked, around: Surroundings) -> str | None:
    """The pose just looked at, where the words point to it."""
    return (
        around.last_pose if re.search(r"\b(?:it|this|that|start|begin|go)\b", found.plain) else None
    )


def _feeling(found: Marked) -> int | None:
    if found.score is not None:
        return found.score
    if _FEELING.search(found.text) and found.numbers and 1 <= found.numbers[0] <= 5:  # noqa: PLR2004 - the scale
        return found.numbers[0]
    return None
