"""A layout of Discord's at a glance: its components by name, what is inside one behind its own."""

from __future__ import annotations

from typing import TypeAlias

from tests.fakes.discord_wire import Json

NAMES = {
    1: "row", 2: "button", 3: "menu", 9: "section", 10: "text", 11: "thumbnail", 12: "gallery",
    13: "file", 17: "frame",
}  # fmt: skip

Tree: TypeAlias = list[object]


def tree(components: list[Json]) -> Tree:
    """The components by name, what is inside one behind its own name."""
    return [
        [NAMES[one["type"]], *tree([*one["components"], *_accessory(one)])]
        if "components" in one
        else NAMES[one["type"]]
        for one in components
    ]


def _accessory(section: Json) -> list[Json]:
    return [section["accessory"]] if "accessory" in section else []
