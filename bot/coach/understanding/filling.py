"""From an intent and what stands in the words to a wish with its slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.coach.understanding.leeway import leeway_apart, with_leeway
from bot.coach.understanding.lengths import Length, in_digits, minutes_and_seconds
from bot.coach.understanding.lexicon import Lexicon
from bot.coach.understanding.likeness import load_likeness, traits
from bot.coach.understanding.marks import Marked, mark
from bot.coach.understanding.meaning import (
    ABOUT_ITSELF,
    Intent,
    Section,
    Surroundings,
    TimeFault,
    TimesRead,
    Wish,
)
from bot.coach.understanding.places import read_place
from bot.coach.understanding.plain_words import put_right
from bot.coach.understanding.poses_named import PoseNames
from bot.coach.understanding.times import read_times

_UNTIL = re.compile(r"\b(?:until|till|til)\b")
_FEELING = re.compile(r"(?<!\S)<num>(?!\S)")
_PART = re.compile(r"[,;!?\n]+\s*|\.\s+")
_LONGEST_PLACE = 3
_SHORTEST_PLACE = 3
_FEW_WORDS = 12
# How likely a part of a card must be where the words name none.
_LIKE_A_SECTION = 0.5
# Words before the name of a place, and how many words a name has at most.
_TO_A_PLACE = frozenset(
    {"in", "at", "to", "from", "near", "is", "are", "timezone", "zone", "tz", "outside", "around"}
)
# "The 23:00 one" has one time, not two.
_NAMED_BY_ITS_TIME = re.compile(
    r"(\b(?:the|my)\s+\d\S*(?:\s?[ap]\.?m\b)?)\s+ones?\b", re.IGNORECASE
)
_FROM_TO = re.compile(r"(?:\d|\bfrom\b).*\bto\b", re.IGNORECASE)
_FROM_AND_TO = 2
_SESSION_LENGTH = re.compile(
    r"\s*\bfor\s+(?!\d[\d:.]*\s*[ap]\.?m\b)(?:an?\s+)?[\w.]+\s*(?:hours?|hrs?|minutes?|mins?|min|m|seconds?)\b"
    r"|\b\d+\s*-?\s*(?:minutes?|mins?|min)\s+(?:session|of|hold|practice)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """Fills a wish's slots from what was found."""

    poses: PoseNames
    lexicon: Lexicon
    locale: str = "en"

    def fill(self, intent: Intent, found: Marked, around: Surroundings) -> Wish:
        """The wish that an intent is, with these words."""
        wish = Wish(intent=intent)
        match intent:
            case Intent.SHOW_POSE:
                return replace(
                    wish, pose=found.pose or around.last_pose, section=self.section_of(found)
                )
            case Intent.START_SESSION:
                return replace(
                    wish, pose=found.pose or _meant(found, around), seconds=_seconds(found)
                )
            case Intent.EXTEND_SESSION:
                return replace(wish, minutes=_minutes(found, self.lexicon.numbers))
            case Intent.SET_REMINDER | Intent.CHANGE_REMINDER | Intent.CANCEL_REMINDER:
                return self._timed(wish, found, around)
            case Intent.SNOOZE_REMINDER:
                return self._snoozed(wish, found, around)
            case Intent.SET_TIMEZONE:
                return self._moved(wish, found)
            case Intent.SET_LANGUAGE:
                return replace(wish, language=found.language or self._coded(found))
            case Intent.LOG_CHECKIN:
                return replace(wish, feeling=_feeling(found), pose=found.pose)
            case Intent.HELP if self.lexicon.identity.search(found.plain):
                return replace(wish, about=ABOUT_ITSELF)
            case Intent.SAFETY_QUESTION | Intent.SET_CONDITIONS | Intent.HELP:
                return replace(wish, pose=found.pose, about=found.said)
            case _:
                return wish

    def reminder_at_place(self, intent: Intent, found: Marked, around: Surroundings) -> Wish | None:
        """A reminder and where it is to ring, if words name both a time and a place."""
        reminder = self.fill(intent, found, around)
        if reminder.times is None or not reminder.times.times:
            return None
        if not reminder.about:
            moved = self._moved(Wish(intent=Intent.SET_TIMEZONE), found)
            if not self.names_a_place(moved):
                return None
            reminder = replace(reminder, about=moved.about)
        # "I'm in Lisbon this week" says nothing of when it is to ring.
        timely = self.timed(_without_part(found.said, reminder.about), around)
        return replace(reminder, times=timely) if timely.times else reminder

    def _coded(self, found: Marked) -> str | None:
        """A language by its two letters at the end of the words: "lang en"."""
        last = found.plain.rpartition(" ")[2]
        return last if last in self.lexicon.languages.values() else None

    def section_of(self, found: Marked) -> Section:
        """The part of a pose's card that the words ask for."""
        for section, words in self.lexicon.sections:
            if words.search(found.text):
                return section
        likely = load_likeness("sections", self.locale).of(traits(found, ()))
        liked = max(likely, key=likely.__getitem__)
        return Section(liked) if likely[liked] >= _LIKE_A_SECTION else Section.OVERVIEW

    def place_in(self, said: str) -> str:
        """The words of a sentence that name a place; all of them if none stands out."""
        bare = self.lexicon.before_place.sub("", said.replace("\u2019", "'"), count=1)
        previous = None
        while previous != bare:
            previous, bare = bare, self.lexicon.after_place.sub("", bare).strip(" .,!?;:")
        return bare or said.strip()

    def timed(self, text: str, around: Surroundings) -> TimesRead:
        """What words say about times, names of poses and lengths of sessions left out."""
        return with_leeway(text, around.locale, lambda words: self._of_times(words, around))

    def _of_times(self, text: str, around: Surroundings) -> TimesRead:
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

    def placed(self, wish: Wish, place: str, *, named: bool = True) -> Wish:
        """The wish with its place, and the zone where the place has but one.

        Unless the words are `named` a place they may be none: "its actually 9pm here".
        """
        read = read_place(place)
        if not named and not read.found and len(place.split()) > _LONGEST_PLACE:
            return wish
        zone = read.found[0].zone if read.found and not read.asks else None
        return replace(wish, about=place, zone=zone)

    def names_a_place(self, wish: Wish) -> bool:
        """Whether a wish for another zone names where; any other wish does not need to."""
        if wish.intent is not Intent.SET_TIMEZONE or wish.zone is not None:
            return True
        return bool(wish.about) and bool(read_place(wish.about).found)

    def _moved(self, wish: Wish, found: Marked) -> Wish:
        """The wish with the place in a sentence, wherever in it the place stands."""
        place = self.place_in(found.said)
        inner = None if read_place(place).found else self._somewhere(found.said)
        if inner is None and not read_place(place).found and self._all_known(place):
            return wish
        return self.placed(wish, inner or place, named=False)

    def _all_known(self, said: str) -> bool:
        """Whether words are all of the lexicon's own, so that none can be a place's name."""
        words = re.findall(r"[^\W\d_]+", said.casefold())
        return all(len(word) < _SHORTEST_PLACE or word in self.lexicon.known for word in words)

    def _somewhere(self, said: str) -> str | None:
        """The words within a sentence that name a place, if any do."""
        words = re.findall(r"[^\s,.!?;:=]+", said)[:_FEW_WORDS]
        after = [at + 1 for at, word in enumerate(words) if word.casefold() in _TO_A_PLACE]
        for start in dict.fromkeys((*after, 0, len(words) - 1)):
            for end in range(min(len(words), start + _LONGEST_PLACE), start, -1):
                name = " ".join(words[start:end])
                if self._is_place(name):
                    return name
        return None

    def _timed(self, wish: Wish, found: Marked, around: Surroundings) -> Wish:
        said = _NAMED_BY_ITS_TIME.sub(r"\1", found.said)
        times = self.timed(said, around)
        if wish.intent is Intent.CHANGE_REMINDER:
            times = _last_first(times, said)
        bare, leeway = leeway_apart(found.said, around.locale)
        # "Within 15 minutes" is no length of a session.
        lengths = found.lengths if leeway is None else self._lengths(bare)
        minutes = lengths[0].seconds // 60 if lengths and found.clocks else None
        if wish.intent is Intent.CHANGE_REMINDER and times.fault is TimeFault.NO_TIME:
            # "Not on Fridays" needs none; where one is needed, it is asked for.
            return replace(wish, pose=found.pose)
        here = self._here(found.said) if wish.intent is Intent.SET_REMINDER else None
        return replace(wish, pose=found.pose, times=times, minutes=minutes, about=here or "")

    def _here(self, said: str) -> str | None:
        """Where somebody says to be beside another wish: "at ten please, I'm in Leeds"."""
        stands = self.lexicon.here.search(said)
        if stands is None:
            return None
        words = re.findall(r"[^\s,.!?;:=]+", said[stands.end() :])[:_LONGEST_PLACE]
        names = (" ".join(words[:end]) for end in range(len(words), 0, -1))
        return next((name for name in names if self._is_place(name)), None)

    def _is_place(self, name: str) -> bool:
        known = name.casefold() in self.lexicon.known - self.lexicon.towns
        return not known and len(name) >= _SHORTEST_PLACE and bool(read_place(name).found)

    def _lengths(self, text: str) -> tuple[Length, ...]:
        return mark(put_right(text, self.lexicon), self.poses, self.lexicon).lengths

    def _snoozed(self, wish: Wish, found: Marked, around: Surroundings) -> Wish:
        bare_hour = _UNTIL.search(found.plain) is not None
        if (found.clocks or bare_hour) and not found.lengths:
            times = self.timed(found.said, around).times
            return replace(wish, until=times[0].clock if times else None)
        return replace(wish, minutes=_minutes(found, self.lexicon.numbers))


def _without_part(said: str, place: str) -> str:
    """Words without the part between commas and stops that names a place."""
    town = place.split(maxsplit=1)[0]
    kept = [part for part in _PART.split(said) if town not in part]
    return ", ".join(kept) if kept else said


def _last_first(times: TimesRead, said: str) -> TimesRead:
    """What is wished for first, then which one is meant: "move 22:00 to 21:45"."""
    moved = times.asks and len(times.times) == _FROM_AND_TO and _FROM_TO.search(said)
    return replace(times, times=times.times[::-1]) if moved else times


def _seconds(found: Marked) -> int | None:
    if found.lengths:
        return found.lengths[0].seconds
    if (exact := minutes_and_seconds(found.said)) is not None:
        return exact
    return found.numbers[0] * 60 if found.numbers else None


def _minutes(found: Marked, numbers: Mapping[str, int]) -> int | None:
    if found.lengths:
        return max(1, round(found.lengths[0].seconds / 60))
    if found.numbers:
        return found.numbers[0]
    said = re.search(r"\bby (\d{1,3})(?!\S)", in_digits(found.plain, numbers))
    return int(said[1]) if said else None


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
