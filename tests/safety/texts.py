"""What the encoder learns from: labelled questions, lay terms, and wishes that are about no body.

Never reads the kept questions.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.coach.safety.encoder import NOTHING, UNCOVERED

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
LANGUAGE = HERE.parent / "language"

_BODILY = {"safety_question", "show_pose", "set_conditions", "show_conditions"}
"""Wishes that may be about a body: no examples of texts that are not."""

_WISHES = 2500
_FIRST = 0.65
"""How much of a label its first topic is, where it names several."""
_SHORTEST_SLIP = 5

# What never matters, said before or behind.
_ASIDES = (
    "i dont have epilepsy", "no asthma", "never had gout", "no hernia", "i do not have glaucoma",
    "no high bp", "no heart problems", "please", "thank you", "thanks so much",
    "sorry to bother you", "hope you are well", "it is raining here", "the sun is out today",
    "lovely evening",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text with how much of its label each topic, or class of texts without one, is."""

    words: str
    classes: tuple[tuple[str, float], ...]


def learnt(*, without: Collection[str] = ()) -> list[Text]:
    """All texts but those of the files named."""
    said = [path for path in sorted(LANGUAGE.glob("*_wishes*.jsonl")) if _open(path)]
    own = [path for path in question_files() if path.stem not in without]
    return [*questions(own), *lay_terms(), *wishes(said)]


def _open(path: Path) -> bool:
    return not path.stem.startswith(("kept", "holdout"))


def question_files() -> list[Path]:
    """The files of questions that may be learnt from."""
    named = [*sorted(HERE.glob("dev_*.jsonl")), *sorted(HERE.glob("corpus_*.jsonl"))]
    return [HERE / "sample.jsonl", *sorted(named, key=lambda path: path.stem)]


def questions(paths: Iterable[Path]) -> list[Text]:
    """Labelled questions with their topics, or the class of those without one."""
    return [Text(words=line["q"], classes=_classes(line)) for path in paths for line in lines(path)]


def _classes(line: dict[str, Any]) -> tuple[tuple[str, float], ...]:
    topics = list(dict.fromkeys(line["topics"]))
    if not topics:
        return ((NOTHING if line["pose"] is None else UNCOVERED, 1.0),)
    first, others = topics[0], topics[1:]
    if not others:
        return ((first, 1.0),)
    return ((first, _FIRST), *((other, (1 - _FIRST) / len(others)) for other in others))


def lay_terms() -> list[Text]:
    """Lay terms of the topics, as texts."""
    path = CONTENT / "locales" / "en" / "safety" / "terms.toml"
    terms: dict[str, list[str]] = tomllib.loads(path.read_text("utf-8"))
    return [
        Text(words=term, classes=((topic, 1.0),)) for topic, row in terms.items() for term in row
    ]


def wishes(paths: Iterable[Path]) -> list[Text]:
    """What people type to a coach that is about no body: a share of it, always the same."""
    said = [
        Text(words=line["q"], classes=((NOTHING, 1.0),))
        for path in paths
        for line in lines(path)
        if not _BODILY & set(line["intents"]) and not line["q"].startswith("/")
    ]
    random.Random(5).shuffle(said)  # noqa: S311 - a fixed order, no secret
    return said[:_WISHES]


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def varied(words: str, chance: random.Random) -> str:
    """A text as somebody else might have typed it: without signs, with slips, with an aside."""
    if chance.random() < 0.3:
        words = "".join(sign for sign in words if sign.isalnum() or sign in " /'")
    if chance.random() < 0.25:
        words = _slipped(words, chance)
    if chance.random() < 0.12:
        aside = chance.choice(_ASIDES)
        words = f"{words}. {aside}" if chance.random() < 0.6 else f"{aside} {words}"
    return words


def _slipped(words: str, chance: random.Random) -> str:
    said = words.split(" ")
    long = [i for i, word in enumerate(said) if len(word) >= _SHORTEST_SLIP and word.isalpha()]
    if not long:
        return words
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.choice(long)
        word = said[place]
        at = chance.randrange(1, max(2, len(word) - 2))
        said[place] = chance.choice(tuple(_slips(word, at)))
    return " ".join(said)


def _slips(word: str, at: int) -> Iterator[str]:
    yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    yield word[:at] + word[at + 1 :]
    yield word[:at] + word[at] + word[at:]
