"""Which words the content needs, and whether each locale has them, no fewer and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from content.library import ENGLISH, Library
from content.model import Pose, Programme, Topic, Verdict
from content.phrases import Words, placeholders
from content.reading import Reader

_NAMES = ".aliases"

_WHOLE = ("poses/", "figures/", "programmes/")
"""Folders with a file for each thing, whose name its keys begin with."""

_KNOWN_TO_TOPICS = frozenset({"number"})
"""What the coach can fill into the words of a topic: the country's emergency number."""

_ASKED = {Verdict.AVOID, Verdict.ASK_DOCTOR}


@dataclass(slots=True)
class Expected:
    """Keys of a locale: those it must have (with their file below the locale) and may have.

    A key that begins with one of `free` is the writer's own.
    """

    required: dict[str, str] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)

    def allows(self, key: str) -> bool:
        """Whether some content asks for the key, or leaves it to the writer."""
        return key in self.required or key in self.optional or key.startswith(tuple(self.free))


def look_for_words(library: Library, reader: Reader) -> None:
    """Note a fault for each word that the content asks for and English does not have."""
    _missing(library, _expected(library), reader)


def check_words(library: Library, reader: Reader) -> None:
    """Note a fault for each word that is missing, superfluous, or unlike its English."""
    expected = _expected(library)
    look_for_words(library, reader)
    _superfluous(library, expected, reader)
    for tag in library.catalogues:
        if tag != ENGLISH:
            _translation(library, tag, reader)


def _expected(library: Library) -> Expected:
    expected = Expected()
    for pose in library.poses.values():
        _of_pose(pose, expected)
        _of_figures(pose, expected)
        if pose.variation_of:
            expected.optional.add(f"pose.{pose.variation_of}.variations.{pose.id}")
    for programme in library.programmes.values():
        _of_programme(programme, expected)
    for topic in library.topics.values():
        _of_topic(topic, expected)
    for group in library.screening:
        for key in (f"group.{group.id}", *(f"topic.{topic}" for topic in group.topics)):
            expected.required[f"screening.{key}"] = "coach/screening.toml"
    return expected


def _of_pose(pose: Pose, expected: Expected) -> None:
    file, prefix = f"poses/{pose.id}.toml", f"pose.{pose.id}."
    keys = ["name", "short", "hold_reason", "aliases"]
    for part in ("steps", "come_out", "cues", "benefits", "tips"):
        keys += [f"{part}.{item.id}" for item in getattr(pose, part)]
    keys += [f"questions.{item.id}.{side}" for item in pose.questions for side in "qa"]
    keys += [f"cautions.{caution.topic}" for caution in pose.cautions]
    expected.required |= {prefix + key: file for key in keys}
    expected.required |= {f"props.{prop}": "coach/props.toml" for prop in pose.props}
    expected.optional.add(f"{prefix}for")
    expected.free.add(f"{prefix}variation.")
    if pose.sided:
        expected.required[f"{prefix}cues.switch"] = file
        expected.optional |= {f"{prefix}side_two.{step.id}" for step in pose.steps}


def _of_figures(pose: Pose, expected: Expected) -> None:
    """What each figure shows, for who cannot see it."""
    file, prefix = f"figures/{pose.id}.toml", f"figure.{pose.id}."
    keys = [f"{part}.{item.id}" for part in ("steps", "come_out") for item in getattr(pose, part)]
    mirrored = {f"side_two.{step.id}" for step in pose.steps if step.settling}
    if pose.sided:
        keys += mirrored
    expected.optional |= {prefix + key for key in mirrored}
    expected.required |= {prefix + key: file for key in keys}


def _of_programme(programme: Programme, expected: Expected) -> None:
    file, prefix = f"programmes/{programme.id}.toml", f"programme.{programme.id}."
    evenings = [f"evenings.{evening.id}" for evening in programme.evenings]
    keys = ["name", "about", *(f"{evening}.thought" for evening in evenings)]
    expected.required |= {prefix + key: file for key in keys}
    expected.optional |= {f"{prefix}{evening}.title" for evening in evenings}


