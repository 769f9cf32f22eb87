"""From words to the topics that they are about: what is said, denied, past, measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.coach.safety.lexicon import Entry, Kind, Lexicon
from bot.coach.safety.measures import measured, weeks_along
from bot.coach.safety.normal import Words
from bot.coach.safety.pattern import Hit, Seen, find
from bot.coach.safety.scope import Past, Scope

_OLD_RED_FLAG = 28.0
_LONG_AGO = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One way of saying something, found in a text."""

    entry: Entry
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a text says about a body.

    `present`: topics that count, `red` those of them that are red flags. `denied`: topics that
    were named only to be denied. `settled`: something was named that lies behind or is a
    relative's. `asked_past`: an old red flag that no topic covers. `gaps`: kinds of things named
    that no topic covers.
    """

    present: frozenset[str]
    denied: frozenset[str]
    settled: bool
    asked_past: bool
    gaps: frozenset[str]
    scope: Scope
    seen: Seen


def without_idioms(words: Words, lexicon: Lexicon) -> Words:
    """The text with its figures of speech blotted out."""
    seen = Seen(words, lexicon.classes)
    covered = {
        index
        for found in _matches(seen, lexicon, only=Kind.IDIOM)
        for start, end in found.hit.spans
        for index in range(start, end)
    }
    if not covered:
        return words
    nothing: frozenset[str] = frozenset()
    return Words(
        words=tuple("" if i in covered else word for i, word in enumerate(words.words)),
        forms=tuple(nothing if i in covered else forms for i, forms in enumerate(words.forms)),
        sentence=words.sentence,
        commas=words.commas,
        asked=words.asked,
    )


def plain_words(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """A text's words, those of figures of speech left out."""
    return without_idioms(lexicon.normaliser.read(text), lexicon).words


def _matches(seen: Seen, lexicon: Lexicon, *, only: Kind | None = None) -> Iterator[Found]:
    tried: set[int] = set()
    for key in seen.keys:
        for entry in lexicon.index.get(key, ()):
            wanted = entry.kind is only if only else entry.kind is not Kind.IDIOM
            if not wanted or id(entry) in tried:
                continue
            tried.add(id(entry))
            for hit in find(entry.pattern, seen):
                yield Found(entry=entry, hit=hit)


def understand(words: Words, lexicon: Lexicon) -> Findings:
    """Read a text: topics that are present, denied or past, and what is not covered."""
    plain = without_idioms(words, lexicon)
    seen = Seen(plain, lexicon.classes)
    found = list(_matches(seen, lexicon))
    if not any(one.entry.kind is Kind.EVENT for one in found) and seen.expect(weeks_along(plain)):
        found = list(_matches(seen, lexicon))
    found = _longest(found)
    scope = Scope(seen, [one.hit for one in found if one.entry.kind is not Kind.PLAIN])
    reading = _Reading(lexicon, scope)
    # Events first: what is left over from an old stroke is no new one.
    for one in sorted(found, key=lambda f: (f.entry.kind is not Kind.EVENT, f.hit.start)):
        reading.take(one)
    reading.gaps |= _unheard_of(plain, found, lexicon)
    present = reading.present | measured(plain, seen, reading.present, reading.events)
    return Findings(
        present=frozenset(_without_hidden(present, lexicon)),
        denied=frozenset(reading.denied - present),
        settled=reading.settled,
        asked_past=reading.asked_past,
        gaps=frozenset(reading.gaps),
        scope=scope,
        seen=seen,
    )


_NAMED_AFTER = frozenset({"have", "has", "got", "diagnosed", "suffer", "suffering", "taking", "take", "takes", "with", "from"})
_NAMED_WITHIN = 3


def _unheard_of(words: Words, found: list[Found], lexicon: Lexicon) -> set[str]:
    """Kinds of things that are named by words unknown here but shaped like illnesses or drugs."""
    read = {i for one in found for start, end in one.hit.spans for i in range(start, end)}
    gaps: set[str] = set()
    for index, word in enumerate(words.words):
        if index in read or not lexicon.normaliser.strange(word):
            continue
        shaped = next((n for n, ends in lexicon.endings.items() if word.endswith(ends)), None)
        before = range(max(0, index - _NAMED_WITHIN), index)
        if shaped:
            gaps.add(shaped)
        elif any(words.has(i, _NAMED_AFTER) for i in before):
            gaps.add("condition")
    return gaps


