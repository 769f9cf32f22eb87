"""What a button carries: a typed, versioned value of at most 64 bytes.

A payload is `<code><version>:<field>:<field>...`, for instance `s1:legs_up_wall:600`. It says all
that the button means, so that it works after a restart, next week and on another machine; what it
acts on is looked up again when it is pressed. Anybody may forge one: `unpack` refuses what is not
a whole value, and the use cases check whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar, get_type_hints

PAYLOAD_BYTES = 64
"""Telegram's limit for callback data, the tightest of the platforms."""


NUMBER_DIGITS = 15
"""Whole seconds since 1970 and every row id fit; longer is forged."""


class StaleActionError(ValueError):
    """The payload is none that this version of the coach knows."""


@dataclass(frozen=True)
class Action:
    """Base of what can be chosen. `code` with its version is the payload's first field."""

    code: ClassVar[str]

    def pack(self) -> str:
        """The payload, at most 64 bytes of UTF-8; ValueError if the value does not fit."""
        values = [str(getattr(self, field.name)) for field in fields(self)]
        if any(":" in value for value in values[:-1]):
            raise ValueError(f"{self.code}: only a last field may contain ':'")
        payload = ":".join([self.code, *values])
        if len(payload.encode()) > PAYLOAD_BYTES:
            raise ValueError(f"{self.code}: a payload of over {PAYLOAD_BYTES} bytes")
        return payload


@dataclass(frozen=True)
class Ask(Action):
    """As if the person had typed a command without arguments, by its name ("poses")."""

    code: ClassVar[str] = "a1"
    command: str


@dataclass(frozen=True)
class OpenPrivate(Action):
    """Go on in the private chat, with a start parameter as in a deep link ("pose_legsup")."""

    code: ClassVar[str] = "o1"
    start: str


@dataclass(frozen=True)
class HelpAbout(Action):
    """Help on one topic."""

    code: ClassVar[str] = "h1"
    topic: str


@dataclass(frozen=True)
class ShowPose(Action):
    """A section of a pose's card."""

    code: ClassVar[str] = "p1"
    pose: str
    section: str


@dataclass(frozen=True)
class ShowLeaf(Action):
    """A leaf of a long section of a pose's card, counted from 1."""

    code: ClassVar[str] = "pl1"
    pose: str
    section: str
    leaf: int


@dataclass(frozen=True)
class Start(Action):
    """Begin a session of `seconds` in the hold."""

    code: ClassVar[str] = "s1"
    pose: str
    seconds: int


@dataclass(frozen=True)
class StartInstead(Action):
    """Begin a session although another one runs: that one ends."""

    code: ClassVar[str] = "si1"
    pose: str
    seconds: int


@dataclass(frozen=True)
class StartBreathing(Action):
    """Begin a session with a breath to follow ("4-6", "4-7-8")."""

    code: ClassVar[str] = "sb1"
    pose: str
    seconds: int
    breath: str


@dataclass(frozen=True)
class Switch(Action):
    """Switch a comfort on (1) or off (0): bell, motion."""

    code: ClassVar[str] = "sw1"
    what: str
    on: int


@dataclass(frozen=True)
class Steer(Action):
    """Steer a session: pause, resume, stop, down, wrong, status."""

    code: ClassVar[str] = "st1"
    session: int
    verb: str


@dataclass(frozen=True)
class Extend(Action):
    """Stay longer, by minutes."""

    code: ClassVar[str] = "ex1"
    session: int
    minutes: int


@dataclass(frozen=True)
class Wrong(Action):
    """What is wrong in a session: chest, head, dizzy, numb, joint, else; then gone, stays."""

    code: ClassVar[str] = "wr1"
    session: int
    what: str


@dataclass(frozen=True)
class Feeling(Action):
    """How a session felt, 1 to 5."""

    code: ClassVar[str] = "fe1"
    session: int
    score: int


@dataclass(frozen=True)
class Screen(Action):
    """An answer to the screening: `what` is a group, a topic or done, none, else, rather_not."""

    code: ClassVar[str] = "sc1"
    question: int
    what: str


@dataclass(frozen=True)
class DoctorAgreed(Action):
    """The person's doctor said yes to the topics that the open screening found."""

    code: ClassVar[str] = "dy1"
    question: int


