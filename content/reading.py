"""Content files into values, with every fault on the way noted instead of raised."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from content.faults import Fault, schema_faults
from content.phrases import PLURAL_FORMS, Words, placeholders

Model = TypeVar("Model", bound=BaseModel)

_LINE = re.compile(r"at line (\d+)")


class Reader:
    """Reads below one content folder and remembers what was wrong.

    Args:
        root: the content folder; names of files in faults are relative to it.

    `broken` has the names of values that are there and cannot be used, `unreadable` the files
    that are no TOML, so that whoever refers to one of them is not blamed for it. `origins` says,
    by tag, from which file each word key came.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []
        self.broken: set[str] = set()
        self.unreadable: set[str] = set()
        self.origins: dict[str, dict[str, str]] = {}

    def fault(self, file: str, where: str, wrong: str, remedy: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(file, where, wrong, remedy))

    def lost(self, name: str, home: str) -> bool:
        """Whether a name may well be there, in a file (below `home`) that could not be used."""
        return name in self.broken or any(file.startswith(home) for file in self.unreadable)

    def files(self, pattern: str) -> list[str]:
        """Names of the files that match a glob pattern, in alphabetical order."""
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.glob(pattern))

    def table(self, file: str) -> dict[str, Any]:
        """A file's contents; nothing, and a fault, if it is absent or no TOML."""
        try:
            return tomllib.loads((self.root / file).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.fault(file, "the file", "There is no such file.", "Write it.")
        except UnicodeDecodeError as exc:
            self.fault(file, f"byte {exc.start}", "This is not UTF-8.", "Save the file as UTF-8.")
        except tomllib.TOMLDecodeError as exc:
            found = _LINE.search(str(exc))
            where = f"line {found[1]}" if found else "the end"
            remedy = "Correct the TOML there: a quote, a bracket or an equals sign, most often."
            self.fault(file, where, f"{str(exc).partition(' (')[0]}.", remedy)
        self.unreadable.add(file)
        return {}

    def value(
        self, file: str, model: type[Model], table: object, *above: str, **more: str
    ) -> Model | None:
        """A validated value of a table, with `more` fields that the file gives by place."""
        if not isinstance(table, dict):
            self.fault(file, ".".join(above), "This is not a table.", "Write it as [name].")
            return None
        try:
            return model.model_validate({**table, **more})
        except ValidationError as exc:
            self.faults += schema_faults(file, above, exc)
            return None

    def values(self, file: str, model: type[Model], key: str) -> dict[str, Model]:
        """Validated values of a file with one table each, whose name becomes the field `key`."""
        found = {}
        for name, table in self.table(file).items():
            more = {key: name} if key else {}
            value = self.value(file, model, table, name, **more)
            if value is None:
                self.broken.add(name)
            else:
                found[name] = value
        return found

    def named(self, folder: str, model: type[Model]) -> dict[str, Model]:
        """Validated values of a folder with one file each, named for its `id`."""
        found = {}
        for file in self.files(f"{folder}/*.toml"):
            stem = file.rpartition("/")[2].removesuffix(".toml")
            table = self.table(file)
            value = None if file in self.unreadable else self.value(file, model, table)
            if value is None:
                self.broken.add(stem)
                continue
            name = getattr(value, "id", "")
            if name != stem:
                self.fault(file, "id", f"The id is {name}.", f'Write id = "{stem}", as the file.')
            found[name] = value
        return found

    def words(self, tag: str) -> dict[str, Words]:
        """A locale's words by dotted key."""
        found: dict[str, Words] = {}
        origins = self.origins.setdefault(tag, {})
        for file in self.files(f"locales/{tag}/**/*.toml"):
            prefix = _prefix(file)
            if prefix is None:
                continue
            for key, words in self._flat(file, prefix, self.table(file)):
                if key in found:
                    wrong = f"{key} stands in another file of {tag} too."
                    self.fault(file, key, wrong, "Keep one of the two.")
                found[key], origins[key] = words, file
        return found

    def _flat(
        self, file: str, prefix: str, table: Mapping[str, Any]
    ) -> Iterator[tuple[str, Words]]:
        for name, value in table.items():
            key = f"{prefix}{name}"
            match value:
                case dict() if not _is_plural(value):
                    yield from self._flat(file, f"{key}.", value)
                case str() | dict():
                    yield from self._template(file, key, value)
                case list() if all(isinstance(item, str) for item in value):
                    yield key, tuple(value)
                case _:
                    self.fault(
                        file, key, "This is no text.", "Write a text, or a list of texts for names."
                    )

    def _template(
        self, file: str, key: str, words: str | dict[str, str]
    ) -> Iterator[tuple[str, Words]]:
        try:
            placeholders(words)
        except ValueError as exc:
            self.fault(file, key, f"{exc}.", "Write {name}, or {{ and }} for braces themselves.")
        else:
            yield key, words


def _is_plural(table: Mapping[str, object]) -> bool:
    """Whether a table is one text in its plural forms, not a table of texts."""
    return (
        "other" in table
        and table.keys() <= PLURAL_FORMS
        and all(isinstance(value, str) for value in table.values())
    )


def _prefix(file: str) -> str | None:
    """What a locale's file puts before its keys, by its place; None for a file of other use."""
    match file.removesuffix(".toml").split("/")[2:]:
        case ["coach", room]:
            return f"{room}."
        case ["poses", pose]:
            return f"pose.{pose}."
        case ["figures", pose]:
            return f"figure.{pose}."
        case ["programmes", programme]:
            return f"programme.{programme}."
        case ["safety", "topics", _]:
            return "topic."
        case ["safety", name] if name != "terms":
            return f"safety_{name}."
    return None