def _of_topic(topic: Topic, expected: Expected) -> None:
    file, prefix = f"safety/topics/{topic.verdict}.toml", f"topic.{topic.id}."
    keys = ["name", "first", "why"]
    if topic.verdict is not Verdict.OK:
        keys.append("do")
    if topic.verdict in _ASKED:
        keys.append("ask")
    expected.required |= {prefix + key: file for key in keys}
    expected.optional |= {prefix + key for key in ("do", "ask", "adjust", "instead")}


def _missing(library: Library, expected: Expected, reader: Reader) -> None:
    entries = library.catalogues[ENGLISH].entries
    for key, below in expected.required.items():
        file, place = f"locales/{ENGLISH}/{below}", _place(key, below)
        if file in reader.unreadable:
            continue
        if key not in entries:
            wrong = f"{'These names are' if key.endswith(_NAMES) else 'This text is'} missing."
            reader.fault(file, place, wrong, "Write it, or drop what asks for it.")
        elif isinstance(entries[key], tuple) is not key.endswith(_NAMES):
            remedy = 'Write aliases as a list, ["name", "name"], and all else as a text.'
            reader.fault(file, place, "This has the wrong form.", remedy)


def _superfluous(library: Library, expected: Expected, reader: Reader) -> None:
    entries = library.catalogues[ENGLISH].entries
    for key, file in reader.origins[ENGLISH].items():
        below = file.partition(f"{ENGLISH}/")[2]
        if not _is_governed(key, below) or _is_lost(key, below, reader):
            continue
        if not expected.allows(key):
            remedy = "Take it out, or correct the id here or in the content file."
            reader.fault(file, _place(key, below), "Nothing in the content asks for this.", remedy)
        known = _KNOWN_TO_TOPICS if key.startswith("topic.") else frozenset()
        for name in sorted(placeholders(entries[key]) - known):
            wrong = f"Nothing can be filled in for {{{name}}}."
            remedy = "Write it out. Only {number}, the emergency number, is known, and to topics."
            reader.fault(file, _place(key, below), wrong, remedy)


def _is_governed(key: str, below: str) -> bool:
    """Whether the content, not the coach's code, decides which keys a file has."""
    return below.startswith((*_WHOLE, "safety/topics/", "coach/props.")) or (
        key.startswith(("screening.group.", "screening.topic."))
    )


def _is_lost(key: str, below: str, reader: Reader) -> bool:
    """Whether the words belong to a content file that could not be used."""
    if key.startswith("props."):
        return bool(reader.broken) or reader.lost("", "poses/")
    home = below if below.startswith(_WHOLE) else "safety/topics/"
    return reader.lost(key.split(".")[1], home)


def _place(key: str, below: str) -> str:
    """The key as it stands inside its file."""
    whole_file = below.startswith(_WHOLE)
    return key.split(".", 2)[2] if whole_file else key.split(".", 1)[1]


def _translation(library: Library, tag: str, reader: Reader) -> None:
    """Compare a locale with English; one with a region may say only what it says differently."""
    english, entries = library.catalogues[ENGLISH].entries, library.catalogues[tag].entries
    origins = reader.origins[tag]
    for key, words in entries.items():
        where = (origins[key], key)
        if key not in english:
            reader.fault(*where, "English has no such text.", "Take it out, or correct the key.")
        else:
            for wrong, remedy in _unlike(words, english[key]):
                reader.fault(*where, wrong, remedy)
    if "-" not in tag:
        for key in english.keys() - entries.keys():
            file = reader.origins[ENGLISH][key].replace(f"/{ENGLISH}/", f"/{tag}/", 1)
            reader.fault(file, key, "This text is missing.", "Translate the English one.")


def _unlike(words: Words, english: Words) -> Iterator[tuple[str, str]]:
    if isinstance(words, tuple) is not isinstance(english, tuple):
        yield "This has another form than in English.", "Write a list where English has a list."
        return
    for name in sorted(placeholders(words) ^ placeholders(english)):
        kept = name in placeholders(english)
        wrong = f"{{{name}}} is {'lost' if kept else 'not in the English text'}."
        yield wrong, f"{'Put in' if kept else 'Take out'} {{{name}}}."
