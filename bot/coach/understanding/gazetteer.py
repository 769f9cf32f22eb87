"""What a name may stand for: towns, countries, states, areas, nicknames and zones, weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.coach.understanding.meaning import PlaceFound
from bot.coach.understanding.misspelling import Misspelling
from bot.coach.understanding.place_index import Area, Name, PlaceIndex, place_index
from bot.coach.understanding.place_index_build import CODE, OTHER, OWN, TRANSCRIBED
from bot.coach.understanding.place_key import place_key
from bot.coach.understanding.place_words import Land, PlaceWords, place_words
from bot.coach.understanding.zone_names import (
    canonical_zone,
    country_of_zone,
    rule_of,
    zone_keys,
    zones_of_countries,
)

# A country's or a state's clock is taken unasked if so many of its people live by it.
_NEARLY_ALL: Final = 0.97
_NEARLY_ALL_OF_A_PART: Final = 0.9

# How much less a name counts that is not a town's own.
_WEIGHT: Final = {OWN: 1.0, OTHER: 0.05, CODE: 0.05, TRANSCRIBED: 0.005}
_SHORTEST: Final = {OWN: 2, OTHER: 5, CODE: 4, TRANSCRIBED: 6}
# How large a town must be for another name of it that is shorter than that.
_KNOWN_TOWN: Final = 150_000
_MEANT: Final = 1e11
_NAMED_ZONE: Final = 10.0
_AREA: Final = 3e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing that a name may stand for. `weight` is comparable to a number of people.

    `whole` is false for a single town, true for a country or a part of one.
    """

    name: str
    found: tuple[PlaceFound, ...]
    weight: float
    country: str | None = None
    admin1: str | None = None
    asks: bool = False
    whole: bool = False
    own: bool = True


