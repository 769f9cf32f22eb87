"""Finding patterns in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product

from bot.coach.safety.normal import Words
from bot.coach.safety.pattern import Element, Pattern, Sequence, sequence_of

_WIDEST_GAP = 3
_APART = 7
"""Words that may stand between two sequences of one part."""
_FILLERS_IN_A_ROW = 3
_BESIDE = 6
"""How near something unwanted spoils a finding."""
_MOST_SPANS = 12
"""Places at which one sequence is looked for; a text that repeats itself needs no more."""
_SHORTEST_BEGINNING = 2

Span = tuple[int, int]
"""First word and the one after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a pattern was found: the spans of its sequences, and the whole."""

    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        """First word."""
        return min(start for start, _ in self.spans)

    @property
    def end(self) -> int:
        """The word after the last."""
        return max(end for _, end in self.spans)

    def covers(self, other: Hit) -> bool:
        """Whether every word of `other` lies within this one, which is the longer."""
        mine = {i for start, end in self.spans for i in range(start, end)}
        theirs = {i for start, end in other.spans for i in range(start, end)}
        return theirs < mine


class Seen:
    """A text with the classes that begin at each of its words."""

    def __init__(self, words: Words, classes: Classes) -> None:
        self.words = words
        self.fillers = classes.fillers
        self.at = [classes.starting(words, i) for i in range(len(words))]
        self.keys: set[str] = {form for forms in words.forms for form in forms}
        for index, begun in enumerate(self.at):
            self.keys.update(f"@{name}" for name in begun)
            for form in words.forms[index]:
                self.keys.update(f"{form[:n]}*" for n in range(_SHORTEST_BEGINNING, len(form) + 1))
        self.pregnancy_told = self.has("pregnant")

    def has(self, name: str) -> bool:
        """Whether a member of a class stands anywhere in the text."""
        return f"@{name}" in self.keys

    def expect(self, places: Iterable[int]) -> bool:
        """Take the numbers at these places for weeks of a pregnancy; whether there are any."""
        named = list(places)
        for place in named:
            self.at[place].setdefault("pregnant", set()).add(place + 1)
            self.keys.add("@pregnant")
        return bool(named)


class Classes:
    """Named sets of words and phrases.

    Args:
        members: phrases by class name; a phrase may end in `*`.
        fillers: words that may stand unasked within a sequence.
    """

    def __init__(self, members: Mapping[str, Iterable[str]], fillers: Iterable[str]) -> None:
        self.fillers = frozenset(fillers)
        self.names = frozenset(members)
        self._first: dict[str, list[tuple[str, Sequence]]] = {}
        self._beginnings: dict[str, list[tuple[str, Sequence]]] = {}
        for name, phrases in members.items():
            for phrase in phrases:
                sequence = sequence_of(phrase)
                for word in sequence[0].choices:
                    self._first.setdefault(word, []).append((name, sequence))
                for start in sequence[0].starts:
                    self._beginnings.setdefault(start, []).append((name, sequence))

    def starting(self, words: Words, index: int) -> dict[str, set[int]]:
        """Ends of the phrases that begin at a word, by class."""
        found: dict[str, set[int]] = {}
        for form in words.forms[index]:
            begun = list(self._first.get(form, ()))
            for length in range(_SHORTEST_BEGINNING, len(form) + 1):
                begun.extend(self._beginnings.get(form[:length], ()))
            for name, sequence in begun:
                end = _follow(words, sequence, index, self.fillers)
                if end is not None:
                    found.setdefault(name, set()).add(end)
        return found


def _follow(words: Words, sequence: Sequence, index: int, fillers: frozenset[str]) -> int | None:
    """End of a class's phrase that begins at `index`; fillers may stand within it."""
    here = index
    free = 0
    for place, element in enumerate(sequence):
        if element.gap:
            free = _WIDEST_GAP
            continue
        at = here
        fits = _fits(words, element, at)
        while place and not fits:
            filler = words.has(at, fillers) and at - here < _FILLERS_IN_A_ROW
            if not (filler or (at - here < free and at < len(words))):
                break
            at += 1
            fits = _fits(words, element, at)
        if fits and words.sentence[at] == words.sentence[index]:
            here, free = at + 1, 0
        elif not element.optional:
            return None
    return here


