"""How people say things about their bodies, loaded from the locale's files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.coach.safety.matching import Classes
from bot.coach.safety.normal import Normaliser
from bot.coach.safety.numbers import Numbers
from bot.coach.safety.pattern import Pattern, choices, parse, vocabulary


class Kind(StrEnum):
    """What a way of saying something stands for."""

    RED_FLAG = "red_flag"
    SYMPTOM = "symptom"
    CONDITION = "condition"
    EVENT = "event"
    PLAIN = "plain"
    GAP = "gap"
    IDIOM = "idiom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A way of saying something. `id`: a topic, an event, or a kind of gap."""

    id: str
    kind: Kind
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened once, and matters by how long ago that was.

    `fresh` and `settled`: topics before and after `days`; `timeless`: where no time is given.
    `healed`: the topic where it is said to be healed but no time is given. `returned`: the topic
    where it is said to have come back. An empty name stands
    for nothing that matters any more.
    """

    fresh: str
    settled: str
    days: int
    timeless: str
    healed: str
    returned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All words of one language that the safety reader knows.

    `past`: the topic that a long-past red flag belongs to, and `red_flag_days` when it is that,
    where that is not the usual time. `hides`: topics that a topic, said in the same breath, makes
    redundant. `named_after`: words after which an unknown one is an illness. `endings`: word
    endings by kind of gap. `poses`: pose ids by class, the more particular first.
    """

    normaliser: Normaliser
    numbers: Numbers
    classes: Classes
    index: Mapping[str, tuple[Entry, ...]]
    events: Mapping[str, Event]
    past: Mapping[str, str]
    red_flag_days: Mapping[str, float]
    hides: Mapping[str, tuple[str, ...]]
    named_after: frozenset[str]
    endings: Mapping[str, tuple[str, ...]]
    poses: Mapping[str, str]


_SAID = {
    "red_flags": Kind.RED_FLAG,
    "symptoms": Kind.SYMPTOM,
    "conditions": Kind.CONDITION,
    "plain": Kind.PLAIN,
    "events": Kind.EVENT,
    "gaps": Kind.GAP,
    "idioms": Kind.IDIOM,
}


# A word that is not a class's name, a beginning ("cut*") or a part of one.
_PLAIN_WORD = re.compile(r"(?<![@\w])[a-z]+(?![\w*])")


def load(folder: Path) -> Lexicon:
    """Read a language's folder (`content/locales/<tag>/reading/safety`).

    Raises:
        OSError: if a file is missing.
        ValueError: if a file or a pattern in it cannot be read.
    """
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in folder.glob("*.toml")}
    slang: dict[str, str] = files["words"]["slang"]
    members = _plain_members(files, slang)
    said = [
        (name, kind, _mend(_spoilt(text, table.get("unless", ())), slang))
        for stem, kind in _SAID.items()
        for name, table in files[stem].items()
        for text in table.get("say", ())
    ]
    entries = [
        Entry(id=name, kind=kind, pattern=parse(text, strict=kind is Kind.IDIOM))
        for name, kind, text in said
    ]
    known = files["known"]["words"].split()
    full = files["words"]["full"].split()
    members |= choices(text for *_, text in said)
    phrases = [phrase for group in members.values() for phrase in group]
    return Lexicon(
        normaliser=Normaliser(
            vocabulary=vocabulary([text for *_, text in said] + phrases, [*known, *full]),
            known=known,
            common=files["words"]["common"].split(),
            slang=slang,
        ),
        numbers=_numbers(files["numbers"]),
        classes=Classes(members, files["words"]["fillers"].split()),
        index=_index(entries),
        events={name: _event(table) for name, table in files["events"].items()},
        past={n: t["past"] for n, t in files["red_flags"].items() if "past" in t},
        red_flag_days={n: t["days"] for n, t in files["red_flags"].items() if "days" in t},
        hides={n: tuple(names) for n, names in files["hides"]["hides"].items()},
        named_after=frozenset(files["gaps"]["words"]["named_after"].split()),
        endings={n: tuple(t["endings"]) for n, t in files["gaps"].items() if "endings" in t},
        poses={f"pose_{name}": name for name in files["poses"]["poses"]},
    )


def _spoilt(text: str, unless: Iterable[str]) -> str:
    """A pattern with what must not stand beside any pattern of its topic."""
    more = ", ".join(unless)
    if not more:
        return text
    return f"{text}, {more}" if " -- " in text else f"{text} -- {more}"


def _plain_members(files: Mapping[str, Any], slang: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, Iterable[str]] = {
        **files["classes"]["classes"],
        **{f"cue_{name}": group for name, group in files["scope"]["cues"].items()},
        **{f"pose_{name}": group for name, group in files["poses"]["poses"].items()},
    }
    return {name: [_mend(phrase, slang) for phrase in group] for name, group in groups.items()}


def _mend(text: str, slang: Mapping[str, str]) -> str:
    """Write a pattern in the words that the normaliser gives: short forms spelt out."""
    return _PLAIN_WORD.sub(lambda match: slang.get(match.group(), match.group()), text)


def _index(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    index: dict[str, list[Entry]] = {}
    for entry in entries:
        for key in entry.pattern.keys:
            index.setdefault(key, []).append(entry)
    return {key: tuple(group) for key, group in index.items()}


def _numbers(table: Mapping[str, Any]) -> Numbers:
    return Numbers(
        values={word: float(value) for word, value in table["values"].items()},
        days={word: float(value) for word, value in table["days"].items()},
        beside={name: frozenset(words.split()) for name, words in table["beside"].items()},
    )


def _event(table: Mapping[str, Any]) -> Event:
    return Event(
        fresh=table["fresh"],
        settled=table.get("settled", ""),
        days=table["days"],
        timeless=table.get("timeless", table["fresh"]),
        healed=table.get("healed", table.get("settled", "")),
        returned=table.get("returned", table["fresh"]),
    )
