"""What is wrong with a content file, told to the person who edits it.

Exception
  ContentFault      the content cannot be used; `faults` has every reason at once
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to put right.

    `file` is relative to the content folder; `where` is a key path, or "line 3" where the file
    could not be read at all; `wrong` and `remedy` are sentences for a person.
    """

    file: str
    where: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.wrong} {self.remedy}"


class ContentFault(Exception):  # noqa: N818 - a fault in the content, not an error in the code
    """The content cannot be used; `faults` are in order of file and place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def schema_faults(file: str, above: tuple[str, ...], exc: ValidationError) -> list[Fault]:
    """Say in plain words what pydantic found; `above` is the key path down to the value."""
    errors = exc.errors(include_url=False)
    # Pydantic calls a list too short when one of its items is wrong: the item is the fault.
    inside = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    return [
        _schema_fault(file, above, error)
        for error in errors
        if error["type"] != "too_short" or error["loc"] not in inside
    ]


def _schema_fault(file: str, above: tuple[str, ...], error: ErrorDetails) -> Fault:
    where = _place(*above, *error["loc"]) or "the file"
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing":
            told = ("This key is missing.", "Add it.")
        case "extra_forbidden":
            told = ("This key is unknown here.", "Take it out, or correct its spelling.")
        case "enum" | "literal_error":
            told = ("This value is unknown.", f"Write one of {limits.get('expected')}.")
        case "string_pattern_mismatch":
            told = ("This is not written as it must be.", f"Match {limits.get('pattern')}.")
        case "greater_than_equal":
            told = ("This number is too small.", f"Write {limits.get('ge')} or more.")
        case "less_than_equal":
            told = ("This number is too large.", f"Write {limits.get('le')} or less.")
        case "too_short":
            told = ("This list is too short.", f"Give at least {limits.get('min_length')}.")
        case "value_error":
            told = ("These values do not fit together.", f"{limits.get('error')}.")
        case _:
            told = ("This has the wrong form.", f"{error['msg']}.")
    return Fault(file, where, *told)


def _place(*path: str | int) -> str:
    """A key path as people count: `steps #1.id` is the id of the first step."""
    return "".join(f" #{part + 1}" if isinstance(part, int) else f".{part}" for part in path)[1:]
