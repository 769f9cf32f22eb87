"""The words that wishes are read by: one language's lexicon, loaded once and compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from importlib.resources import files
from itertools import chain
from typing import Any

from bot.coach.understanding.meaning import Intent, Section

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
    second. `unless`: words with which nothing speaks for it.
    """

    intent: Intent
    grades: tuple[tuple[Grade, re.Pattern[str]], ...]
    together: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Words that are never read as some wishes, whatever else speaks for these.

    `clause`: the words must stand in one part of the sentence.
    """

    words: re.Pattern[str]
    never: frozenset[Intent]
    clause: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Short answers: what a word or two mean to a question or to a reminder that just rang.

    `picks`: the choice that words pick, 0 the first, -1 the last. `feelings`: from 1 to 5.
    `undo` and `unskip` take something back, `pose` wants to see one and nothing else of it,
    `days` are those of a reminder without a time.
    """

    yes: re.Pattern[str]
    no: re.Pattern[str]
    picks: tuple[tuple[int, re.Pattern[str]], ...]
    later: re.Pattern[str]
    done: re.Pattern[str]
    begin: re.Pattern[str]
    skip: re.Pattern[str]
    undo: re.Pattern[str]
    unskip: re.Pattern[str]
    pose: re.Pattern[str]
    days: re.Pattern[str]
    feelings: tuple[tuple[int, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language's words for wishes.

    `say` turns a word as typed into words as known, `keys` are what a misspelt word is drawn to,
    `known` are words never corrected, `towns` those of them that are places. `fillers` say nothing
    anywhere, `openers` at the start, `closers` at the end. `cues` stand in the order in which,
    among equals, a wish wins. `commands` has the names of slash commands. `negators` matches at the
    end of the words before a cue that is then not meant. `here`: what stands before where somebody
    says to be. `before_place` and `after_place`: what stands round the name of a place in a
    sentence. `bounds` rule wishes out, `identity` asks who the coach is.
    """

    say: Mapping[str, str]
    keys: tuple[str, ...]
    known: frozenset[str]
    towns: frozenset[str]
    fillers: frozenset[str]
    openers: frozenset[str]
    closers: tuple[str, ...]
    numbers: Mapping[str, int]
    languages: Mapping[str, str]
    poses: Mapping[str, tuple[str, ...]]
    cues: tuple[Cues, ...]
    bounds: tuple[Bound, ...]
    topics: Mapping[str, re.Pattern[str]]
    negators: re.Pattern[str]
    identity: re.Pattern[str]
    sections: tuple[tuple[Section, re.Pattern[str]], ...]
    commands: Mapping[str, Intent]
    answers: Answers
    here: re.Pattern[str]
    before_place: re.Pattern[str]
    after_place: re.Pattern[str]


_FILES = ("cues", "words", "topics", "sessions", "reminders", "people", "bounds")


def load_lexicon(locale: str = "en") -> Lexicon:
    """The lexicon of a language that there are words for.

    Raises:
        FileNotFoundError: if there is no such language.
        ValueError: if a file is not TOML or a cue is no regular expression.
    """
    table = _table(locale)
    say = dict(pair.split(":", 1) for pair in table["spelling"]["say"])
    classes: dict[str, str] = table["classes"]
    wishes: dict[str, dict[str, list[str]]] = table["wishes"]
    cues = tuple(
        Cues(
            intent=Intent(name),
            grades=tuple(_graded(wishes[name], classes)),
            together=tuple(_together(one) for one in wishes[name].get("together", ())),
            unless=_any_of(wishes[name].get("unless", ()), classes),
        )
        for name in table["precedence"]
    )
    towns = table["spelling"]["towns"].split()
    keys = [*table["spelling"]["keys"].split(), *towns]
    return Lexicon(
        say=say,
        keys=tuple(dict.fromkeys(keys)),
        known=frozenset(_words(table)) | frozenset(say),
        towns=frozenset(towns),
        fillers=frozenset(table["spelling"]["fillers"].split()),
        openers=frozenset(table["spelling"]["openers"].split()),
        closers=tuple(table["spelling"]["closers"]),
        numbers=table["numbers"],
        languages={name: tag for tag, names in table["languages"].items() for name in names},
        poses={pose: tuple(names) for pose, names in table["poses"].items()},
        cues=cues,
        bounds=tuple(_bound(one, classes) for one in table["bounds"]),
        topics={name: re.compile(_pattern(of, classes)) for name, of in table["topics"].items()},
        negators=re.compile(rf"(?:^|\s){table['negators']}\s?$"),
        identity=re.compile(_pattern("{identity}", classes)),
        sections=tuple(
            (Section(name), re.compile("|".join(_pattern(cue, classes) for cue in cues)))
            for name, cues in table["sections"].items()
        ),
        commands={
            name: Intent(intent)
            for intent, names in table["commands"].items()
            for name in names.split()
        },
        answers=_answers(table["answers"], classes),
        here=_around_place(table["places"]["here"]),
        before_place=_around_place(table["places"]["before"]),
        after_place=_around_place(table["places"]["after"]),
    )


def _table(locale: str) -> dict[str, Any]:
    """All files of a language as one table."""
    folder = files("content") / "locales" / locale / "reading" / "wishes"
    whole: dict[str, Any] = {"wishes": {}}
    for name in _FILES:
        read = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        whole["wishes"] |= read.pop("wishes", {})
        whole |= read
    return whole


def _graded(
    grades: Mapping[str, list[str]], classes: Mapping[str, str]
) -> Iterable[tuple[Grade, re.Pattern[str]]]:
    for grade in (Grade.SURE, Grade.LIKELY, Grade.HINT):
        if cues := grades.get(grade.name.lower()):
            yield grade, re.compile("|".join(_pattern(cue, classes) for cue in cues))


def _any_of(cues: Iterable[str], classes: Mapping[str, str]) -> re.Pattern[str] | None:
    patterns = [_filled(cue, classes) for cue in cues]
    return re.compile("|".join(patterns)) if patterns else None


def _bound(told: Mapping[str, Any], classes: Mapping[str, str]) -> Bound:
    words = told["words"] if isinstance(told["words"], list) else [told["words"]]
    return Bound(
        words=re.compile("|".join(_pattern(cue, classes) for cue in words)),
        never=frozenset(Intent(name) for name in told["never"]),
        clause=told.get("clause", False),
    )


def _answers(words: Mapping[str, Any], classes: Mapping[str, str]) -> Answers:
    def only(kind: str) -> re.Pattern[str]:
        return re.compile(rf"(?:{kind})\Z")

    def row_of(kind: str) -> re.Pattern[str]:
        return re.compile(rf"(?:(?:{kind}) ?)+\Z")

    picks = [(number, only(kind)) for number, kind in enumerate(words["picks"])]
    return Answers(
        yes=row_of(words["yes"]),
        no=row_of(words["no"]),
        picks=(*picks, (-1, only(words["last"]))),
        later=only(words["later"]),
        done=only(words["done"]),
        begin=row_of(words["begin"]),
        skip=only(words["pass"]),
        undo=only(words["undo"]),
        unskip=row_of(words["unskip"]),
        pose=only(_filled("{posealone}", classes)),
        days=only(_filled("{daysalone}", classes)),
        feelings=tuple((int(value), only(kind)) for value, kind in words["feelings"].items()),
    )


def _around_place(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE | re.DOTALL | re.VERBOSE)


def _together(names: str) -> tuple[frozenset[str], frozenset[str]]:
    present = frozenset(name for name in names.split() if not name.startswith("!"))
    absent = frozenset(name[1:] for name in names.split() if name.startswith("!"))
    return present, absent


def _pattern(cue: str, classes: Mapping[str, str]) -> str:
    """A cue as a regular expression that begins and ends between words."""
    return rf"(?<!\S)(?:{_filled(cue, classes)})(?!\S)"


def _filled(cue: str, classes: Mapping[str, str]) -> str:
    """A cue with the classes it names in their place, whatever they name in turn."""
    previous = ""
    while cue != previous:
        previous = cue
        cue = re.sub(r"\{([a-z]+)\}", lambda named: f"(?:{classes[named[1]]})", cue)
    return cue.replace(" .. ", r" (?:\S+ ){0,4}")


def _words(table: Mapping[str, Any]) -> Iterable[str]:
    """Every plain word that the lexicon uses, so that none of them counts as misspelt."""
    stack: list[Any] = [table[key] for key in ("spelling", "classes", "topics", "wishes", "poses")]
    stack.append([*table["numbers"], *chain.from_iterable(table["languages"].values())])
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
