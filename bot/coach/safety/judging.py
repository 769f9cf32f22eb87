"""Judging each thing found by what is said around it: whether and as what it counts."""

from __future__ import annotations

from typing import assert_never

from bot.coach.safety.lexicon import Entry, Event, Kind, Lexicon
from bot.coach.safety.matching import Hit
from bot.coach.safety.scope import Denial, Past, Scope

_OLD_RED_FLAG = 28.0
"""Days after which a red flag told of as past is no emergency any more."""
_LONG_AGO = 150.0

# Conditions that a person can have behind them altogether, once said to be healed.
_HEALS = frozenset(
    {
        "broken_leg_or_cast", "muscle_injury", "leg_infection", "ear_infection", "fever_illness",
        "neck_injury_acute", "sinus_cold", "knee_injury", "anxiety", "depression", "vertigo_bppv",
        "pregnancy_second_trimester", "herniated_disc_sciatica", "chronic_back_pain",
    }
)  # fmt: skip
# Of these, the ones that are over after some months even where nobody says so.
_PASSES = frozenset(
    {
        "broken_leg_or_cast", "muscle_injury", "leg_infection", "ear_infection", "fever_illness",
        "sinus_cold",
    }
)  # fmt: skip


class Judging:
    """What has been understood so far, finding by finding.

    `present`: topics. `denied`: topics. `events`: events that happened. `gaps`: kinds of things
    that no topic covers. `settled`: something lies behind or is a relative's. `asked_past`: an old
    red flag that no topic covers.
    """

    def __init__(self, lexicon: Lexicon, scope: Scope) -> None:
        self._lexicon = lexicon
        self._scope = scope
        self.present: set[str] = set()
        self.denied: set[str] = set()
        self.events: set[str] = set()
        self.gaps: set[str] = set()
        self.settled = False
        self.asked_past = False

    def take(self, entry: Entry, hit: Hit) -> None:
        """Judge one finding."""
        urgent = entry.kind in {Kind.RED_FLAG, Kind.SYMPTOM}
        denial = self._scope.denied(hit, commas_end=urgent)
        if entry.kind is not Kind.PLAIN and denial is not Denial.NONE:
            # Words put together out of a denial and of what stands beside it say neither.
            if entry.kind is not Kind.EVENT and denial is Denial.WHOLE:
                self.denied.add(entry.id)
            return
        match entry.kind:
            case Kind.RED_FLAG:
                self._red_flag(entry.id, hit)
            case Kind.SYMPTOM:
                self._condition(entry.id, hit)
            case Kind.EVENT | Kind.CONDITION | Kind.GAP if self._scope.family_only(hit):
                self.settled = True
            case Kind.EVENT:
                self._event(entry.id, hit)
            case Kind.CONDITION:
                self._condition(entry.id, hit)
            case Kind.GAP:
                self.gaps.add(entry.id)
            case Kind.PLAIN | Kind.IDIOM:
                self.present.add(entry.id)
            case _:
                assert_never(entry.kind)

    def _red_flag(self, name: str, hit: Hit) -> None:
        if self._scope.feared(hit):
            self.settled = True
            return
        if name == "stroke_signs_now" and "past_stroke" in self.present and self._scope.left_over:
            return
        when = self._scope.past(hit, bare=False)
        behind = self._lexicon.red_flag_days.get(name, _OLD_RED_FLAG)
        old = when.days is not None and when.days >= behind
        once = name in self._lexicon.red_flag_days
        past = self._lexicon.past.get(name, "")
        if not old or when.returned or self._scope.now_near(hit, once=once):
            self.present.add(name)
        elif past in self._lexicon.events:
            self._happened(past, when)
        elif past:
            self.present.add(past)
        else:
            self.asked_past = True

    def _event(self, name: str, hit: Hit) -> None:
        if self._scope.feared(hit):
            self.settled = True
            return
        self._happened(name, self._scope.past(hit, bare=True))

    def _happened(self, name: str, when: Past) -> None:
        topic = _topic_of(self._lexicon.events[name], when)
        self.events.add(name)
        if topic:
            self.present.add(topic)
        else:
            self.settled = True

    def _condition(self, name: str, hit: Hit) -> None:
        when = self._scope.past(hit, bare=False)
        long_ago = when.days is not None and when.days > _LONG_AGO
        if long_ago and not when.returned and name in (_HEALS if when.healed else _PASSES):
            self.settled = True
        else:
            self.present.add(name)


def _topic_of(event: Event, when: Past) -> str:
    if when.returned:
        return event.returned
    if when.days is None:
        return event.healed if when.healed else event.timeless
    return event.fresh if when.days < event.days else event.settled
