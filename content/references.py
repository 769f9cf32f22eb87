"""Ids that lead somewhere: each id that one content file names must stand in another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from content.model import EVERY_POSE, Pose, Programme, Topic
from content.reading import Reader

if TYPE_CHECKING:
    # A library looks its references up while it loads, and so imports this module.
    from content.library import Library

_HOMES = {"pose": "poses/", "topic": "safety/topics/", "source": "safety/sources."}

Reference = tuple[str, str, str]
"""What kind of thing is named, by which id, at which key."""


def look_up(library: Library, reader: Reader) -> None:
    """Note a fault for each id that is named and not there."""
    known: dict[str, Collection[str]] = {
        "pose": library.poses,
        "topic": library.topics,
        "source": library.sources,
    }

    def check(file: str, references: Iterator[Reference]) -> None:
        for kind, name, where in references:
            if name not in known[kind] and not reader.lost(name, _HOMES[kind]):
                reader.fault(
                    file, where, f"There is no {kind} {name}.", _nearest(name, known[kind])
                )

    for pose in library.poses.values():
        check(f"poses/{pose.id}.toml", _of_pose(pose))
    for programme in library.programmes.values():
        check(f"programmes/{programme.id}.toml", _of_programme(programme))
    for topic in library.topics.values():
        check(f"safety/topics/{topic.verdict}.toml", _of_topic(topic))
    for group in library.screening:
        topics = (("topic", name, f"{group.id}.topics") for name in group.topics)
        check("safety/screening.toml", topics)
        check("safety/screening.toml", iter([("topic", group.strictest, f"{group.id}.strictest")]))
    check("locales/en/safety/terms.toml", (("topic", name, name) for name in library.terms))


def _of_pose(pose: Pose) -> Iterator[Reference]:
    if pose.variation_of:
        yield "pose", pose.variation_of, "variation_of"
    for caution in pose.cautions:
        yield "topic", caution.topic, f"cautions.{caution.topic}"
    for benefit in pose.benefits:
        yield "topic", benefit.claim, f"benefits.{benefit.id}.claim"
    for part in ("steps", "come_out", "tips", "questions"):
        for item in getattr(pose, part):
            for source in item.sources:
                yield "source", source, f"{part}.{item.id}.sources"


def _of_programme(programme: Programme) -> Iterator[Reference]:
    for evening in programme.evenings:
        yield "pose", evening.pose, f"evenings.{evening.id}.pose"


def _of_topic(topic: Topic) -> Iterator[Reference]:
    for pose in topic.poses:
        if pose != EVERY_POSE:
            yield "pose", pose, f"{topic.id}.poses"
    for pose in topic.by_pose:
        yield "pose", pose, f"{topic.id}.by_pose.{pose}"
    for source in topic.sources:
        yield "source", source, f"{topic.id}.sources"


def _nearest(name: str, known: Collection[str]) -> str:
    """A remedy that names what was probably meant."""
    near = get_close_matches(name, known, n=3)
    return f"Did you mean {' or '.join(near)}?" if near else f"Add {name}, or correct the id."
