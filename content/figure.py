"""A figure as data: how a body stands to the wall and the floor, by angles, and what lies about.

Lengths are metres, angles whole or broken degrees. A body is 1.7 m tall. The floor is level 0, the
wall stands at 0 from itself: `from_wall` counts into the room, `along` counts along the wall, to
the body's left where it lies on its back with its head away from the wall; `height` upwards.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.model import Frozen, Id

Metres = Annotated[float, Field(ge=-3, le=3)]
Height = Annotated[float, Field(ge=0, le=2.5)]
Place = tuple[Metres, Metres, Height]
"""From the wall, along it, above the floor."""


class View(StrEnum):
    """From where the figure is looked at."""

    SIDE = "side"
    FLAT = "flat"
    WALL = "wall"
    CORNER = "corner"
    FACING = "facing"
    HEAD = "head"
    HIGH = "high"
    ABOVE = "above"


class Posture(StrEnum):
    """How the trunk is held before any angle: on the back or the side, head away from the wall."""

    BACK = "back"
    ON_SIDE = "on_side"
    SITTING = "sitting"
    STANDING = "standing"


class Sole(StrEnum):
    """What a sole is flat against; its toes point up the wall, or away from the hip."""

    WALL = "wall"
    FLOOR = "floor"


class Leg(Frozen):
    """A leg by its joints, or by where its foot is.

    `lift` bends the hip forwards, `out` takes the leg to its side, `roll` turns the thigh outwards,
    `knee` bends the knee, `foot` draws the toes towards the shin. With `foot_at` (the ankle's
    place, or a point of the other leg that it lies on) hip and knee follow from it, and
    `knee_points` says where the knee goes.
    """

    lift: Annotated[float, Field(ge=-25, le=135)] = 0
    out: Annotated[float, Field(ge=-35, le=65)] = 0
    roll: Annotated[float, Field(ge=-45, le=85)] = 0
    knee: Annotated[float, Field(ge=0, le=155)] = 0
    foot: Annotated[float, Field(ge=-55, le=35)] = 0
    foot_at: Place | str | None = None
    knee_points: Literal["front", "out", "up"] = "front"
    sole: Sole | None = None


class Arm(Frozen):
    """An arm by its joints, or by where its hand is.

    `lift` raises it forwards, `out` to its side, `roll` turns the upper arm outwards, `elbow` bends
    the elbow. With `hand_at` (a place, or a point of the body) shoulder and elbow follow from it.
    """

    lift: Annotated[float, Field(ge=-60, le=180)] = 0
    out: Annotated[float, Field(ge=-40, le=180)] = 0
    roll: Annotated[float, Field(ge=-95, le=95)] = 0
    elbow: Annotated[float, Field(ge=0, le=155)] = 0
    hand_at: Place | str | None = None
    elbow_points: Literal["out", "back", "head"] = "out"


class Body(Frozen):
    """A person. `turn` is about the upright, anticlockwise from above.

    `lean` tips the trunk forwards, `tip` to its right, `bend` rounds it at the waist,
    `nod` bends the neck forwards.
    """

    posture: Posture = Posture.BACK
    from_wall: Metres = 0.15
    along: Metres = 0.0
    height: Height = 0.1
    turn: Annotated[float, Field(ge=-180, le=180)] = 0
    lean: Annotated[float, Field(ge=-80, le=60)] = 0
    tip: Annotated[float, Field(ge=-60, le=60)] = 0
    bend: Annotated[float, Field(ge=-25, le=60)] = 0
    nod: Annotated[float, Field(ge=-40, le=50)] = 0
    right_leg: Leg = Leg()
    left_leg: Leg = Leg()
    right_arm: Arm = Arm()
    left_arm: Arm = Arm()


class PropKind(StrEnum):
    """What may lie about."""

    BLANKET = "blanket"
    PILLOW = "pillow"
    CUSHION = "cushion"
    BOLSTER = "bolster"
    BLOCK = "block"
    STRAP = "strap"
    CHAIR = "chair"
    BED = "bed"


class Prop(Frozen):
    """A thing in the picture, its middle at `at`, turned about the upright.

    A strap lies at `at`, or goes round both legs at the point `round` ("thighs", "shins"). What is
    `placed` is there already; what is `gone` was there, and is drawn as what a body was before.
    """

    kind: PropKind
    at: Place = (0.5, 0.0, 0.0)
    turn: Annotated[float, Field(ge=-180, le=180)] = 0
    round: Literal["thighs", "shins"] | None = None
    state: Literal["new", "placed", "gone"] = "new"

    @model_validator(mode="after")
    def _only_a_strap_goes_round(self) -> Self:
        if self.round is not None and self.kind is not PropKind.STRAP:
            raise ValueError("only a strap goes round something")
        return self


class Arrow(Frozen):
    """A movement: from a point of the body, or a place, so far in a direction.

    `toward` `now` goes from where a point was before to where it is. In its middle an arrow is
    `bow` higher than a straight one: a roll, a swing.
    """

    at: Place | str
    toward: Literal["up", "down", "wall", "room", "right", "left", "now"]
    length: Annotated[float, Field(ge=0.1, le=1.0)] = 0.28
    off: Place | tuple[Metres, Metres, Metres] = (0.0, 0.0, 0.0)
    bow: Metres = 0.0


Limb = Literal["right_leg", "left_leg", "right_arm", "left_arm", "trunk", "head", "props"]


class Scene(Frozen):
    """One picture of a figure: a body or none, what lies about, what moves.

    `same_as` names another step, `pose.part.step`, and stands alone. `accent` is what the step is
    about. `before` is how the body was: what has moved since is seen in dashes. `gap` marks the
    distance from the hips to the wall. `breath` marks the belly that rises and falls. `marks`
    writes L and R beside the feet. `wall`: whether one stands there at all. `instead`: a second
    scene to choose in place of the first, where it else comes after it.
    """

    same_as: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.(steps|come_out)\.[a-z0-9_]+$")] | None = (
        None
    )
    view: View = View.SIDE
    body: Body | None = None
    before: Body | None = None
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    accent: tuple[Limb, ...] = ()
    front: tuple[Limb, ...] = ()
    gap: bool = False
    breath: bool = False
    marks: bool = False
    wall: bool = True
    instead: bool = False

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if self.same_as is not None and self.model_fields_set != {"same_as"}:
            raise ValueError("same_as: it stands alone")
        if self.same_as is None and self.body is None and not self.props:
            raise ValueError("body: a body, or props, is needed")
        if self.before is None and any(arrow.toward == "now" for arrow in self.arrows):
            raise ValueError("arrows: toward now needs a body before")
        return self


Scenes = Annotated[tuple[Scene, ...], Field(min_length=1, max_length=2)]
"""A step's picture: one scene, or two: one after the other, or to choose from."""


class Figures(Frozen):
    """The figures of a pose, by the ids of its steps."""

    id: Id
    steps: dict[Id, Scenes]
    come_out: dict[Id, Scenes]
