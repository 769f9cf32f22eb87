"""The words that wishes are read by: one language's lexicon, loaded once and compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from importlib.resources import files
from typing import Any

from bot.coach.understanding.meaning import Intent

_SENT = re.compile(r"[^\W\d_]{3,}")


class Grade(IntEnum):
    """How well words speak for a wish."""

    NONE = 0
    HINT = 1
    LIKELY = 2
    TOGETHER = 3
    SURE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What speaks for one intent, the strongest first.

    `together`: sets of topics that speak for it where all of the first are there and none of the
    second.
    """

    intent: Intent
    grades: tuple[tuple[Grade, re.Pattern[str]], ...]
    together: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language's words for wishes.

    `say` turns a word as typed into words as known, `keys` are what a misspelt word is drawn to,
    `known` are words never corrected. `cues` stand in the order in which, among equals, a wish
    wins. `negators` matches at the end of the words before a cue that is then not meant.
    """

    say: Mapping[str, str]
    keys: tuple[str, ...]
    known: frozenset[str]
    numbers: Mapping[str, int]
    languages: Mapping[str, str]
    poses: Mapping[str, tuple[str, ...]]
    cues: tuple[Cues, ...]
    topics: Mapping[str, re.Pattern[str]]
    negators: re.Pattern[str]


def load_lexicon(locale: str = "en") -> Lexicon:
    """The lexicon of a language that there are words for.

    Raises:
        FileNotFoundError: if there is no such language.
        ValueError: if the file is not TOML or a cue is no regular expression.
    """
    text = (files("content") / "locales" / locale / "reading" / "wishes.toml").read_text("utf-8")
    table = tomllib.loads(text)
    say = dict(pair.split(":", 1) for pair in table["spelling"]["say"])
    classes: dict[str, str] = table["classes"]
    wishes: dict[str, dict[str, list[str]]] = table["wishes"]
    cues = tuple(
        Cues(
            intent=Intent(name),
            grades=tuple(_graded(wishes[name], classes)),
            together=tuple(_together(one) for one in wishes[name].get("together", ())),
        )
        for name in table["precedence"]
    )
    keys = table["spelling"]["keys"].split()
    return Lexicon(
        say=say,
        keys=tuple(dict.fromkeys(keys)),
        known=frozenset(_words(table)) | frozenset(say),
        numbers=table["numbers"],
        languages={name: tag for tag, names in table["languages"].items() for name in names},
        poses={pose: tuple(names) for pose, names in table["poses"].items()},
        cues=cues,
        topics={name: re.compile(_pattern(of, classes)) for name, of in table["topics"].items()},
        negators=re.compile(rf"(?:^|\s){table['negators']}\s?$"),
    )


def _graded(
    grades: Mapping[str, list[str]], classes: Mapping[str, str]
) -> Iterable[tuple[Grade, re.Pattern[str]]]:
    for grade in (Grade.SURE, Grade.LIKELY, Grade.HINT):
        if cues := grades.get(grade.name.lower()):
            yield grade, re.compile("|".join(_pattern(cue, classes) for cue in cues))


def _together(names: str) -> tuple[frozenset[str], frozenset[str]]:
    present = frozenset(name for name in names.split() if not name.startswith("!"))
    absent = frozenset(name[1:] for name in names.split() if name.startswith("!"))
    return present, absent


def _pattern(cue: str, classes: Mapping[str, str]) -> str:
    """A cue as a regular expression that begins and ends between words."""
    while (
        "{" in (filled := re.sub(r"\{([a-z]+)\}", lambda m: f"(?:{classes[m[1]]})", cue))
        and filled != cue
    ):
        cue = filled
    filled = filled.replace(" .. ", r" (?:\S+ ){0,4}")
    return rf"(?<!\S)(?:{filled})(?!\S)"


def _words(table: Mapping[str, Any]) -> Iterable[str]:
    """Every plain word that the lexicon uses, so that none of them counts as misspelt."""
    stack: list[Any] = [table[key] for key in ("spelling", "classes", "topics", "wishes", "poses")]
    stack.append(" ".join((*table["numbers"], *sum(table["languages"].values(), []))))
    while stack:
        match stack.pop():
            case str(text):
                yield from _SENT.findall(re.sub(r"\\[a-zA-Z]", " ", text))
            case list(items):
                stack.extend(item.split(":", 1)[-1] for item in items)
            case dict(items):
                stack.extend(items.values())
            case _:
                continue
