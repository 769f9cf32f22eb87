"""Poses by any of their names, in words of any spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.coach.understanding.lexicon import Lexicon
from bot.coach.understanding.plain_words import put_right

_SURE = 84.0
_IN_A_SENTENCE = 88.0
_SHORTEST_MISSPELT = 7
_WORDS_LOOKED_AT = 24
_WIDEST = 5
_NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseFound:
    """A pose named in words, and where."""

    pose: str
    start: int
    end: int


class PoseNames:
    """All names of all poses: ids, English, Sanskrit, nicknames, descriptions."""

    def __init__(self, names: Mapping[str, tuple[str, ...]], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        by_name: dict[str, str] = {}
        for pose, described in names.items():
            for name in (pose, *described, *lexicon.poses.get(pose, ())):
                for form in (
                    name.casefold(),
                    put_right(name, lexicon).text,
                    name.replace("_", " "),
                ):
                    by_name.setdefault(form.strip(), pose)
        by_name.pop("", None)
        self._by_name = by_name
        longest_first = sorted(by_name, key=len, reverse=True)
        self._exact = re.compile(
            rf"(?<!\S)(?:the )?({'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\S)"
        )
        self._typed = re.compile(
            r"(?<!\w)(?:"
            + "|".join(re.escape(name).replace(r"\ ", r"[\s_-]+") for name in longest_first)
            + r")(?!\w)",
            re.IGNORECASE,
        )
        self._misspellable = tuple(name for name in by_name if len(name) >= _SHORTEST_MISSPELT)

    def called(self, text: str) -> tuple[str | None, tuple[str, ...]]:
        """The pose that a name stands for, or None, and the nearest three ids, nearest first."""
        name = put_right(text, self._lexicon).text
        ranked: dict[str, float] = {}
        for known, score, _ in process.extract(
            name, self._by_name.keys(), scorer=fuzz.WRatio, limit=40
        ):
            ranked.setdefault(self._by_name[known], score)
        near = tuple(sorted(ranked, key=ranked.__getitem__, reverse=True)[:_NEAREST])
        if name in self._by_name:
            return self._by_name[name], near
        if found := self.first_in(name):
            return found.pose, near
        close = process.extractOne(
            name, self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=_SURE
        )
        return (self._by_name[close[0]] if close else None), near

    def first_in(self, text: str) -> PoseFound | None:
        """The first pose named in words put right, its spelling forgiven; None if there is none."""
        if exact := self._exact.search(text):
            return PoseFound(pose=self._by_name[exact[1]], start=exact.start(), end=exact.end())
        return self._misspelt_in(text)

    def without(self, said: str) -> str:
        """Words as typed without the names in them."""
        return self._typed.sub(" ", said)

    def _misspelt_in(self, text: str) -> PoseFound | None:
        words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)][:_WORDS_LOOKED_AT]
        windows = {
            text[words[first][0] : words[last][1]]: (words[first][0], words[last][1])
            for first in range(len(words))
            for last in range(first, min(first + _WIDEST, len(words)))
            if words[last][1] - words[first][0] >= _SHORTEST_MISSPELT
        }
        best: tuple[float, str, str] | None = None
        for window in windows:
            found = process.extractOne(
                window, self._misspellable, scorer=fuzz.ratio, score_cutoff=_IN_A_SENTENCE
            )
            if found and (best is None or found[1] > best[0]):
                best = (found[1], found[0], window)
        if best is None:
            return None
        start, end = windows[best[2]]
        return PoseFound(pose=self._by_name[best[1]], start=start, end=end)