def _fits(words: Words, element: Element, index: int) -> bool:
    if index >= len(words.forms):
        return False
    forms = words.forms[index]
    if not forms.isdisjoint(element.choices):
        return True
    starts = element.starts
    return bool(starts) and any(form.startswith(starts) for form in forms)


def find(pattern: Pattern, seen: Seen) -> list[Hit]:
    """Every place where a pattern is found; parts joined by ` & ` give their first together."""
    found: list[list[Hit]] = []
    for part in pattern.parts:
        hits = _together(part, seen, strict=pattern.strict)
        if not hits:
            return []
        found.append(hits)
    if len(found) == 1:
        hits = found[0]
    else:
        hits = [Hit(spans=tuple(span for hits in found for span in hits[0].spans))]
    if not pattern.without:
        return hits
    spoilt = [span for sequence in pattern.without for span in _spans(sequence, seen, strict=True)]
    return [hit for hit in hits if not any(_beside(span, hit) for span in spoilt)]


def _beside(span: Span, hit: Hit) -> bool:
    return span[0] < hit.end + _BESIDE and span[1] > hit.start - _BESIDE


def _together(part: tuple[Sequence, ...], seen: Seen, *, strict: bool) -> list[Hit]:
    """Places where all sequences stand in one sentence, none of them far from the next."""
    spans = [list(_spans(sequence, seen, strict=strict)) for sequence in part]
    hits: list[Hit] = []
    for choice in product(*spans):
        ordered = sorted(choice)
        if all(_near(a, b, seen.words) for a, b in pairwise(ordered)):
            hits.append(Hit(spans=tuple(ordered)))
    return hits


def _near(one: Span, other: Span, words: Words) -> bool:
    if one[1] > other[0] and one != other:
        return False
    if one == other:
        return False
    same = words.sentence[one[0]] == words.sentence[other[0]]
    return same and other[0] - one[1] <= _APART


def _spans(sequence: Sequence, seen: Seen, *, strict: bool) -> Iterator[Span]:
    """Where a sequence stands, one end for each beginning (the nearest)."""
    given = 0
    for start in _openings(sequence[0], seen):
        end = _end(_Walk(sequence, seen, start, 0 if strict else _FILLERS_IN_A_ROW), 0, start)
        if end is not None and end > start:
            yield start, end
            given += 1
            if given == _MOST_SPANS:
                return


def _openings(first: Element, seen: Seen) -> Iterable[int]:
    """A quick look: the words at which a sequence with this first element can begin at all."""
    if first.optional or first.gap:
        return range(len(seen.at))
    if named := first.named:
        return [place for place, begun in enumerate(seen.at) if named in begun]
    return [place for place in range(len(seen.at)) if _fits(seen.words, first, place)]


def _ends(element: Element, here: int, seen: Seen) -> Iterable[int]:
    if element.named:
        return sorted(seen.at[here].get(element.named, ())) if here < len(seen.at) else ()
    return (here + 1,) if _fits(seen.words, element, here) else ()


@dataclass(frozen=True, slots=True)
class _Walk:
    """A sequence being followed through a text from word `start`."""

    sequence: Sequence
    seen: Seen
    start: int
    fillers: int


def _end(walk: _Walk, place: int, here: int) -> int | None:
    """Where a sequence ends whose elements from `place` on begin at word `here` or soon after."""
    if place == len(walk.sequence):
        return here
    element = walk.sequence[place]
    if element.gap:
        reach = range(here, here + _WIDEST_GAP + 1)
        ends = (_end(walk, place + 1, at) for at in reach if at == here or _inside(walk, at - 1))
        return next((end for end in ends if end is not None), None)
    for at in range(here, here + walk.fillers + 1 if place else here + 1):
        if at > here and not (_inside(walk, at) and walk.seen.words.has(at - 1, walk.seen.fillers)):
            break
        for after in _ends(element, at, walk.seen):
            end = _end(walk, place + 1, after) if _inside(walk, at) else None
            if end is not None:
                return end
    return _end(walk, place + 1, here) if element.optional else None


def _inside(walk: _Walk, index: int) -> bool:
    sentence = walk.seen.words.sentence
    return index < len(sentence) and sentence[index] == sentence[walk.start]
