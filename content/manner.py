"""How the coach speaks, as far as a program can tell: short, calm, and promising nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.library import ENGLISH, Library
from content.model import Topic, Verdict
from content.phrases import Catalogue, Words
from content.reading import Reader

CUE_WORDS = 12
"""A cue is one breath long."""

MOVEMENT_WORDS = 25
"""A movement in or out of a pose is heard while it is done: ten seconds of calm speech."""

TOPIC_WORDS = 90
"""An answer about the body (verdict, what to do, why) fits a phone without scrolling."""

Told = tuple[str, str]
"""What is wrong, and what to do."""

_MOVEMENTS = {"steps", "side_two", "come_out"}

_BANNED = {
    r"\bsafe\b": "Say what is known, and who should leave the pose out.",
    r"\bguaranteed?\b": "Say what is known.",
    r"\bdetox": "Leave it out; nothing supports it.",
    r"\blet['\u2019]s\b": "Address the person: you.",
    r"\bgreat job\b": "Leave the praise out.",
}
_CURE = re.compile(r"\bcure[sd]?\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(no|not|never|none|nothing|nobody|neither|nor|cannot|without)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\W*(yes|yeah|yep|sure|of course|ok(ay)?|fine|go ahead|you can)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.?])\s+")
_WORD = re.compile(r"[^\W_]+")
# Words of a name that many names share, and that name nothing by themselves.
_EMPTY = {"and", "the", "with", "for", "from", "that", "your", "after", "before", "recent", "pose"}


def check_manner(library: Library, reader: Reader) -> None:
    """Note a fault for each text that is not in the coach's voice."""
    for tag, catalogue in library.catalogues.items():
        for key, words in catalogue.entries.items():
            for text in _texts(words):
                for told in _voice(key, text, tag):
                    reader.fault(reader.origins[tag][key], key, *told)
        for topic in library.topics.values():
            first = f"topic.{topic.id}.first"
            if first in catalogue.entries:
                for told in _answer(topic, catalogue):
                    reader.fault(reader.origins[tag][first], first, *told)


def _texts(words: Words) -> tuple[str, ...]:
    """What the coach says; names are what people say, and so free."""
    if isinstance(words, str):
        return (words,)
    return () if isinstance(words, tuple) else tuple(words.values())


def _voice(key: str, text: str, tag: str) -> Iterator[Told]:
    if "!" in text:
        yield "There is an exclamation mark.", "End the sentence quietly."
    of_pose = key.startswith("pose.")
    is_cue = of_pose and ".cues." in key
    is_movement = of_pose and key.split(".")[2] in _MOVEMENTS
    is_adjust = key.startswith("topic.") and key.endswith(".adjust")
    if (is_cue or is_adjust) and len(text.split()) > CUE_WORDS:
        wrong = f"This cue has {len(text.split())} words."
        yield wrong, f"A cue is one breath long: {CUE_WORDS} words at most."
    if is_movement and len(text.split()) > MOVEMENT_WORDS:
        wrong = f"This movement has {len(text.split())} words."
        yield wrong, f"It is heard while it is done: {MOVEMENT_WORDS} words at most."
    if tag.partition("-")[0] != ENGLISH:
        return
    for pattern, remedy in _BANNED.items():
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            yield f'The coach does not say "{found[0]}".', remedy
    for sentence in _SENTENCE_END.split(text):
        if _CURE.search(sentence) and not _DENIED.search(sentence):
            yield "A cure is promised.", "Say what was seen, or that nothing cures it."


def _answer(topic: Topic, catalogue: Catalogue) -> Iterator[Told]:
    name, first, do, why = (
        str(catalogue.entries.get(f"topic.{topic.id}.{part}", ""))
        for part in ("name", "first", "do", "why")
    )
    count = sum(len(part.split()) for part in (first, do, why))
    if count > TOPIC_WORDS:
        wrong = f"first, do and why have {count} words together."
        yield wrong, f"Shorten them to {TOPIC_WORDS}."
    if topic.verdict is Verdict.AVOID and _YES.match(first):
        yield "It starts with a yes, and the verdict is avoid.", "Start with what not to do."
    if catalogue.tag.partition("-")[0] == ENGLISH and name and not _names(name, first):
        yield f"It does not name {name}.", "Say it in the first line."


def _names(name: str, text: str) -> bool:
    """Whether a text has a word of a name, in any of its endings."""
    known = {_stem(word) for word in _WORD.findall(name.casefold())} - {""}
    return not known or bool(known & {_stem(word) for word in _WORD.findall(text.casefold())})


def _stem(word: str) -> str:
    """The first five letters: enough to tell words apart, too few for an ending."""
    return "" if len(word) < 3 or word in _EMPTY else word[:5]  # noqa: PLR2004 - a, in, of
