"""Plain words and commands -> what a person wants of the coach.

Words are put right (`plain_words`), what stands in them is found and marked (`marks`), and then,
in this order: a command is read (`commands_read`), a short answer to the question or the moment
(`short_answers`), or else the cues of the lexicon are weighed, against each other and against what
the words resemble (`likeness`, `weighing`), and the best wish is filled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.coach.understanding.bounds import ruled_out
from bot.coach.understanding.breaths import BreathReader
from bot.coach.understanding.combining import Case, Weighed, load_tables, of_others
from bot.coach.understanding.commands_read import CommandReader
from bot.coach.understanding.filling import Filler
from bot.coach.understanding.lexicon import Cues, Grade, load_lexicon
from bot.coach.understanding.likeness import Likeness, load_likeness, traits
from bot.coach.understanding.marks import Marked, mark
from bot.coach.understanding.meaning import (
    Expecting,
    Intent,
    Surroundings,
    TimeFault,
    Wish,
    WishRead,
)
from bot.coach.understanding.plain_words import put_right
from bot.coach.understanding.poses_named import PoseNames
from bot.coach.understanding.short_answers import ShortAnswers
from bot.coach.understanding.switches import SwitchReader
from bot.coach.understanding.weighing import also_likely, asks_back, doubtful, meant, nearest
from bot.coach.understanding.wish_slots import slots

__all__ = ["WishReader", "slots"]

# What a "do not" turns round; the others are said in the negative as often as not.
_DENIABLE = frozenset(
    {
        Intent.START_SESSION,
        Intent.PAUSE_SESSION,
        Intent.RESUME_SESSION,
        Intent.STOP_SESSION,
        Intent.EXTEND_SESSION,
        Intent.SET_REMINDER,
        Intent.CANCEL_REMINDER,
        Intent.CHANGE_REMINDER,
        Intent.PAUSE_REMINDERS,
        Intent.SNOOZE_REMINDER,
        Intent.SKIP_TONIGHT,
        Intent.CHALLENGE_JOIN,
        Intent.EXPORT_MY_DATA,
        Intent.DELETE_MY_DATA,
        Intent.SET_LANGUAGE,
    }
)
# What a part of a sentence may wish for ("sorry about that, carry on").
_IN_A_CLAUSE = frozenset(Intent) - {Intent.UNKNOWN, Intent.DELETE_MY_DATA, Intent.SAFETY_QUESTION}
# Readings that give way to an open question: "nice" is a town, if a town was asked for.
_LOOSE = frozenset(
    {
        Intent.UNKNOWN,
        Intent.SMALLTALK_THANKS,
        Intent.LOG_CHECKIN,
        Intent.SET_LANGUAGE,
        Intent.SHOW_POSE,
        Intent.WELCOME,
    }
)
_OFFERED = 3
# What is said to a reminder in the words for a session: "stop it for tonight", "bit more time".
_OF_A_RING = {
    Intent.STOP_SESSION: Intent.SKIP_TONIGHT,
    Intent.EXTEND_SESSION: Intent.SNOOZE_REMINDER,
    Intent.PAUSE_SESSION: Intent.SNOOZE_REMINDER,
}
# Wishes that may say where somebody is beside when to ring.
_AT_A_PLACE = (Intent.CHANGE_REMINDER, Intent.SET_REMINDER)


# A word between commas that is seldom all that is meant: "fine, ten minutes then".
_BY_THE_WAY = frozenset({Intent.LOG_CHECKIN, Intent.SMALLTALK_THANKS, Intent.WELCOME})


def _here(intent: Intent, around: Surroundings) -> Intent:
    """What a wish for a session is, where none runs and a reminder has just rung."""
    if around.just_rang and not around.in_session:
        return _OF_A_RING.get(intent, intent)
    return intent


def _unsensed(_: str) -> Mapping[str, float]:
    return {}


def _clauses(intent: Intent, found: Marked) -> tuple[str, ...]:
    """The parts of the words that may wish for an intent by themselves."""
    if intent not in _IN_A_CLAUSE:
        return ()
    if intent in _BY_THE_WAY:
        return tuple(part for part in found.clauses if " " in part)
    return found.clauses


class WishReader:
    """Reads what a person wants. Pure after construction.

    Args:
        names: all names and aliases of each pose, by its id, in the reader's languages.
        locale: the language whose lexicon is read.
        sensed: how likely the encoder thinks each intent for a text, by its value; empty if it has
            learnt none. It is asked only for words that are no command and no short answer.
        likeness: another resemblance than the locale's own.
    """

    def __init__(
        self,
        names: Mapping[str, tuple[str, ...]],
        locale: str = "en",
        sensed: Callable[[str], Mapping[str, float]] = _unsensed,
        likeness: Likeness | None = None,
    ) -> None:
        self._locale = locale
        self._sensed = sensed
        self._likeness = likeness
        self._lexicon = load_lexicon(locale)
        self._poses = PoseNames(names, self._lexicon)
        self._fill = Filler(poses=self._poses, lexicon=self._lexicon, locale=locale)
        self._commands = CommandReader(fill=self._fill)
        self._short = ShortAnswers(fill=self._fill)
        self._breaths = BreathReader(locale)
        self._switches = SwitchReader(locale)

    def pose_named(self, text: str) -> tuple[str | None, tuple[str, ...]]:
        """The pose that a name stands for, or None, and the nearest three ids, nearest first."""
        return self._poses.called(text)

    def read(self, text: str, around: Surroundings) -> WishRead:
        """What the words mean here. Any text at all has an answer."""
        if (told := self._breaths.read(text)) is not None:
            # A breath is said beside a session, and nowhere else: its numbers are no length.
            read = self._read(told.rest, around)
            if read.best.intent is Intent.START_SESSION:
                counts = told.counts or (0, 0, 0)
                return replace(read, wishes=(replace(read.best, breath=counts), *read.wishes[1:]))
        return self._read(text, around)

    def _read(self, text: str, around: Surroundings) -> WishRead:
        if (command := self._commands.read(text, around)) is not None:
            return command
        if (switched := self._switches.read(text)) is not None:
            return WishRead(wishes=(switched,))
        found = mark(put_right(text, self._lexicon), self._poses, self._lexicon)
        answer, pick = self._short.as_answer(found)
        short = self._short.read(found, around)
        read = WishRead(wishes=(short,)) if short is not None else self._of_cues(found, around)
        return replace(
            read,
            answer=answer,
            pick=pick,
            takes_back=self._short.takes_back(found),
            names_a_pose=self._lexicon.answers.pose.match(found.text) is not None,
        )

    def _of_cues(self, found: Marked, around: Surroundings) -> WishRead:
        there = self._topics(found)
        weighed = self._weigh(found, there)
        best = max((one.grade for one in weighed), default=Grade.NONE)
        # What is left of words that deny a wish must be plain itself: "do not set a reminder".
        enough = Grade.SURE if any(one.denied for one in weighed) else Grade.LIKELY
        top = [one.intent for one in weighed if one.grade is best] if best >= enough else []
        if (answer := self._free_answer(top[:1], best, found, around)) is not None:
            return WishRead(wishes=(answer,))
        if best is Grade.SURE and Intent.SET_TIMEZONE in top:
            reminders = (one for one in top if one in _AT_A_PLACE)
            both = (self._fill.reminder_at_place(one, found, around) for one in reminders)
            if (reminder := next(filter(None, both), None)) is not None:
                return WishRead(wishes=(reminder,))
        case = self.case(found, there, weighed)
        chances = load_tables(self._locale)["sensed" if case.sensed else "alone"].chances(case)
        intent = _here(meant(case, chances), around)
        wish = self._fill.fill(intent, found, around)
        nowhere = not (case.surely(intent) or self._fill.names_a_place(wish))
        if intent is Intent.UNKNOWN or nowhere:
            unknown = Wish(intent=Intent.UNKNOWN, about=found.said)
            return WishRead(wishes=(unknown,), near=nearest(case, chances)[:_OFFERED])
        if not doubtful(intent, chances):
            return WishRead(wishes=(wish,))
        others = also_likely(intent, chances)[:_OFFERED]
        return WishRead(
            wishes=tuple(self._fill.fill(one, found, around) for one in others), asks=True
        )

    def _free_answer(
        self, top: list[Intent], best: Grade, found: Marked, around: Surroundings
    ) -> Wish | None:
        """The words as an answer to the coach's open question, unless they are plainly a wish."""
        loose = not top or best < Grade.SURE or top[0] in _LOOSE
        match around.expecting:
            case Expecting.ZONE if loose:
                place = self._fill.placed(Wish(intent=Intent.SET_TIMEZONE), found.said)
                if place.zone is None and asks_back(found):
                    return None
                return place if self._fill.names_a_place(place) else None
            case Expecting.SCREENING if loose or (
                top[0] is Intent.SAFETY_QUESTION and not found.question
            ):
                return Wish(intent=Intent.SET_CONDITIONS, about=found.said)
            case Expecting.TIME if not top and not of_others(found):
                times = self._fill.timed(found.said, around)
                vague = times.fault is not TimeFault.NO_TIME
                return Wish(intent=Intent.SET_REMINDER, times=times) if vague else None
            case _:
                return None

    def case(self, found: Marked, there: frozenset[str], weighed: Sequence[Weighed]) -> Case:
        """All that there is to judge words by."""
        likeness = self._likeness or load_likeness("wishes", self._locale)
        told = likeness.of(traits(found, there))
        return Case(
            likely={Intent(name): share for name, share in told.items()},
            sensed=self._sensed(found.said),
            weighed=weighed,
            topics=there,
            found=found,
        )

    def evidence(self, text: str) -> Case:
        """What there is to judge a text by; for those who fit how far it is believed."""
        found = mark(put_right(text, self._lexicon), self._poses, self._lexicon)
        there = self._topics(found)
        return self.case(found, there, self._weigh(found, there))

    def traits(self, text: str, *, topics: bool = True) -> list[str]:
        """What the words have that a resemblance to labelled utterances is learnt by."""
        found = mark(put_right(text, self._lexicon), self._poses, self._lexicon)
        return traits(found, self._topics(found) if topics else ())

    def _topics(self, found: Marked) -> frozenset[str]:
        return frozenset(
            topic
            for topic, words in self._lexicon.topics.items()
            if words.search(found.text) or words.search(found.plain)
        )

    def _weigh(self, found: Marked, there: frozenset[str]) -> list[Weighed]:
        """What speaks for each intent, in the lexicon's order of precedence."""
        never = ruled_out(self._lexicon.bounds, found)
        weighed = [
            Weighed(intent=cues.intent, grade=Grade.NONE, denied=True, barred=True)
            if cues.intent in never
            else self._weighed(cues, found, there)
            for cues in self._lexicon.cues
        ]
        return [one for one in weighed if one.grade is not Grade.NONE or one.denied or one.barred]

    def _weighed(self, cues: Cues, found: Marked, there: frozenset[str]) -> Weighed:
        denied = False
        if cues.unless is not None and (
            cues.unless.search(found.text) or cues.unless.search(found.plain)
        ):
            return Weighed(intent=cues.intent, grade=Grade.NONE, barred=True)
        together = any(all_of <= there and not none_of & there for all_of, none_of in cues.together)
        for grade, pattern in cues.grades:
            if together and grade < Grade.TOGETHER:
                break
            clauses = _clauses(cues.intent, found) if grade is Grade.SURE else ()
            for text in dict.fromkeys((found.text, found.plain, *clauses)):
                for cue in pattern.finditer(text):
                    if cues.intent not in _DENIABLE or not self._denied(text[: cue.start()]):
                        return Weighed(intent=cues.intent, grade=grade)
                    denied = True
            if denied:
                break
        grade = Grade.TOGETHER if together and not denied else Grade.NONE
        return Weighed(intent=cues.intent, grade=grade, denied=denied)

    def _denied(self, before: str) -> bool:
        return bool(before) and self._lexicon.negators.search(before) is not None
