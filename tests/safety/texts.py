"""What the encoder learns from: labelled questions, lay terms, and wishes.

Never reads the kept questions.
"""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.coach.safety.encoder import NOTHING, UNCOVERED
from content.model import Verdict

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
LANGUAGE = HERE.parent / "language"

_BODILY = {"safety_question", "show_pose", "set_conditions", "show_conditions"}
"""Wishes that may be about a body: no examples of texts that are not."""

_SAFETY = "safety_question"
_PLAINLY = 0.3
"""How much it counts that a question about a topic is taken for one: none was labelled as that."""

_FIRST = 0.65
"""How much of a label its first topic is, where it names several."""

_FOLDS = 6
"""Of so many texts one is set apart for trying an encoder on it."""
_SHORTEST_SLIP = 5

_JOINED = 600
"""Pairs of each kind of texts that are learnt as one."""
_BETWEEN = (" and ", ", ", " plus ", ", also ", " with ")
_THEN = (". ", ". also ", ", and ", " - ", ". oh and ")

# What never matters, said before or behind.
_ASIDES = (
    "i dont have epilepsy", "no asthma", "never had gout", "no hernia", "i do not have glaucoma",
    "no high bp", "no heart problems", "please", "thank you", "thanks so much",
    "sorry to bother you", "hope you are well", "it is raining here", "the sun is out today",
    "lovely evening",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text with its labels; a label that is empty teaches nothing.

    `classes`: how much of its label each topic, or class of texts without one, is. `verdicts` and
    `intents`: those that are right, the best first. `sure`: how much its intents count. `apart`:
    whether it is in the sixth that an encoder is tried on.
    """

    words: str
    classes: tuple[tuple[str, float], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    intents: tuple[str, ...] = ()
    sure: float = 1.0
    apart: bool = False


def learnt() -> list[Text]:
    """All texts, in the same order each time."""
    files = [path for path in sorted(LANGUAGE.glob("*_wishes*.jsonl")) if _open(path)]
    asked, said, terms = questions(question_files()), wishes(files), lay_terms()
    seen = [text for text in asked if not text.apart], [text for text in said if not text.apart]
    return [*asked, *said, *terms, *joined(*seen, terms)]


def left_out(words: str) -> bool:
    """Whether a text is in the sixth that an encoder is tried on; drawn by a hash of it."""
    drawn = sha256(words.casefold().encode()).digest()
    return int.from_bytes(drawn[:4], "big") % _FOLDS == 0


def _open(path: Path) -> bool:
    return not path.stem.startswith(("kept", "holdout"))


def question_files() -> list[Path]:
    """The files of questions that may be learnt from."""
    named = [*sorted(HERE.glob("dev_*.jsonl")), *sorted(HERE.glob("corpus_*.jsonl"))]
    return [HERE / "sample.jsonl", *sorted(named, key=lambda path: path.stem)]


def questions(paths: Iterable[Path]) -> list[Text]:
    """Labelled questions with their topics, or the class of those without one."""
    return [_question(line) for path in paths for line in lines(path)]


def _question(line: dict[str, Any]) -> Text:
    verdicts = tuple(Verdict(verdict) for verdict in line["verdicts"])
    plainly = bool(line["topics"]) and Verdict.UNKNOWN not in verdicts
    return Text(
        words=line["q"],
        classes=_classes(line),
        verdicts=verdicts,
        intents=(_SAFETY,) if plainly else (),
        sure=_PLAINLY,
        apart=left_out(line["q"]),
    )


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
    means = _verdicts()
    return [
        Text(words=term, classes=((topic, 1.0),), verdicts=(means[topic],))
        for topic, row in terms.items()
        for term in row
    ]


def _verdicts() -> dict[str, Verdict]:
    return {
        topic: Verdict(table["verdict"])
        for path in sorted((CONTENT / "safety" / "topics").glob("*.toml"))
        for topic, table in tomllib.loads(path.read_text("utf-8")).items()
    }


def wishes(paths: Iterable[Path]) -> list[Text]:
    """What people type to a coach: without a state, and about no body unless the wish may be.

    Commands are read by their names and teach nothing.
    """
    return [
        _wish(line)
        for path in paths
        for line in lines(path)
        if not line["q"].startswith("/") and not line.get("state")
    ]


def _wish(line: dict[str, Any]) -> Text:
    bodily = _BODILY & set(line["intents"])
    return Text(
        words=line["q"],
        classes=() if bodily else ((NOTHING, 1.0),),
        verdicts=() if bodily else (Verdict.UNKNOWN,),
        intents=tuple(line["intents"]),
        apart=left_out(line["q"]),
    )


def joined(asked: Sequence[Text], said: Sequence[Text], terms: Sequence[Text]) -> Iterator[Text]:
    """Two things told at once: two conditions, two complaints, a complaint within a wish."""
    chance = random.Random(7)  # noqa: S311 - the same pairs each time, no secret
    told = [text for text in asked if _counts(text)]
    named = [text for text in terms if _counts(text)]
    idle = [text for text in said if text.classes == ((NOTHING, 1.0),)]
    for _ in range(_JOINED):
        yield _both(chance.choice(named), chance.choice(named), chance.choice(_BETWEEN))
        yield _both(chance.choice(told), chance.choice(told), chance.choice(_THEN))
        one, other, between = chance.choice(told), chance.choice(idle), chance.choice(_THEN)
        parts = (one, other) if chance.random() < 0.5 else (other, one)
        words = between.join(part.words for part in parts)
        yield Text(words=words, classes=one.classes, verdicts=one.verdicts)


def _counts(text: Text) -> bool:
    """Whether a text says something that counts beside something else: no claim, no health."""
    return bool(text.verdicts) and text.verdicts[0] not in {Verdict.OK, Verdict.UNKNOWN}


def _both(one: Text, other: Text, between: str) -> Text:
    """The topics of both, the more severe leading."""
    words = one.words + between + other.words
    if other.verdicts[0].severity > one.verdicts[0].severity:
        one, other = other, one
    first, second = one.classes[0][0], other.classes[0][0]
    shares = ((first, 1.0),) if first == second else ((first, _FIRST), (second, 1 - _FIRST))
    return Text(words=words, classes=shares, verdicts=one.verdicts)


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
