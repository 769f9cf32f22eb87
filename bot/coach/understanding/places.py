"""Words about a place into a zone: towns, countries, states, keys, abbreviations, offsets.

Nothing is loaded until the first place is read; then the index is opened (built, the first time
of all) and stays open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from bot.coach.understanding import zone_names
from bot.coach.understanding.gazetteer import Gazetteer, Reading, gazetteer
from bot.coach.understanding.meaning import PlaceFound, PlaceRead
from bot.coach.understanding.place_key import place_key
from bot.coach.understanding.place_words import Land

_MOST_CHARACTERS: Final = 300
_MOST_WORDS: Final = 40
_LONGEST_NAME: Final = 8
_LONGEST_SLIP: Final = 4
_MOST_OFFERED: Final = 8
# A country or state is asked about if another place of its name has this share of its people.
_RIVAL: Final = 0.05
_RIVAL_TOWN: Final = 500_000
# A town of the same name is offered from this share of the first one's weight.
_WORTH_OFFERING: Final = 0.0005
_LESS_KNOWN: Final = 0.02
_SHORT: Final = 3
_MOST_LOOKED_AT: Final = 500

_WORD: Final = re.compile(r"[^\s,;:!?()\"“”«»]+,?")
_ABBREVIATED: Final = {"st": "saint", "ft": "fort", "mt": "mount"}


def read_place(text: str, *, locale: str = "en") -> PlaceRead:
    """The places that words stand for, and whether one of them may be taken unasked."""
    plain = unicodedata.normalize("NFC", text[:_MOST_CHARACTERS])
    atlas = gazetteer(locale)
    if clock := _clock(plain, atlas):
        return PlaceRead(found=(clock,))
    words = _WORD.findall(plain)[:_MOST_WORDS]
    return _answer(_readings(words, atlas))


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA key of a point by its degrees north and east, at sea of the nearest full hour.

    None if there is no such point.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - a globe's degrees
        return None
    from tzfpy import get_tz  # noqa: PLC0415 - its shapes take 40 MB, and few share a location

    if zone := get_tz(longitude, latitude):
        return zone_names.canonical_zone(str(zone))
    hours = round(longitude / 15)
    return f"Etc/GMT{-hours:+}" if hours else "Etc/GMT"


def country_of_zone(zone: str) -> str | None:
    """The ISO 3166 code of the country whose clock this is; None for offsets."""
    return zone_names.country_of_zone(zone)


def suggest_zones(prefix: str, limit: int = 25) -> tuple[PlaceFound, ...]:
    """Places to choose among while somebody types, the likeliest first; all have one zone."""
    atlas = gazetteer("en")
    plain = unicodedata.normalize("NFC", prefix[:_MOST_CHARACTERS])
    words = _WORD.findall(plain)
    suggested: dict[tuple[str, str], PlaceFound] = {}
    clock = _clock(plain, atlas)
    sources: tuple[Iterable[PlaceFound], ...] = (
        [clock] if clock else [],
        _answer(_said(words, atlas)).found,
        _towns_beginning(place_key(plain), atlas, limit),
    )
    for place in islice(chain(*sources), 2 * limit):
        suggested.setdefault((place.name, place.zone), place)
    if not suggested:
        return _answer(_misspelt(words, atlas)).found[:limit]
    return tuple(suggested.values())[:limit]


def _towns_beginning(key: str, atlas: Gazetteer, limit: int) -> Iterator[PlaceFound]:
    """Towns by their own names, then by others where so few begin so that all can be looked at."""
    if not key:
        return
    own = (place for place, name in enumerate(atlas.index.own_keys) if name.startswith(key))
    yield from map(atlas.shown, islice(own, limit))
    if len(key) >= _SHORT or not key.isascii():
        others = islice(atlas.index.beginning(key), _MOST_LOOKED_AT)
        yield from map(atlas.shown, sorted({name.town for _, name in others})[:limit])


def _clock(text: str, atlas: Gazetteer) -> PlaceFound | None:
    """An IANA key or an offset, with words around it that say nothing of their own."""
    words = text.split()
    for part in _peeled(words, atlas):
        said = " ".join(part).strip(".,;:!?()\"'")
        if zone := zone_names.zone_keys().get(said.lower()):
            zone = zone_names.canonical_zone(zone)
            name = zone.rpartition("/")[2].replace("_", " ")
            if "/" in said:
                country = zone_names.country_of_zone(zone)
                return PlaceFound(name=name, zone=zone, country=country)
        if offset := zone_names.offset_zone(said):
            zone, shown = offset
            return PlaceFound(name=shown, zone=zone)
    return None


def _peeled(words: Sequence[str], atlas: Gazetteer) -> list[Sequence[str]]:
    """The words without more and more of those around a place, the longest first."""
    keys = [place_key(word) for word in words]
    lead = next((n for n, key in enumerate(keys) if key not in atlas.words.before), len(keys))
    trail = next(
        (n for n, key in enumerate(reversed(keys)) if key not in atlas.words.after), len(keys)
    )
    spans = [
        words[begin : len(words) - end]
        for begin in range(lead + 1)
        for end in range(min(trail, len(words) - begin - 1) + 1)
    ]
    return sorted((span for span in spans if 0 < len(span) <= _LONGEST_NAME), key=len, reverse=True)


def _readings(words: Sequence[str], atlas: Gazetteer) -> list[Reading]:
    return _said(words, atlas) or _misspelt(words, atlas) or _outskirts(words, atlas)


def _said(words: Sequence[str], atlas: Gazetteer) -> list[Reading]:
    """What the words stand for as they are written."""
    parts = [part for part in _peeled(words, atlas) if not _empty(part, atlas)]
    for part in parts:
        if readings := _exact(part, atlas) or _qualified(part, atlas):
            return readings
        at_end = list(part) == list(words[-len(part) :])
        if at_end and (readings := _qualified(part, atlas, fillers=True)):
            return readings
    return _after_preposition(words, atlas)


def _empty(part: Sequence[str], atlas: Gazetteer) -> bool:
    keys = [place_key(word) for word in part]
    around = atlas.words.before | atlas.words.after
    if "".join(keys) in atlas.words.lands and not around.issuperset(keys):
        return False
    return atlas.fillers.issuperset(keys) and not _loud(part)


def _loud(part: Sequence[str]) -> bool:
    """Whether a word is written as an abbreviation: "EAT" is a clock, "eat" is none."""
    return len(part) == 1 and part[0].isupper() and _SHORT <= len(part[0]) <= _SHORT + 1


def _exact(part: Sequence[str], atlas: Gazetteer, *, qualified: bool = False) -> list[Reading]:
    """What words stand for as they are written, alone or with a country beside them."""
    keys = [place_key(word) for word in part]
    readings: list[Reading] = []
    for spelt in (keys, [_ABBREVIATED.get(key, key) for key in keys]):
        key = "".join(spelt)
        readings = atlas.exact(key) if qualified else atlas.alone(key, loud=_loud(part))
        if readings or len(keys) == 1:
            break
    return readings


def _qualified(
    part: Sequence[str], atlas: Gazetteer, *, slips: bool = False, fillers: bool = False
) -> list[Reading]:
    """A town with its country or state after it ("on" too, with `fillers`), or before it."""
    cuts = range(len(part) - 1, 0, -1)
    after = [(part[:cut], part[cut:], fillers) for cut in cuts]
    before = [(part[cut:], part[:cut], False) for cut in cuts]
    for name, land, filling in after + before:
        where = "".join(place_key(word) for word in land)
        lands = atlas.lands(where)
        if not lands or (_empty(land, atlas) and not (filling and len(land) == 1)):
            continue
        key = "".join(place_key(word) for word in name)
        readings = atlas.misspelt(key) if slips else _exact(name, atlas, qualified=True)
        readings = readings or _qualified(name, atlas, slips=slips, fillers=fillers)
        if within := [r for r in readings if any(_lies_in(r, land) for land in lands)]:
            return within
    return []


def _lies_in(reading: Reading, land: Land) -> bool:
    return reading.country == land.country and land.admin1 in (None, reading.admin1)


def _after_preposition(words: Sequence[str], atlas: Gazetteer) -> list[Reading]:
    """A place in a longer sentence; "from" gives where somebody was, if there is another one."""
    keys = [place_key(word) for word in words]
    starts = [n + 1 for n, key in enumerate(keys) if key in atlas.words.prepositions]
    for start in sorted(starts, key=lambda start: keys[start - 1] == "from"):
        for end in range(min(len(words), start + 5), start, -1):
            part = words[start:end]
            if _empty(part, atlas):
                continue
            key = "".join(keys[start:end])
            known = [r for r in atlas.alone(key, codes=False) if r.own] if len(key) > _SHORT else []
            if readings := known or _qualified(part, atlas):
                return readings
    return []


def _misspelt(words: Sequence[str], atlas: Gazetteer) -> list[Reading]:
    parts = _peeled(words, atlas)
    if not parts:
        return []
    for part in (parts[-1], parts[0]):
        keys = [place_key(word) for word in part]
        if atlas.words.not_places.difference(atlas.words.before).intersection(keys):
            continue
        readings = atlas.misspelt("".join(keys)) if len(part) <= _LONGEST_SLIP else []
        if readings := readings or _qualified(part, atlas, slips=True):
            return readings
    return []


def _outskirts(words: Sequence[str], atlas: Gazetteer) -> list[Reading]:
    """The country or state after the name of a place that is too small to be known."""
    parts = _peeled(words, atlas)
    part = parts[-1] if parts else ()
    for begin in range(1, len(part)):
        key = "".join(place_key(word) for word in part[begin:])
        if _empty(part[begin:], atlas):
            continue
        if len(key) <= _SHORT and not part[begin - 1].endswith(","):
            continue
        if atlas.lands(key) and (readings := atlas.exact(key)):
            return readings
    return []


def _answer(readings: Sequence[Reading]) -> PlaceRead:
    """The first reading, with those beside it that keep another clock."""
    if not readings:
        return PlaceRead()
    first, *others = readings
    rules = {zone_names.rule_of(place.zone) for place in first.found}
    rivals = [
        other
        for other in others
        if (other.whole or (first.whole and other.weight >= _RIVAL_TOWN))
        and other.weight >= first.weight * _RIVAL
        and any(zone_names.rule_of(place.zone) not in rules for place in other.found)
    ]
    asks = first.asks or bool(rivals)
    offered = list(first.found)
    weight = min(first.weight, first.found[0].population or first.weight)
    for other in others:
        less_known = first.own and not other.own
        if other.weight < weight * (_LESS_KNOWN if less_known else _WORTH_OFFERING):
            continue
        for place in other.found:
            if (rule := zone_names.rule_of(place.zone)) not in rules:
                rules.add(rule)
                offered.append(place)
    return PlaceRead(found=tuple(offered[:_MOST_OFFERED]), asks=asks)
