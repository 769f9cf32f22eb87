"""The one table of commands; every adapter registers from it.

Names and options are the same everywhere. Words (help lines, descriptions of options) stand in
the locale under `commands.<name>` and `commands.<name>.<option>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OptionKind(StrEnum):
    """What an option takes, for platforms that type theirs and complete them."""

    TEXT = "text"
    NUMBER = "number"
    POSE = "pose"
    SECTION = "section"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An argument of a command, in the order in which it is typed; `named`: after its name."""

    name: str
    kind: OptionKind
    required: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: its name without the slash, and its options. `menu`: shown in short menus."""

    name: str
    options: tuple[Option, ...] = ()
    menu: bool = True


def _opt(name: str, kind: OptionKind, *, required: bool = False) -> Option:
    return Option(name=name, kind=kind, required=required)


_POSE = _opt("name", OptionKind.POSE)
_BREATH = Option(name="breath", kind=OptionKind.TEXT, named=True)

COMMANDS: tuple[Command, ...] = (
    Command(name="start", menu=False),
    Command(name="help", options=(_opt("topic", OptionKind.TEXT),)),
    Command(name="poses"),
    Command(
        name="pose",
        options=(
            _opt("name", OptionKind.POSE, required=True),
            _opt("section", OptionKind.SECTION),
        ),
    ),
    Command(
        name="session",
        options=(_POSE, _opt("length", OptionKind.TEXT), _BREATH),
    ),
    Command(name="pause"),
    Command(name="resume"),
    Command(name="extend", options=(_opt("minutes", OptionKind.NUMBER),)),
    Command(name="stop"),
    Command(name="status"),
    Command(
        name="remind",
        options=(
            _opt("time", OptionKind.TEXT, required=True),
            _opt("days", OptionKind.TEXT),
            _POSE,
        ),
    ),
    Command(name="reminders"),
    Command(name="snooze", options=(_opt("minutes", OptionKind.NUMBER),)),
    Command(name="skip"),
    Command(name="timezone", options=(_opt("place", OptionKind.PLACE, required=True),)),
    Command(name="safety", options=(_opt("question", OptionKind.TEXT, required=True),)),
    Command(name="conditions"),
    Command(name="progress"),
    Command(name="challenge"),
    Command(name="language", options=(_opt("language", OptionKind.TEXT),)),
    Command(name="bell", options=(_opt("state", OptionKind.TEXT),), menu=False),
    Command(name="motion", options=(_opt("state", OptionKind.TEXT),), menu=False),
    Command(name="privacy"),
    Command(name="export"),
    Command(name="forget"),
)
"""Every command, in the order in which menus and help show them."""
