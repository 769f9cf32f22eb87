"""Whom to call, where the person is."""

from __future__ import annotations

from bot.coach.people.practitioner import Practitioner
from bot.coach.understanding.places import country_of_zone
from content.library import Library
from content.model import CountryLines

ANYWHERE = ("112", "911", "999")
"""Where the country is unknown or in doubt: the numbers that most phones pass on."""


def lines_for(person: Practitioner, library: Library) -> CountryLines | None:
    """The lines of the person's country, by zone before locale; None if unknown or in doubt."""
    country = country_of_zone(person.zone) if person.zone else None
    if country is None and person.locale and not person.zone:
        country = _territory(person.locale)
    return library.lines.get(country) if country else None


def _territory(locale: str) -> str | None:
    """The country of a locale such as en-GB; the language alone does not say where somebody is."""
    parts = locale.replace("_", "-").split("-")[1:]
    return next((p.upper() for p in parts if len(p) == 2 and p.isalpha()), None)  # noqa: PLR2004 - ISO 3166
