"""From what was typed to words that can be compared: case, signs, slang and misspelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST = 4096
"""Characters that are read; longer texts keep their beginning and their end."""

# Curly and accent apostrophes, curly quotes, dashes.
_SIGNS = str.maketrans("\u2019\u2018\u00b4`\u201c\u201d\u2013\u2014", "''''\"\"-,")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_OVER = re.compile(r"\b(\d{2,3})\s*(?:/|\\|over|on|by)\s*(\d{2,3})\b")
_WEEKS_DAYS = re.compile(r"\b([1-4]?\d)\s?\+\s?[0-6]\b(?!\s*(?:\d|=))")
_SHORT_WEEKS = re.compile(r"\b([1-4]?\d) ?w\b")
_GLUED = re.compile(r"(?<![a-z])(\d+(?:\.\d+)?)(?!(?:st|nd|rd|th)\b)([a-z]+)")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_SLASHED = (("w/o", "without"), ("w/", "with "), ("b/c", "because"), ("&", " and "), ("c/o", ""))
_TOKEN = re.compile(r"\d+/\d+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:\d+[^\W_]*)*|[.!?;:\n]|[,()]")
_ENDS = frozenset(".?;\n")
_SHORTEST_FIXED = 4
_LONG = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text as words.

    `forms[i]`: what word i may stand for (itself, its singular, its likely corrections).
    `sentence[i]`: number of the sentence that it is in. `commas`: indices of words that come right
    after a comma or bracket. `asked`: numbers of the sentences that end in a question mark.
    """

    words: tuple[str, ...]
    forms: tuple[frozenset[str], ...]
    sentence: tuple[int, ...]
    commas: frozenset[int]
    asked: frozenset[int]

    def __len__(self) -> int:
        return len(self.words)

    def has(self, index: int, choices: Collection[str]) -> bool:
        """Whether word `index` exists and may stand for one of `choices`."""
        return 0 <= index < len(self.words) and not self.forms[index].isdisjoint(choices)


def flatten(text: str) -> str:
    """Lower-case text without accents and apostrophes, with numbers set apart from units."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    text = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = _APOSTROPHE.sub("", text.translate(_SIGNS))
    for slashed, plain in _SLASHED:
        text = text.replace(slashed, plain)
    text = _WEEKS_DAYS.sub(r"\1 weeks", text)
    text = _OVER.sub(r"\1/\2", text)
    text = _SHORT_WEEKS.sub(r"\1 weeks", text)
    return _GLUED.sub(r"\1 \2", text)


def singulars(word: str) -> frozenset[str]:
    """The word and what it may be the plural of."""
    forms = {word}
    if len(word) > _SHORTEST_FIXED - 1 and word.endswith("s") and not word.endswith("ss"):
        forms.add(word[:-1])
        if word.endswith("ies"):
            forms.add(f"{word[:-3]}y")
    return frozenset(forms)


class Normaliser:
    """Turns text into `Words`.

    Args:
        vocabulary: words that the lexicon matches; a misspelt word is mended to these.
        known: words of plain English that are never mended.
        common: frequent plain words that compete with the vocabulary when a word is mended.
        slang: what short forms stand for, by the short form; a value may be several words.
    """

    def __init__(
        self,
        *,
        vocabulary: Collection[str],
        known: Collection[str],
        common: Collection[str],
        slang: Mapping[str, str],
    ) -> None:
        self._known = frozenset(known) | frozenset(vocabulary) | frozenset(common)
        self._slang = dict(slang)
        choices = sorted({w for w in {*vocabulary, *common, *slang} if len(w) >= _SHORTEST_FIXED})
        self._by_length: dict[int, list[str]] = {}
        for word in choices:
            self._by_length.setdefault(len(word), []).append(word)
        self.forms = lru_cache(maxsize=4096)(self._forms)
        self.meant = lru_cache(maxsize=4096)(self._meant)

    def read(self, text: str) -> Words:
        """Split a text into words; any text has a reading, an empty one for none."""
        words: list[str] = []
        sentence: list[int] = []
        commas: set[int] = set()
        asked: set[int] = set()
        number = 0
        for match in _TOKEN.finditer(flatten(text)):
            sign = match.group()
            if sign in _ENDS:
                if sign == "?":
                    asked.add(number)
                number += 1
            elif sign in "():,!":
                commas.add(len(words))
            else:
                calm = self._calm(sign)
                for word in self._slang.get(calm, calm).split():
                    words.append(word)
                    sentence.append(number)
        return Words(
            words=tuple(words),
            forms=tuple(self.forms(word) for word in words),
            sentence=tuple(sentence),
            commas=frozenset(commas),
            asked=frozenset(asked),
        )

    def _calm(self, word: str) -> str:
        """Undo letters drawn out for feeling ("sooo", "helppp")."""
        if not _DRAWN_OUT.search(word):
            return word
        once, twice = _DRAWN_OUT.sub(r"\1", word), _DRAWN_OUT.sub(r"\1\1", word)
        return twice if twice in self._known else once

    def _forms(self, word: str) -> frozenset[str]:
        plain = singulars(word)
        if len(word) < _SHORTEST_FIXED or not word.isalpha() or plain & self._known:
            return plain
        return plain.union(*(self._mended(form) for form in plain if len(form) >= _SHORTEST_FIXED))

    def _meant(self, word: str) -> str:
        """The one word that a misspelt one most likely stands for; any other word itself."""
        if len(word) < _SHORTEST_FIXED or not word.isalpha() or word in self._known:
            return word
        plain = singulars(word)
        mended = sorted((self.forms(word) - plain) & self._known)
        return mended[0] if mended else word

    def strange(self, word: str) -> bool:
        """Whether a word is neither plain English, nor the lexicon's, nor near to it."""
        return (
            len(word) > _SHORTEST_FIXED and word.isalpha() and not (self.forms(word) & self._known)
        )

    def _mended(self, word: str) -> frozenset[str]:
        """The nearest words of the lexicon, if the word is near enough to be a slip."""
        reach = 2 if len(word) >= _LONG else 1
        near: list[str] = []
        for length in range(len(word) - reach, len(word) + reach + 1):
            near.extend(self._by_length.get(length, ()))
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=reach, limit=8)
        slips = [(choice, far) for choice, far, _ in found if _plausible(word, choice, int(far))]
        best = min((far for _, far in slips), default=0)
        return frozenset(
            form
            for choice, far in slips
            if far == best
            for form in singulars(self._slang.get(choice, choice))
        )


def _plausible(word: str, choice: str, far: int) -> bool:
    """Whether a slip of that size is believable: short words and big slips have to look alike."""
    if len(word) == _SHORTEST_FIXED:
        swapped = sorted(word) == sorted(choice)
        dropped = len(choice) > len(word) and (word[0], word[-1]) == (choice[0], choice[-1])
        return swapped or dropped
    return word[0] == choice[0] or (far == 1 and len(word) > _SHORTEST_FIXED + 1)
