"""From words to the topics that they are about: what is said, denied, past, measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.coach.safety.judging import Judging
from bot.coach.safety.lexicon import Entry, Kind, Lexicon
from bot.coach.safety.matching import Hit, Seen, find
from bot.coach.safety.measures import measured
from bot.coach.safety.normal import Words
from bot.coach.safety.scope import Scope
from bot.coach.safety.weeks import trimesters, weeks_along

_NAMED_WITHIN = 3
"""Words before an unknown one in which "have" or "taking" makes it an illness or a medicine."""
_HIDES_NOTHING = "healthy_general"
_SET_PHRASE = 3
"""Words of the longest claim or technique that replaces a condition within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One way of saying something, found in a text."""

    entry: Entry
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a text says about a body.

    `present`: topics that count. `denied`: topics that were named only to be denied. `settled`:
    something was named that lies behind, or is a relative's. `asked_past`: an old red flag that no
    topic covers. `gaps`: kinds of things named that no topic covers. `said`: the words as they
    came, figures of speech and all.
    """

    present: frozenset[str]
    denied: frozenset[str]
    settled: bool
    asked_past: bool
    gaps: frozenset[str]
    scope: Scope
    seen: Seen
    said: Words


def plain_words(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """A text's words, those of figures of speech left empty."""
    return _without_idioms(lexicon.normaliser.read(text), lexicon).words


def understand(words: Words, lexicon: Lexicon) -> Findings:
    """Read a text: topics that are present, denied or past, and what is not covered."""
    plain = _without_idioms(words, lexicon)
    seen = Seen(plain, lexicon.classes)
    found = list(_matches(seen, lexicon))
    happened = any(one.entry.kind is Kind.EVENT for one in found)
    if not happened and seen.expect(weeks_along(plain, lexicon.numbers)):
        found = list(_matches(seen, lexicon))
    found = _longest(found)
    named = [one.hit for one in found if one.entry.kind is not Kind.PLAIN]
    scope = Scope(seen, lexicon.numbers, named)
    judging = Judging(lexicon, scope)
    # Events first: what is left over from an old stroke is no new one.
    for one in sorted(found, key=lambda f: (f.entry.kind is not Kind.EVENT, f.hit.start)):
        judging.take(one.entry, one.hit)
    present = judging.present | _numbered(plain, seen, judging, lexicon)
    hidden = {name for topic in present for name in lexicon.hides.get(topic, ())}
    return Findings(
        present=frozenset(present - hidden),
        denied=frozenset(judging.denied - present),
        settled=judging.settled,
        asked_past=judging.asked_past,
        gaps=frozenset(judging.gaps | _unheard_of(plain, found, lexicon)),
        scope=scope,
        seen=seen,
        said=words,
    )


def _without_idioms(words: Words, lexicon: Lexicon) -> Words:
    """The text with its figures of speech blotted out."""
    covered = {
        index
        for found in _matches(Seen(words, lexicon.classes), lexicon, only=Kind.IDIOM)
        for start, end in found.hit.spans
        for index in range(start, end)
    }
    if not covered:
        return words
    nothing: frozenset[str] = frozenset()
    return replace(
        words,
        words=tuple("" if i in covered else word for i, word in enumerate(words.words)),
        forms=tuple(nothing if i in covered else forms for i, forms in enumerate(words.forms)),
    )


def _matches(seen: Seen, lexicon: Lexicon, *, only: Kind | None = None) -> Iterator[Found]:
    tried: set[int] = set()
    for key in sorted(seen.keys):
        for entry in lexicon.index.get(key, ()):
            wanted = entry.kind is only if only else entry.kind is not Kind.IDIOM
            if not wanted or id(entry) in tried:
                continue
            tried.add(id(entry))
            for hit in find(entry.pattern, seen):
                yield Found(entry=entry, hit=hit)


def _longest(found: list[Found]) -> list[Found]:
    """Leave out what lies within a longer finding ("period" in "period pain"); never a red flag."""
    return [one for one in found if not any(_hides(other, one) for other in found)]


def _hides(other: Found, one: Found) -> bool:
    if other.entry.id in {one.entry.id, _HIDES_NOTHING} or not other.hit.covers(one.hit):
        return False
    kinds = (other.entry.kind, one.entry.kind)
    if Kind.RED_FLAG in kinds or (kinds[1] is Kind.SYMPTOM and kinds[0] is not Kind.SYMPTOM):
        return False
    if kinds[0] is Kind.PLAIN and kinds[1] is not Kind.PLAIN:
        # A claim about something may be said around it; only a set phrase replaces it.
        return other.hit.end - other.hit.start <= _SET_PHRASE
    return True


def _numbered(words: Words, seen: Seen, judging: Judging, lexicon: Lexicon) -> set[str]:
    """Topics that numbers name."""
    topics = measured(words, lexicon.numbers, judging.present)
    topics.update(
        trimesters(
            words,
            lexicon.numbers,
            said=seen.has("pregnant"),
            present=judging.present,
            events=judging.events,
        )
    )
    return topics


def _unheard_of(words: Words, found: list[Found], lexicon: Lexicon) -> set[str]:
    """Kinds of things named by words unknown here but shaped like illnesses or medicines."""
    read = {i for one in found for start, end in one.hit.spans for i in range(start, end)}
    gaps: set[str] = set()
    for index, word in enumerate(words.words):
        if index in read or not lexicon.normaliser.strange(word):
            continue
        shaped = next((n for n, ends in lexicon.endings.items() if word.endswith(ends)), None)
        before = range(max(0, index - _NAMED_WITHIN), index)
        if shaped:
            gaps.add(shaped)
        elif any(words.has(i, lexicon.named_after) for i in before):
            gaps.add("condition")
    return gaps
