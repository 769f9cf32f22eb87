"""What a figure must keep: every step has one, and no body bends as none does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from content.figure import Arm, Body, Figures, Leg, Scene, Scenes
from content.model import Pose
from content.reading import Reader
from content.skeleton import OutOfReachError, Vec, bends, joints

if TYPE_CHECKING:
    # A library looks at its figures while it loads, and so imports this module.
    from content.library import Library

DEEPEST = -0.03
"""Metres by which a point of the body may be below the floor, or behind the wall: its own flesh."""

MOST_BENT = 155.0
"""Degrees by which a knee or an elbow bends at the most."""

_PARTS = ("steps", "come_out")


def look_at_figures(library: Library, reader: Reader) -> None:
    """Note a fault for each step without a figure, and for each figure that cannot be drawn."""
    for pose in library.poses.values():
        figures = library.figures.get(pose.id)
        if figures is not None:
            _of_pose(pose, figures, library, reader)
        elif not reader.lost(pose.id, "figures/"):
            wrong, remedy = "There is no such file.", "Write it: docs/figures.md tells how."
            reader.fault(f"figures/{pose.id}.toml", "the file", wrong, remedy)
    for name in sorted(library.figures.keys() - library.poses.keys()):
        if not reader.lost(name, "poses/"):
            wrong, remedy = f"There is no pose {name}.", "Name the file for a pose."
            reader.fault(f"figures/{name}.toml", "id", wrong, remedy)


def _of_pose(pose: Pose, figures: Figures, library: Library, reader: Reader) -> None:
    file = f"figures/{pose.id}.toml"
    for part in _PARTS:
        drawn: dict[str, Scenes] = getattr(figures, part)
        asked = {item.id for item in getattr(pose, part)}
        for step in sorted(asked - drawn.keys()):
            wrong, remedy = "This step has no figure.", f"Write [[{part}.{step}]]."
            reader.fault(file, f"{part}.{step}", wrong, remedy)
        for step in sorted(drawn.keys() - asked):
            wrong = f"{pose.id} has no such step."
            reader.fault(file, f"{part}.{step}", wrong, "Take it out, or correct the id.")
        for step, scenes in drawn.items():
            for scene in scenes:
                for wrong, remedy in _wrong(scene, library):
                    reader.fault(file, f"{part}.{step}", wrong, remedy)


def _wrong(scene: Scene, library: Library) -> Iterator[tuple[str, str]]:
    if scene.same_as is not None:
        if not _itself(scene.same_as, library):
            wrong = f"There is no figure {scene.same_as} that is drawn itself."
            yield wrong, "Write pose.part.step of one that is."
        return
    found: dict[str, Vec] = {}
    if scene.body is not None:
        try:
            found = joints(scene.body)
            was = joints(scene.before) if scene.before else {}
        except OutOfReachError as exc:
            yield f"{exc}.", "Move the hand or the foot, or the body."
            return
        yield from _unlikely(scene, scene.body, found)
        if scene.before is not None:
            yield from _unlikely(scene, scene.before, was)
    elif scene.gap or scene.breath or scene.marks:
        yield "gap, breath and marks belong to a body.", "Give the scene one, or take them out."
    for arrow in scene.arrows:
        if isinstance(arrow.at, str) and arrow.at not in found:
            known = ", ".join(sorted(found)) or "a place, [from the wall, along, height]"
            yield (
                f"An arrow begins at {arrow.at}, which is no point here.",
                f"Write one of {known}.",
            )


def _itself(figure: str, library: Library) -> bool:
    scenes = library.scenes(figure)
    return bool(scenes) and scenes[0].same_as is None


def _unlikely(scene: Scene, body: Body, found: dict[str, Vec]) -> Iterator[tuple[str, str]]:
    for name, (x, _, z) in found.items():
        if z < DEEPEST:
            yield f"{name} is {-z:.2f} m below the floor.", "Raise it, or bend the limb more."
        if scene.wall and -x < DEEPEST:
            yield f"{name} is {x:.2f} m behind the wall.", "Move the body away, or bend the limb."
    for joint, angle in bends(found).items():
        if angle > MOST_BENT:
            yield f"{joint} bends by {angle:.0f} degrees.", f"A joint bends by {MOST_BENT:.0f}."
    limbs: dict[str, Leg | Arm] = {
        "right_leg": body.right_leg, "left_leg": body.left_leg,
        "right_arm": body.right_arm, "left_arm": body.left_arm,
    }  # fmt: skip
    for name, limb in limbs.items():
        if _twice(limb):
            wrong = f"{name} has both angles and a place for its end."
            yield wrong, "Keep the one or the other."


def _twice(limb: Leg | Arm) -> bool:
    match limb:
        case Leg(foot_at=None) | Arm(hand_at=None):
            return False
        case Leg():
            return bool(limb.model_fields_set & {"lift", "out", "roll", "knee"})
        case Arm():
            return bool(limb.model_fields_set & {"lift", "out", "roll", "elbow"})
