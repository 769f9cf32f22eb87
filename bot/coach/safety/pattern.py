"""A small language for what people say.

A pattern is parts joined by ` & ` (anywhere in the text); a part is sequences joined by ` + ` (any
order, in one sentence, close together); a sequence is words in order. In a sequence `word*` is a
beginning, `=words` that form and no singular, `@name` a class of words or phrases, `(a|b c)` a
choice, `word?` may be missing and `..` stands for up to three words. Fillers ("my", "really", "is")
may stand between words unasked. ` -- ` and a list of phrases at the end says what must not stand
beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.coach.safety.normal import singulars

_GAP = ".."


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One place of a sequence: any of `choices` (words), `starts` (beginnings) or a class."""

    choices: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    named: str | None = None
    optional: bool = False
    gap: bool = False


Sequence = tuple[Element, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A parsed pattern.

    `keys`: one of these words or classes (`@name`) has to be there. `strict`: no fillers may stand
    between its words.
    """

    parts: tuple[tuple[Sequence, ...], ...]
    strict: bool
    without: tuple[Sequence, ...]
    keys: frozenset[str]


def parse(text: str, *, strict: bool = False) -> Pattern:
    """Read a pattern.

    Args:
        text: the pattern.
        strict: whether fillers may not stand between its words.

    Raises:
        ValueError: if nothing in it can be looked for.
    """
    wanted, _, unwanted = text.partition(" -- ")
    parts = tuple(
        tuple(sequence_of(sequence) for sequence in part.split(" + "))
        for part in wanted.split(" & ")
    )
    without = tuple(sequence_of(sequence) for sequence in unwanted.split(", ") if sequence)
    return Pattern(parts=parts, strict=strict, without=without, keys=_keys(parts, text))


_WORD = re.compile(r"\([^)]*\)\??|\S+")


def sequence_of(text: str) -> Sequence:
    """Read a sequence, or a phrase of a class."""
    return tuple(_element(word) for word in _WORD.findall(text))


@lru_cache(maxsize=8192)
def _element(word: str) -> Element:
    if word == _GAP:
        return Element(gap=True)
    optional = word.endswith("?")
    word = word.removesuffix("?")
    if word.startswith("@"):
        return Element(named=word[1:], optional=optional)
    options = word.strip("()").split("|")
    if any(" " in option for option in options):
        return Element(named=word.strip("()"), optional=optional)
    starts = tuple(option[:-1] for option in options if option.endswith("*"))
    choices = frozenset(
        form for option in options if not option.endswith("*") for form in _forms(option)
    )
    return Element(choices=choices, starts=starts, optional=optional)


def _forms(option: str) -> frozenset[str]:
    return frozenset({option[1:]}) if option.startswith("=") else singulars(option)


def _keys(parts: tuple[tuple[Sequence, ...], ...], text: str) -> frozenset[str]:
    """The rarest thing that has to be there: a single word before a choice, that before a class."""
    needed = [e for part in parts for seq in part for e in seq if not (e.optional or e.gap)]
    if not needed:
        raise ValueError(f"nothing to look for in {text!r}")

    def rank(element: Element) -> tuple[int, int]:
        if element.named:
            return (2, 0)
        names = [*element.choices, *element.starts]
        return (len(names) > 1, -max(len(name) for name in names))

    best = min(needed, key=rank)
    if best.named:
        return frozenset({f"@{best.named}"})
    return best.choices | {f"{start}*" for start in best.starts}


def choices(texts: Iterable[str]) -> dict[str, list[str]]:
    """The choices between phrases that patterns hold, as classes under their own text."""
    inner = {
        word.rstrip("?").strip("()")
        for text in texts
        for word in _WORD.findall(text)
        if word.startswith("(") and " " in word
    }
    return {text: text.split("|") for text in inner}


_SHORTEST_STEM = 3


def vocabulary(texts: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Every word that patterns or phrases mention, for mending misspelt ones.

    Args:
        texts: patterns and phrases.
        known: plain English, in which the words that begin like a `stem*` are looked up.
    """
    words: set[str] = set()
    begun = _stems(texts)
    for text in texts:
        for word in _SPLIT.split(text):
            bare = word.removesuffix("?").removeprefix("=")
            if bare.isalpha():
                words.add(bare)
    words |= begun
    ordered = sorted(known)
    for stem in begun:
        words.update(ordered[bisect_left(ordered, stem) : bisect_left(ordered, f"{stem}~")])
    return frozenset(words)


def _stems(texts: Iterable[str]) -> frozenset[str]:
    """The beginnings (`stem*`) that patterns or phrases mention, without their stars."""
    return frozenset(
        word[:-1]
        for text in texts
        for word in _SPLIT.split(text)
        if word.endswith("*") and word[:-1].isalpha() and len(word) > _SHORTEST_STEM
    )


_SPLIT = re.compile(r"[()|\s,]+")
