"""What is taught, as frozen values.

Files under `content/` hold ids, numbers and references; the words that a person reads stand in
`content/locales/<tag>/` under the same ids. Durations are whole seconds everywhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=48)]
"""An id: lower-case letters, digits and underscores; short enough for a button's payload."""

SourceId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=80)]
"""A source's id: made from its title, and never in a payload."""

Seconds = Annotated[int, Field(ge=1, le=3600)]

EVERY_POSE = "all"


class Frozen(BaseModel):
    """Base of every value read from a content file: closed, immutable, quiet about its input."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Verdict(StrEnum):
    """What the coach says about a body and a pose, the most severe first."""

    EMERGENCY = "emergency"
    STOP = "stop"
    AVOID = "avoid"
    ASK_DOCTOR = "ask_doctor"
    CAUTION = "caution"
    OK = "ok"
    UNKNOWN = "unknown"

    @property
    def severity(self) -> int:
        """Rank for comparing: 6 for an emergency down to 0 for unknown."""
        return _SEVERITY[self]


_SEVERITY = {verdict: rank for rank, verdict in enumerate(reversed(Verdict))}


class Evidence(StrEnum):
    """How well a claim is supported: small trials, custom and little else, or nothing."""

    SOME = "some"
    LITTLE = "little"
    NONE = "none"


class Category(StrEnum):
    """What kind of thing a topic is."""

    CONDITION = "condition"
    SYMPTOM = "symptom"
    CLAIM = "claim"
    TECHNIQUE = "technique"
    LIFE_STAGE = "life_stage"
    LOGISTICS = "logistics"
    MEDICATION = "medication"


class Source(Frozen):
    """A page that a fact rests on. `weak` marks pages that a better one should replace."""

    title: str
    where: str
    url: Annotated[str, Field(pattern=r"^https?://")] | None = None
    weak: bool = False


class Topic(Frozen):
    """One reviewed matter of the body: a condition, a symptom, a claim, a habit.

    `verdict` holds for `poses` (`all`, or pose ids); `by_pose` says where another pose differs.
    `instead` names what may be offered when the verdict is avoid (keys of the locale).
    """

    id: Id
    verdict: Verdict
    category: Category
    poses: tuple[str, ...]
    also_acceptable: tuple[Verdict, ...] = ()
    by_pose: dict[Id, Verdict] = Field(default_factory=dict)
    evidence: Evidence | None = None
    sources: tuple[SourceId, ...] = Field(min_length=1)
    unsourced: bool = False

    def verdict_for(self, pose: str | None) -> Verdict:
        """The verdict for a pose id; without one, or outside `by_pose`, the topic's own."""
        return self.by_pose.get(pose, self.verdict) if pose else self.verdict


class CrisisLine(Frozen):
    """A service that listens. One of `number` and `text` is always there."""

    name: str
    number: str | None = None
    text: str | None = None
    hours: str | None = None
    url: str | None = None


class CountryLines(Frozen):
    """Whom to call in one country; `emergency` has the number to show first at its head."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    name: str
    emergency: tuple[str, ...] = Field(min_length=1)
    emergency_source: str
    crisis: tuple[CrisisLine, ...] = ()
    crisis_source: str | None = None
    crisis_source_url: str | None = None

    @property
    def shown_crisis(self) -> tuple[CrisisLine, ...]:
        """Crisis lines that may be shown: those that were read on some page."""
        return self.crisis if self.crisis_source else ()


class HoldRange(Frozen):
    """How long the hold may be, in seconds; for a two-sided pose both sides together.

    `longest` is the pose's maximum in all: no hold, pause and extension together, passes it.
    """

    shortest: Seconds
    usual: Seconds
    longest: Seconds

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.shortest <= self.usual <= self.longest:
            raise ValueError("hold: shortest <= usual <= longest is needed")
        return self


class Moment(StrEnum):
    """When in a hold a cue is spoken."""

    ARRIVE = "arrive"
    BREATH = "breath"
    HALF = "half"
    MINUTE_LEFT = "minute_left"


class Cue(Frozen):
    """A short line during a hold. `after` is seconds into a side, for moments that need it."""

    id: Id
    moment: Moment
    after: Annotated[int, Field(ge=0, le=1200)] | None = None


class Benefit(Frozen):
    """Something the pose is said to do; graded by the claim topic it rests on."""

    id: Id
    claim: Id
    facts: tuple[str, ...] = ()


class Caution(Frozen):
    """A topic that matters before this pose, in the order in which it should be read."""

    topic: Id
    facts: tuple[str, ...] = ()


class Item(Frozen):
    """A line of words under an id: a step, a tip, a question. `facts` are the seed's numbers.

    `settling` is false for a step that the card shows and a guided session says in its own time.
    """

    id: Id
    facts: tuple[str, ...] = ()
    sources: tuple[SourceId, ...] = ()
    settling: bool = True


class Pose(Frozen):
    """A pose in full, without its words.

    `facts` are those that belong to no single part: to its hold, to its video.
    """

    id: Id
    sanskrit: str | None = None
    variation_of: Id | None = None
    sided: bool = False
    hold: HoldRange
    props: tuple[Id, ...] = ()
    steps: tuple[Item, ...] = Field(min_length=1)
    cues: tuple[Cue, ...] = ()
    come_out: tuple[Item, ...] = Field(min_length=1)
    benefits: tuple[Benefit, ...] = ()
    cautions: tuple[Caution, ...] = ()
    tips: tuple[Item, ...] = ()
    questions: tuple[Item, ...] = ()
    video: str | None = None
    facts: tuple[str, ...] = ()


class Breath(Frozen):
    """A breath to follow: seconds in, held, out."""

    inhale: Annotated[int, Field(ge=2, le=8)]
    hold: Annotated[int, Field(ge=0, le=8)] = 0
    exhale: Annotated[int, Field(ge=2, le=10)]


class Evening(Frozen):
    """One evening of a programme."""

    id: Id
    pose: Id
    seconds: Seconds
    breath: Breath | None = None


class Programme(Frozen):
    """A row of evenings, done in order at the person's own pace."""

    id: Id
    evenings: tuple[Evening, ...] = Field(min_length=1)
    facts: tuple[str, ...] = ()


class ScreeningGroup(Frozen):
    """One choice of the screening and the narrower topics behind it.

    `topics` are offered as the narrower question; left open, `strictest` speaks for the group.
    """

    id: Id
    topics: tuple[Id, ...]
    strictest: Id
