"""What words can mean to the coach: wishes, times and places, as frozen values.

The readers in this folder (`wishes`, `times`, `places`) turn plain words and commands into these.
They are pure functions of the words and of what is passed in; none of them asks the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

MOST_LEEWAY = 15
"""Minutes by which a reminder may be late on purpose: more is no longer the time that was said."""


class Intent(StrEnum):
    """What a person wants, by the names of the public interface (docs/local-chat.md)."""

    WELCOME = "welcome"
    HELP = "help"
    LIST_POSES = "list_poses"
    SHOW_POSE = "show_pose"
    START_SESSION = "start_session"
    PAUSE_SESSION = "pause_session"
    RESUME_SESSION = "resume_session"
    STOP_SESSION = "stop_session"
    EXTEND_SESSION = "extend_session"
    SESSION_STATUS = "session_status"
    SET_REMINDER = "set_reminder"
    LIST_REMINDERS = "list_reminders"
    CANCEL_REMINDER = "cancel_reminder"
    CHANGE_REMINDER = "change_reminder"
    PAUSE_REMINDERS = "pause_reminders"
    SNOOZE_REMINDER = "snooze_reminder"
    SKIP_TONIGHT = "skip_tonight"
    SET_TIMEZONE = "set_timezone"
    SET_LANGUAGE = "set_language"
    SET_BELL = "set_bell"
    SET_MOTION = "set_motion"
    LOG_CHECKIN = "log_checkin"
    SAFETY_QUESTION = "safety_question"
    SHOW_CONDITIONS = "show_conditions"
    SET_CONDITIONS = "set_conditions"
    SHOW_PROGRESS = "show_progress"
    CHALLENGE_TODAY = "challenge_today"
    CHALLENGE_JOIN = "challenge_join"
    PRIVACY = "privacy"
    EXPORT_MY_DATA = "export_my_data"
    DELETE_MY_DATA = "delete_my_data"
    SMALLTALK_THANKS = "smalltalk_thanks"
    UNKNOWN = "unknown"


ABOUT_ITSELF = "who are you"
"""What a wish for help is about where it asks who or what the coach is."""


class Section(StrEnum):
    """A part of a pose's card."""

    OVERVIEW = "overview"
    STEPS = "steps"
    BENEFITS = "benefits"
    VARIATIONS = "variations"
    CAUTIONS = "cautions"
    TIPS = "tips"
    FAQ = "faq"
    VIDEO = "video"


class TimeFault(StrEnum):
    """Why words about a time make no reminder."""

    INVALID_TIME = "invalid_time"
    VAGUE_TIME = "vague_time"
    NO_TIME = "no_time"
    PAST = "past"
    UNSUPPORTED_RECURRENCE = "unsupported_recurrence"


class Weekday(StrEnum):
    """The evening on which a night begins."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One reading of words about a time.

    `clock` is wall-clock time in `zone` if the words name one (an IANA key, or `Etc/GMT...` for a
    whole-hour offset), else in the person's own. `days` is None for every night. `on` is the local
    calendar date of a single one (then `once` is true). `instant` is set, aware and in UTC, where
    the words were relative ("in 20 minutes"): elapsed time, also across a change of the clocks.
    `leeway`: by how many minutes it may be later, 0 for to the minute; None if nothing was said.
    """

    clock: time
    days: frozenset[Weekday] | None = None
    once: bool = False
    on: date | None = None
    zone: str | None = None
    instant: datetime | None = None
    leeway: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesRead:
    """What words about times mean.

    `times`: all to be set (several for "9pm and 10pm"); empty if there is a `fault`.
    `asks`: the readings are alternatives to ask about, best first; nothing is set until answered.
    `rest`: the words that were not about a time (a pose's name, a filler), in order.
    """

    times: tuple[When, ...] = ()
    asks: bool = False
    fault: TimeFault | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFound:
    """A place and its zone. `zone` is an IANA key, or `+05:30` for an offset without a key."""

    name: str
    zone: str
    country: str | None = None
    population: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRead:
    """What words about a place mean, the likeliest first; empty if nothing fits.

    `asks`: nothing may be chosen unasked (a country with several zones, an ambiguous
    abbreviation); else the first is taken, said aloud, and the others are offered.
    """

    found: tuple[PlaceFound, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One reading of what a person wants. A field is set only where the words fix it.

    `seconds`: length of a session. `minutes`: of a snooze or an extension, or of a reminder's
    session. `until`: a snooze's wall-clock end. `about`: the words left for the use case itself
    (a place for the zone, a question about the body, a topic of help, an unknown pose's name).
    `breath`: counts in, held and out, which may be any; all 0 if they could not be read. `on`: of a
    switch, None to ask.
    """

    intent: Intent
    pose: str | None = None
    section: Section | None = None
    seconds: int | None = None
    minutes: int | None = None
    until: time | None = None
    times: TimesRead | None = None
    zone: str | None = None
    language: str | None = None
    feeling: int | None = None
    breath: tuple[int, int, int] | None = None
    on: bool | None = None
    about: str = ""


class Answer(StrEnum):
    """Words that are no more than a yes or a no."""

    YES = "yes"
    NO = "no"


class TakesBack(StrEnum):
    """What words take back: whatever was done last, or that tonight was left out."""

    LAST = "last"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishRead:
    """What words mean, the best reading first.

    `asks`: the readings are close, or the act is grave and the words weak: the person is asked
    with the readings as choices and nothing is changed. `near`: for `unknown`, the intents that
    come nearest, to be offered. `answer` and `pick` (0 the first choice, -1 the last): what the
    words are as an answer to an open choice, and `takes_back` what they undo if there is anything
    to undo, beside any wish in them. `names_a_pose`: that is all they do.
    """

    wishes: tuple[Wish, ...]
    asks: bool = False
    near: tuple[Intent, ...] = ()
    answer: Answer | None = None
    pick: int | None = None
    takes_back: TakesBack | None = None
    names_a_pose: bool = False

    @property
    def best(self) -> Wish:
        """The likeliest wish; there is always one, `unknown` if nothing else."""
        return self.wishes[0]


class Expecting(StrEnum):
    """The open question of the coach, if any, that a short answer may belong to."""

    NOTHING = "nothing"
    ZONE = "zone"
    TIME = "time"
    SCREENING = "screening"
    FEELING = "feeling"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the conversation stands on when somebody writes.

    `now` is aware, in the person's own zone (UTC where none is known yet: then `zone_known` is
    false and only relative times and sizes may be taken from it).
    """

    now: datetime
    zone_known: bool = True
    locale: str = "en"
    expecting: Expecting = Expecting.NOTHING
    in_session: bool = False
    session_paused: bool = False
    just_rang: bool = False
    last_pose: str | None = None
    reminder_clocks: tuple[time, ...] = field(default=())
