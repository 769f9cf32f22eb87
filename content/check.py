"""Every rule that content files keep, checked together (`karani check-content`)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from content.faults import ContentFault, Fault
from content.figure_check import look_at_figures
from content.lexicons import look_through
from content.library import CONTENT, Library, gather
from content.manner import check_manner
from content.model import Frozen, Id, Pose, Verdict
from content.reading import Reader
from content.references import look_up
from content.wording import check_words

NOTHING_READ = "unsourced"
"""The source that stands for general knowledge."""

FACTS = frozenset(
    f"{letter}{number}"
    for letter, count in {
        "F": 8, "B": 10, "C": 6, "T": 6, "U": 3, "V": 2, "A": 4, "G": 2, "Q": 3, "M": 2,
    }.items()
    for number in range(1, count + 1)
)  # fmt: skip
"""The facts of the article that the coach comes from; each has its place in some pose."""

_SHARED = "safety/shared_terms.toml"


class SharedTerm(Frozen):
    """A word of people's own that means several topics; the severest speaks, unless noted."""

    topics: tuple[Id, ...] = Field(min_length=2)
    note: str | None = None


def check(root: Path | None = None) -> list[Fault]:
    """Every fault of a content folder (the one beside this file, if none is given), in order."""
    reader = Reader(root or CONTENT)
    library = gather(reader)
    look_up(library, reader)
    look_at_figures(library, reader)
    check_words(library, reader)
    check_manner(library, reader)
    for pose in library.poses.values():
        _pose(pose, library, reader)
    _programmes(library, reader)
    _topics(library, reader)
    _screening(library, reader)
    _shared_terms(library, reader)
    _facts(library, reader)
    look_through(reader)
    return list(ContentFault(reader.faults).faults)


def _pose(pose: Pose, library: Library, reader: Reader) -> None:
    file = f"poses/{pose.id}.toml"
    for part in ("steps", "cues", "come_out", "benefits", "tips", "questions"):
        seen: set[str] = set()
        for item in getattr(pose, part):
            if item.id in seen:
                wrong = f"There are two {part} {item.id}."
                reader.fault(file, f"{part}.{item.id}", wrong, "Give each its own id.")
            seen.add(item.id)
    for benefit in pose.benefits:
        topic = library.topics.get(benefit.claim)
        if topic and topic.evidence is None:
            where, wrong = f"benefits.{benefit.id}.claim", f"{topic.id} has no evidence grade."
            reader.fault(file, where, wrong, "Grade it in its topic: some, little or none.")
    for cue in pose.cues:
        if cue.after is not None and cue.after >= pose.hold.longest:
            wrong = f"This cue comes after the longest hold ({pose.hold.longest} s)."
            reader.fault(file, f"cues.{cue.id}.after", wrong, "Let it come sooner.")


def _programmes(library: Library, reader: Reader) -> None:
    for programme in library.programmes.values():
        file, seen = f"programmes/{programme.id}.toml", set[str]()
        for evening in programme.evenings:
            if evening.id in seen:
                where = f"evenings.{evening.id}"
                reader.fault(file, where, "This evening is there twice.", "Give each its own id.")
            seen.add(evening.id)
            pose = library.poses.get(evening.pose)
            if pose is None:
                continue
            where, hold = f"evenings.{evening.id}.seconds", pose.hold
            if not hold.shortest <= evening.seconds <= hold.longest:
                wrong = f"{evening.seconds} s is outside the hold of {pose.id}."
                remedy = f"Write {hold.shortest} to {hold.longest}."
                reader.fault(file, where, wrong, remedy)
            elif pose.sided and evening.seconds % 2:
                wrong = f"{evening.seconds} s does not halve into two sides."
                reader.fault(file, where, wrong, "Write an even number, both sides together.")


def _topics(library: Library, reader: Reader) -> None:
    for topic in library.topics.values():
        if (NOTHING_READ in topic.sources) is not topic.unsourced:
            file = f"safety/topics/{topic.verdict}.toml"
            wrong = f"unsourced and the source {NOTHING_READ} do not agree."
            remedy = f'Write unsourced = true exactly where sources has "{NOTHING_READ}".'
            reader.fault(file, f"{topic.id}.unsourced", wrong, remedy)


def _screening(library: Library, reader: Reader) -> None:
    for group in library.screening:
        ranks = {
            name: library.topics[name].verdict.severity
            for name in group.topics
            if name in library.topics and library.topics[name].verdict is not Verdict.EMERGENCY
        }
        severest = [name for name, rank in ranks.items() if rank == max(ranks.values())]
        if severest and group.strictest not in severest:
            wrong = f"{group.strictest} is not the strictest of the group."
            where = f"{group.id}.strictest"
            reader.fault("safety/screening.toml", where, wrong, f"Write {' or '.join(severest)}.")


def _shared_terms(library: Library, reader: Reader) -> None:
    """Whoever says a word that means two things of different weight gets a reviewed answer."""
    rules = {
        _plain(term): (term, set(rule.topics))
        for term, rule in reader.values(_SHARED, SharedTerm, "").items()
    }
    shared = dict(_shared(library))
    for plain, topics in shared.items():
        if rules.get(plain, ("", set()))[1] != topics:
            wrong = f"{' and '.join(sorted(topics))} differ in verdict and share this term."
            remedy = f'Add ["{plain}"] with topics to {_SHARED}, or drop the term from one.'
            reader.fault("locales/en/safety/terms.toml", plain, wrong, remedy)
    for plain, (term, _) in rules.items():
        if plain not in shared:
            wrong = "No topics of different verdicts share this term any more."
            reader.fault(_SHARED, term, wrong, "Take the rule out.")


def _shared(library: Library) -> Iterator[tuple[str, set[str]]]:
    topics_of: dict[str, set[str]] = defaultdict(set)
    for topic, terms in library.terms.items():
        for term in terms:
            topics_of[_plain(term)].add(topic)
    for plain, topics in topics_of.items():
        if len({library.topics[topic].verdict for topic in topics & library.topics.keys()}) > 1:
            yield plain, topics


def _plain(term: str) -> str:
    """A term as a hurried person types it: no case, no apostrophes, single spaces."""
    return " ".join(re.sub(r"['\u2019]", "", term).casefold().split())


def _facts(library: Library, reader: Reader) -> None:
    if reader.broken or reader.unreadable:
        # What could not be read may claim what seems to be missing.
        return
    claimed: set[str] = set()
    for folder, things in (("poses", library.poses), ("programmes", library.programmes)):
        for thing in things.values():
            for where, facts in _claims(thing.model_dump()):
                claimed |= facts
                for fact in sorted(facts - FACTS):
                    file = f"{folder}/{thing.id}.toml"
                    remedy = "Correct it, or add the fact to content/check.py."
                    reader.fault(file, where, f"There is no fact {fact}.", remedy)
    for fact in sorted(FACTS - claimed):
        remedy = f'Write facts = ["{fact}"] where a pose or programme says it, or say it there.'
        reader.fault("poses", "facts", f"Nothing claims the fact {fact}.", remedy)


def _claims(thing: object, above: str = "") -> Iterator[tuple[str, set[str]]]:
    """Where a dumped value claims facts, and which."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key == "facts":
                yield f"{above}facts", set(value)
            else:
                yield from _claims(value, f"{above}{key}.")
    elif isinstance(thing, list | tuple):
        for value in thing:
            name = value.get("id") or value.get("topic") if isinstance(value, dict) else None
            yield from _claims(value, f"{above}{name}." if name else above)