@dataclass(frozen=True)
class RememberConditions(Action):
    """Keep a topic that the screening found; `agreed`: the person's doctor said yes to it (1)."""

    code: ClassVar[str] = "rm2"
    agreed: int
    topic: str


@dataclass(frozen=True)
class DropCondition(Action):
    """Remove one remembered topic, or `all`."""

    code: ClassVar[str] = "dc1"
    topic: str


@dataclass(frozen=True)
class AddCondition(Action):
    """Remember one topic; `menu` asks which."""

    code: ClassVar[str] = "ac1"
    topic: str


@dataclass(frozen=True)
class Explain(Action):
    """More on a safety answer: `what` is sources or doctor, for a topic and a pose."""

    code: ClassVar[str] = "e1"
    what: str
    topic: str


@dataclass(frozen=True)
class Snooze(Action):
    """Ring a reminder again in some minutes, on its own night (ISO date of the evening)."""

    code: ClassVar[str] = "sn1"
    reminder: int
    night: str
    minutes: int


@dataclass(frozen=True)
class NotTonight(Action):
    """Leave a reminder alone for its night; reminder 0 means all of them."""

    code: ClassVar[str] = "nt1"
    reminder: int
    night: str


@dataclass(frozen=True)
class Manage(Action):
    """Change, pause (for a week), wake or delete a reminder; undo takes back a deletion."""

    code: ClassVar[str] = "mr1"
    reminder: int
    verb: str


@dataclass(frozen=True)
class Loosen(Action):
    """Let a reminder (0: all of them) ring up to so many minutes later; 0 is on the minute."""

    code: ClassVar[str] = "lo1"
    reminder: int
    minutes: int


@dataclass(frozen=True)
class UndoOff(Action):
    """Bring back the reminders removed together at an instant (whole seconds since 1970)."""

    code: ClassVar[str] = "uo1"
    removed_at: int


@dataclass(frozen=True)
class PickZone(Action):
    """Set the time zone, by IANA key or offset."""

    code: ClassVar[str] = "z1"
    zone: str


@dataclass(frozen=True)
class PickTime(Action):
    """Answer "at what time?" with a wall-clock time, HH:MM."""

    code: ClassVar[str] = "t1"
    clock: str


@dataclass(frozen=True)
class ChangeTime(Action):
    """Ring a reminder at another wall-clock time, HH:MM."""

    code: ClassVar[str] = "ct1"
    reminder: int
    clock: str


@dataclass(frozen=True)
class PickReading(Action):
    """Choose one of the readings that the coach asked about, by its place from 0."""

    code: ClassVar[str] = "pr1"
    question: int
    index: int


@dataclass(frozen=True)
class Speak(Action):
    """Set the language, by BCP 47 tag."""

    code: ClassVar[str] = "l1"
    tag: str


@dataclass(frozen=True)
class Challenge(Action):
    """The programme: join, today, begin, leave, again; back_16 undoes either, 16 evenings in."""

    code: ClassVar[str] = "c1"
    verb: str


@dataclass(frozen=True)
class Forget(Action):
    """Erase everything (or not): the answer to the confirmation asked at an instant."""

    code: ClassVar[str] = "f1"
    question: int
    sure: int


@dataclass(frozen=True)
class Helped(Action):
    """After an emergency: whether help was had (1) or not yet (0), before practice goes on."""

    code: ClassVar[str] = "hp1"
    had: int


_KNOWN: dict[str, type[Action]] = {kind.code: kind for kind in Action.__subclasses__()}


def unpack(payload: str) -> Action:
    """The value in a payload.

    Raises:
        StaleActionError: if it is none of ours, of another version, cut short or padded.
    """
    code, _, rest = payload.partition(":")
    kind = _KNOWN.get(code)
    if kind is None or len(payload.encode("utf-8", "replace")) > PAYLOAD_BYTES:
        raise StaleActionError("no such button")
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    values = rest.split(":", len(names) - 1)
    if len(values) != len(names) or not all(values):
        raise StaleActionError("a button with other fields")
    return kind(
        **{name: _field(hints[name], text) for name, text in zip(names, values, strict=True)}
    )


def _field(kind: type, text: str) -> str | int:
    if kind is str:
        return text
    if not (text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS):
        raise StaleActionError("a button with a number that is none")
    return int(text)
