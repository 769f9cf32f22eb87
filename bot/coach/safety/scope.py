"""Whether a thing said is denied, long past, come back, in the family only, or merely feared.

After NegEx and ConText (Chapman 2001, Harkema 2009): trigger phrases, how far they reach, and the
words that end their reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from bot.coach.safety.matching import Hit, Seen
from bot.coach.safety.numbers import Lapse, Numbers

_DENIED_BEFORE = 9
_DENIED_AFTER = 3
_WEAK = 3
_TIME_REACH = 9
_YEAR = 365.0
_LONG = 4 * _YEAR
_RECENT = 7.0
# "In march" is some weeks or months ago, nobody here knows how many.
_MONTHS = 45.0
_FAMILY = 8
_GROWN = 25
_OWN_REACH = 2
_NOW_REACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is said about when: `days` ago (None for no time), healed, come back, going on now."""

    days: float | None
    healed: bool
    returned: bool


class Denial(Enum):
    """How much of a finding is denied: of "no pain, but a swollen leg" only a part is."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


class Scope:
    """The cues of one text."""

    def __init__(self, seen: Seen, numbers: Numbers, hits: Sequence[Hit] = ()) -> None:
        """Keep the text, and where it names matters of the body: a time belongs to the nearest."""
        self._seen = seen
        self._words = seen.words
        self._hits = hits
        self._numbers = numbers

    def cues(self, name: str) -> list[tuple[int, int]]:
        """Spans of a cue's phrases."""
        key = f"cue_{name}"
        return [(i, max(begun[key])) for i, begun in enumerate(self._seen.at) if key in begun]

    def says(self, name: str) -> bool:
        """Whether a cue is there at all."""
        return f"@cue_{name}" in self._seen.keys

    def denied(self, hit: Hit, *, commas_end: bool) -> Denial:
        """How much of a hit is denied.

        Args:
            hit: what was found.
            commas_end: a comma ends a denial unless a list with "or" goes on (red flags).
        """
        own = {i for start, end in hit.spans for i in range(start, end)}
        denials = [deny for deny in self._denials if deny[0] not in own]
        told = [
            self._after(end)
            or any(self._reaches(deny, start, commas_end=commas_end) for deny in denials)
            for start, end in hit.spans
        ]
        if all(told):
            return Denial.WHOLE
        return Denial.PART if any(told) else Denial.NONE

    @cached_property
    def _denials(self) -> list[tuple[int, int]]:
        return [
            span
            for span in self.cues("deny") + self.cues("deny_near")
            if span[0] not in self._not_denials
        ]

    @cached_property
    def _weak(self) -> frozenset[int]:
        return frozenset(start for start, _ in self.cues("deny_near"))

    @cached_property
    def _not_denials(self) -> frozenset[int]:
        return frozenset(i for start, end in self.cues("pseudo") for i in range(start, end))

    @cached_property
    def _stops(self) -> list[int]:
        return [start for start, _ in self.cues("stop")]

    def _reaches(self, deny: tuple[int, int], start: int, *, commas_end: bool) -> bool:
        first, last = deny
        if not last <= start <= last + _DENIED_BEFORE or not self._same(first, start):
            return False
        if any(last <= stop < start for stop in self._stops):
            return False
        listed = any(self._words.has(i, {"or", "nor"}) for i in range(last, start))
        if first in self._weak and start - last > _WEAK and not listed:
            return False
        comma = any(last < comma <= start for comma in self._words.commas)
        if not (comma and commas_end):
            return True
        later = range(last, min(len(self._words), start + _DENIED_BEFORE))
        return any(self._same(i, start) and self._words.has(i, {"or", "nor"}) for i in later)

    def _same(self, one: int, other: int) -> bool:
        return self._words.sentence[one] == self._words.sentence[other]

    def _after(self, end: int) -> bool:
        for start, _ in self.cues("denied_after"):
            if start in self._not_denials:
                continue
            if any(end <= lapse.start < start for lapse in self._lapses):
                # "A heart attack in 2012, all clear since": a date says that it was.
                continue
            if end <= start <= end + _DENIED_AFTER and self._same(end - 1, start):
                return not any(end <= stop < start for stop in self._stops)
        sentence = self._words.sentence[end - 1]
        if any(start == end and self._last(last) for start, last in self.cues("denied_last")):
            return True
        if sentence not in self._words.asked:
            return False
        answer = [i for i, n in enumerate(self._words.sentence) if n == sentence + 1]
        said = [i for i, n in enumerate(self._words.sentence) if n == sentence]
        short = len(answer) in (1, 2) and len(said) <= 4  # noqa: PLR2004 - "Glaucoma? No."
        return short and self._words.has(answer[0], {"no", "nope", "none", "never", "nah"})

    def _last(self, end: int) -> bool:
        """Whether a sentence ends at word `end`."""
        return end == len(self._words) or not self._same(end - 1, end)

    @cached_property
    def _lapses(self) -> tuple[Lapse, ...]:
        return self._numbers.lapses(self._words)

    def past(self, hit: Hit, *, bare: bool) -> Past:
        """When a hit was.

        Args:
            hit: what was found.
            bare: a length of time without "ago" counts too ("new hip 4 weeks").
        """
        return Past(
            days=self._days(hit, bare=bare),
            healed=self.says("healed"),
            returned=self.says("returned") and not self.says("back_no"),
        )

    def _days(self, hit: Hit, *, bare: bool) -> float | None:
        times = [(x.start, x.end, x.days) for x in self._lapses if x.ago or bare]
        times += [(*span, _LONG) for span in self.cues("long_ago")]
        times += [(*span, _MONTHS) for span in self._months]
        times += [(*span, _LONG) for span in self.cues("lasting") if bare]
        times += [(*span, _YEAR) for span in self.cues("last_year")]
        times += [(*span, _LONG) for span in self._at_an_age]
        times += [(*span, _RECENT) for span in self.cues("recently")]
        near = [
            (min(abs(start - hit.end), abs(hit.start - end)), -(end - start), days)
            for start, end, days in times
            if self._same(start, hit.start) and self._owns(hit, start, end)
        ]
        if not near:
            loose = [days for start, end, days in times if bare and self._owns(hit, start, end)]
            return max(loose, default=None)
        # "10 years ago" holds both a number and a long-ago phrase: the number, standing
        # first in the list at the same distance, is the more exact.
        best = min(distance for distance, _, _ in near)
        return next(days for distance, _, days in near if distance <= best + 2)

    def _owns(self, hit: Hit, start: int, end: int) -> bool:
        """Whether a time stands close to a hit, and no closer to another matter."""
        distance = self._distance(hit, start, end)
        # "A week after the repair": the time belongs to what comes after it.
        beside = self._numbers.beside
        forward = self._words.has(end, beside["forward"]) and not self._words.has(
            end - 1, beside["ago"]
        )
        if distance > _TIME_REACH or (forward and hit.end <= start):
            return False
        return all(
            distance <= self._distance(other, start, end)
            for other in self._hits
            if (other.end <= hit.start or hit.end <= other.start)
            and not (forward and other.end <= start)
        )

    @cached_property
    def _months(self) -> list[tuple[int, int]]:
        """Spans of "in march", but for what is yet to come ("due in march")."""
        coming = [at for start, end in self.cues("coming") for at in range(start, end)]
        return [span for span in self.cues("in_month") if span[0] not in coming]

    @cached_property
    def _at_an_age(self) -> list[tuple[int, int]]:
        """Spans of "when i was 10" and "aged 12" told of oneself as a child."""
        ages = [x.at for x in self._numbers.figures(self._words) if x.value <= _GROWN]
        return [
            (at - 3, at + 1)
            for at in ages
            if self._words.has(at - 3, self._numbers.beside["when"])
            and self._words.has(at - 1, self._numbers.beside["was"])
        ]

    @staticmethod
    def _distance(hit: Hit, start: int, end: int) -> int:
        return max(start - hit.end, hit.start - end, 0)

    def family_only(self, hit: Hit) -> bool:
        """Whether an illness is a relative's and the question is about oneself."""
        if self.says_before("own", hit) or self.says("too"):
            return False
        if self.says("family"):
            return True
        relatives = [s for s, _ in self.cues("kin") if s < hit.start and hit.start - s <= _FAMILY]
        return bool(relatives) and self.says("mine") and not self.says("for_them")

    def says_before(self, name: str, hit: Hit) -> bool:
        """Whether a cue stands close before a hit."""
        return any(0 <= hit.start - end <= _OWN_REACH for _, end in self.cues(name))

    @property
    def turned(self) -> bool:
        """Whether words after a denial say what there is instead ("no pain, just pressure")."""
        first = min((start for start, _ in self._denials), default=len(self._words))
        return any(start > first for start, _ in self.cues("turn"))

    def now_near(self, hit: Hit, *, once: bool = False) -> bool:
        """Whether "now" or the like stands close to a hit.

        Args:
            hit: what was found.
            once: it happens in a moment, so that "still" and "since" do not make it new.
        """
        return any(
            self._distance(hit, start, end) <= _NOW_REACH and self._same(start, hit.start)
            for start, end in self.cues("acute" if once else "now")
        )

    @property
    def left_over(self) -> bool:
        """Whether what is felt is told of as left from long ago, and nothing as new."""
        return self.says("residual") and not self.says("acute")

    @cached_property
    def other(self) -> bool:
        """Whether somebody else's body is meant."""
        if not (self.says("kin") or self.says("they")):
            return False
        return self.says("for_them") or not self.says("mine")

    def feared(self, hit: Hit) -> bool:
        """Whether a hit is only spoken of as something that may come, or as a subject."""
        return any(
            end <= hit.start <= end + 4 and self._same(start, hit.start)
            for start, end in self.cues("feared")
        )