class Gazetteer:
    """Readings of names in one locale."""

    def __init__(self, index: PlaceIndex, words: PlaceWords) -> None:
        self.index = index
        self.words = words
        #: Words that alone are no place.
        self.fillers = words.before | words.after | words.not_places
        self._zone_keys = {
            place_key(key): key for key in zone_keys().values() if not key.startswith("Etc/")
        }
        cities = {
            place_key(key.rpartition("/")[2]): key for key in sorted(self._zone_keys.values())
        }
        self._zone_cities = {key: zone for key, zone in cities.items() if "/" in zone}
        self._regions = {
            (land.country, land.admin1): land.name
            for lands in words.lands.values()
            for land in lands
            if land.admin1
        }
        towns: dict[str, float] = {}
        for place, key in enumerate(index.own_keys):
            towns.setdefault(key, float(index.town(place).population))
        for key, (name, country) in words.nicknames.items():
            if town := index.own(place_key(name), country):
                towns[key] = float(town.population)
        lands = {key: _people(lands) for key, lands in words.lands.items()}
        self._misspelling = Misspelling(towns | lands, words.endings)

    def exact(self, key: str, *, codes: bool = True) -> list[Reading]:
        """What a key stands for, the likeliest first, words that are rarely a place included."""
        readings = [self._land(land) for land in self.words.lands.get(key, ())]
        if codes and not readings:
            readings += [self._land(land) for land in self.words.codes.get(key, ())]
        if nickname := self.words.nicknames.get(key):
            readings += self._nicknamed(*nickname)
        if not readings and (zone := self._zone_keys.get(key)):
            return [self._zone(zone)]
        readings += self._towns(key)
        if not readings and (zone := self._zone_cities.get(key)):
            return [self._zone(zone)]
        return sorted(readings, key=lambda reading: -reading.weight)

    def alone(self, key: str, *, loud: bool = False, codes: bool = True) -> list[Reading]:
        """What a key stands for without a country after it.

        Words that are no places stand for nothing, unless they are `loud`: in capitals, as the
        abbreviations are that they may be.
        """
        if key not in self.words.not_places:
            return self.exact(key, codes=codes)
        if not loud:
            return []
        nickname = self.words.nicknames.get(key)
        clocks = [self._land(land) for land in self.words.lands.get(key, ())]
        return clocks or (self._nicknamed(*nickname) if nickname else [])

    def lands(self, key: str) -> tuple[Land, ...]:
        """Countries and their parts by name or code, as they stand after a town's name."""
        known = (*self.words.lands.get(key, ()), *self.words.codes.get(key, ()))
        return tuple(land for land in known if land.country)

    def misspelt(self, key: str) -> list[Reading]:
        """What a key stands for if a few slips are forgiven, the likeliest first."""
        if key in self.words.not_places:
            return []
        return [reading for likely in self._misspelling.near(key) for reading in self.exact(likely)]

    def _towns(self, key: str) -> list[Reading]:
        return [self._town(name) for name in self.index.named(key) if self._counts(key, name)]

    def _counts(self, key: str, name: Name) -> bool:
        """Whether a name is known well enough to be the one that was meant."""
        if len(key) >= _SHORTEST[name.kind] or not key.isascii():
            return True
        return name.kind != TRANSCRIBED and self.index.town(name.town).population >= _KNOWN_TOWN

    def shown(self, place: int) -> PlaceFound:
        """The town at a place by size, named so that it is not taken for another one."""
        town = self.index.town(place)
        region = self._regions.get((town.country, town.admin1))
        name = f"{town.name}, {region}" if region and region != town.name else town.name
        return PlaceFound(
            name=name, zone=town.zone, country=town.country, population=town.population
        )

    def _town(self, name: Name) -> Reading:
        town = self.index.town(name.town)
        return Reading(
            name=town.name,
            found=(self.shown(name.town),),
            weight=town.population * _WEIGHT[name.kind],
            country=town.country,
            admin1=town.admin1,
            own=name.kind == OWN,
        )

    def _nicknamed(self, name: str, country: str) -> list[Reading]:
        names = self.index.named(place_key(name))
        readings = [self._town(town) for town in names]
        meant = [reading for reading in readings if reading.country == country]
        return [replace(reading, weight=_MEANT, own=True) for reading in meant[:1]]

    def _zone(self, key: str) -> Reading:
        zone = canonical_zone(key)
        country = country_of_zone(zone)
        name = zone.rpartition("/")[2].replace("_", " ")
        found = PlaceFound(name=name, zone=zone, country=country)
        return Reading(name=name, found=(found,), weight=_MEANT, country=country)

    def _land(self, land: Land) -> Reading:
        if land.zones:
            return Reading(
                name=land.name,
                found=land.zones,
                weight=_MEANT / _NAMED_ZONE,
                country=land.country,
                asks=land.asks,
                whole=True,
            )
        found, asks = self._clocks(land)
        return Reading(
            name=land.name,
            found=found,
            weight=float(land.population),
            country=land.country,
            admin1=land.admin1,
            asks=asks,
            whole=True,
        )

    def _clocks(self, land: Land) -> tuple[tuple[PlaceFound, ...], bool]:
        """The clocks of a country or a part of one, by the people, and whether to ask for one."""
        country = land.country or ""
        areas = self.index.areas.get(country, [])
        if land.admin1:
            areas = [area for area in areas if area.admin1 == land.admin1]
        clocks = _by_rule(areas)
        if not clocks:
            listed = zones_of_countries().get(country, ())
            clocks = {rule_of(zone): (zone, 0, -1) for zone in listed}
        ranked = sorted(clocks.values(), key=lambda clock: -clock[1])
        everybody = sum(people for _, people, _ in ranked)
        enough = _NEARLY_ALL_OF_A_PART if land.admin1 else _NEARLY_ALL
        first = self.words.one_zone.get(country)
        one = len(ranked) == 1 or bool(first) or ranked[0][1] >= enough * max(1, everybody)
        found: list[PlaceFound] = []
        for zone, people, largest in ranked:
            town = self.index.town(largest).name if largest >= 0 else zone.rpartition("/")[2]
            name = land.name if one and not found else town.replace("_", " ")
            found.append(PlaceFound(name=name, zone=zone, country=country, population=people))
        return tuple(found), not one


def _by_rule(areas: Sequence[Area]) -> dict[str, tuple[str, int, int]]:
    """Zone, people and largest town by what the clock does in years to come."""
    clocks: dict[str, tuple[str, int, int]] = {}
    for area in sorted(areas, key=lambda area: area.largest):
        rule = rule_of(area.zone)
        zone, people, largest = clocks.get(rule, (area.zone, 0, area.largest))
        clocks[rule] = (zone, people + area.population, largest)
    return clocks


def _people(lands: tuple[Land, ...]) -> float:
    """How many people the names of lands are worth when one of them is looked for."""
    return max(float(land.population) or _AREA for land in lands)


@lru_cache(maxsize=4)
def gazetteer(locale: str) -> Gazetteer:
    """The gazetteer of a locale, made at the first call."""
    index = place_index()
    return Gazetteer(index, place_words(locale, index))