def _longest(found: list[Found]) -> list[Found]:
    """Leave out what lies within a longer finding ("period" in "period pain"); never a red flag."""
    kept = []
    for one in found:
        if one.entry.kind is not Kind.RED_FLAG and any(
            other.hit.covers(one.hit)
            for other in found
            if other.entry.kind is not Kind.RED_FLAG
            and other.entry.id not in {one.entry.id, "healthy_general"}
        ):
            continue
        kept.append(one)
    return kept


def _without_hidden(present: set[str], lexicon: Lexicon) -> set[str]:
    hidden = {name for topic in present for name in lexicon.hides.get(topic, ())}
    return present - hidden


class _Reading:
    """What has been understood so far, finding by finding."""

    def __init__(self, lexicon: Lexicon, scope: Scope) -> None:
        self._lexicon = lexicon
        self._scope = scope
        self.present: set[str] = set()
        self.denied: set[str] = set()
        self.events: set[str] = set()
        self.gaps: set[str] = set()
        self.settled = False
        self.asked_past = False

    def take(self, found: Found) -> None:
        """Judge one finding by what is said around it."""
        entry, hit = found.entry, found.hit
        urgent = entry.kind in {Kind.RED_FLAG, Kind.SYMPTOM}
        if entry.kind is not Kind.PLAIN and self._scope.denied(hit, commas_end=urgent):
            if entry.kind is not Kind.EVENT:
                self.denied.add(entry.id)
            return
        match entry.kind:
            case Kind.RED_FLAG:
                self._red_flag(entry.id, hit)
            case Kind.EVENT:
                self._event(entry.id, hit)
            case Kind.CONDITION | Kind.SYMPTOM:
                self._condition(entry.id, hit, urgent=urgent)
            case Kind.GAP:
                if self._relatives(hit):
                    self.settled = True
                else:
                    self.gaps.add(entry.id)
            case Kind.PLAIN | Kind.IDIOM:
                self.present.add(entry.id)

    def _relatives(self, hit: Hit) -> bool:
        return self._scope.family_only(hit)

    def _red_flag(self, name: str, hit: Hit) -> None:
        if self._scope.feared(hit):
            self.settled = True
            return
        when = self._scope.past(hit, bare=False)
        behind = self._lexicon.red_flag_days.get(name, _OLD_RED_FLAG)
        old = when.days is not None and when.days >= behind
        if name == "stroke_signs_now" and "past_stroke" in self.present and self._scope.left_over:
            self.present.add("past_stroke")
            return
        if not old or self._scope.now_near(hit) or when.returned:
            self.present.add(name)
        elif name in self._lexicon.past:
            self.present.add(self._lexicon.past[name])
        else:
            self.asked_past = True

    def _event(self, name: str, hit: Hit) -> None:
        event = self._lexicon.events[name]
        if self._relatives(hit) or self._scope.feared(hit):
            self.settled = True
            return
        when = self._scope.past(hit, bare=True)
        topic = self._topic_of(
            event.fresh, event.settled, event.healed, event.timeless, event.days, when
        )
        self.events.add(name)
        if topic:
            self.present.add(topic)
        else:
            self.settled = True

    @staticmethod
    def _topic_of(
        fresh: str, settled: str, healed: str, timeless: str, days: int, when: Past
    ) -> str:
        if when.returned:
            return fresh
        if when.days is None:
            return healed if when.healed else timeless
        return fresh if when.days < days else settled

    def _condition(self, name: str, hit: Hit, *, urgent: bool) -> None:
        if not urgent and self._relatives(hit):
            self.settled = True
            return
        when = self._scope.past(hit, bare=False)
        long_ago = when.days is not None and when.days > _LONG_AGO
        behind = long_ago and (when.healed or name in _PASSES)
        if name in _HEALS and behind and not when.returned:
            self.settled = True
            return
        self.present.add(name)


# Of these, the ones that are over after some months even where nobody says so.
_PASSES = frozenset(
    {"broken_leg_or_cast", "muscle_injury", "leg_infection", "ear_infection", "fever_illness", "sinus_cold"}
)

# Present conditions that a person can have behind them altogether.
_HEALS = frozenset(
    {
        "broken_leg_or_cast", "muscle_injury", "leg_infection", "ear_infection", "fever_illness",
        "neck_injury_acute", "sinus_cold", "knee_injury", "anxiety", "depression",
        "pregnancy_second_trimester", "vertigo_bppv", "herniated_disc_sciatica", "chronic_back_pain",
    }
)  # fmt: skip
