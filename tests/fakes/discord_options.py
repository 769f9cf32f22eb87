"""Filling in a slash command, as Discord's own input line would let a person."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tests.fakes.discord_commands import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    STRING,
    SUB_COMMAND,
    SUB_COMMAND_GROUP,
    USER,
)
from tests.fakes.discord_wire import Json
from tests.fakes.discord_world import Person

Wrap: TypeAlias = Callable[[list[Json]], list[Json]]
TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    NUMBER: (int, float),
    USER: Person,
}


class ImpossibleError(AssertionError):
    """Discord's screen offers no way to do this."""


def descend(command: Json, path: list[str]) -> tuple[Json, Wrap]:
    """Find a subcommand; give it, and what wraps its options as Discord nests them."""
    node, steps = command, []
    for word in path:
        inner = [one for one in node.get("options") or () if one["name"] == word]
        if not inner or inner[0]["type"] not in (SUB_COMMAND, SUB_COMMAND_GROUP):
            raise ImpossibleError(f"/{command['name']} has no subcommand {' '.join(path)}")
        node = inner[0]
        steps.append(node)
    if any(one["type"] in (SUB_COMMAND, SUB_COMMAND_GROUP) for one in node.get("options") or ()):
        raise ImpossibleError(f"/{' '.join((command['name'], *path))} needs a subcommand")

    def wrap(options: list[Json]) -> list[Json]:
        for step in reversed(steps):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        return options

    return node, wrap


def chosen_options(
    leaf: Json, given: Mapping[str, object], focused: tuple[str, str] | None
) -> list[Json]:
    """Give the options as Discord sends them, in the command's own order."""
    declared = {one["name"]: one for one in leaf.get("options") or ()}
    unknown = set(given) - set(declared)
    if unknown:
        raise ImpossibleError(f"/{leaf['name']} has no option {', '.join(sorted(unknown))}")
    chosen: list[Json] = []
    for name, option in declared.items():
        if focused is not None and name == focused[0]:
            if not option.get("autocomplete"):
                raise ImpossibleError(f"option {name} of /{leaf['name']} has no autocomplete")
            one = {"name": name, "type": option["type"], "value": focused[1], "focused": True}
            chosen.append(one)
        elif name in given:
            value = _value(option, given[name])
            chosen.append({"name": name, "type": option["type"], "value": value})
        elif option.get("required") and focused is None:
            raise ImpossibleError(f"/{leaf['name']} cannot be sent without {name}")
    if focused is not None and focused[0] not in declared:
        raise ImpossibleError(f"/{leaf['name']} has no option {focused[0]}")
    return chosen


def _value(option: Json, value: object) -> object:
    name, kind = option["name"], option["type"]
    if not isinstance(value, TYPES.get(kind, ())) or (isinstance(value, bool) and kind != BOOLEAN):
        raise ImpossibleError(f"option {name} cannot be {value!r}")
    if isinstance(value, Person):
        return str(value.id)
    choices = {one["name"]: one["value"] for one in option.get("choices") or ()}
    if choices:
        if value not in choices and value not in choices.values():
            raise ImpossibleError(f"option {name} offers only {', '.join(choices)}")
        return choices.get(value, value) if isinstance(value, str) else value
    _check_size(option, value)
    return value


def _check_size(option: Json, value: object) -> None:
    what, size = ("length", len(value)) if isinstance(value, str) else ("value", value)
    least, most = option.get(f"min_{what}"), option.get(f"max_{what}")
    if not isinstance(size, int | float):
        return
    if (least is not None and size < least) or (most is not None and size > most):
        name = option["name"]
        raise ImpossibleError(f"option {name} takes a {what} of {least} to {most}: {value!r}")
