"""Words by key: what the coach means to say, and how one language says it.

The core speaks in `Phrase`s, a key with its values. A `Catalogue` holds one language's words and
makes text of a phrase. Values are put in as they stand: nothing in them is ever a format.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import TypeAlias, Union

from babel import Locale
from babel.numbers import format_decimal

from content.spelling import listed, locale_for, spell_date, spell_duration

Atom: TypeAlias = Union[str, int, float, "Phrase", date, datetime, time, timedelta]
Param: TypeAlias = Atom | tuple[Atom, ...]
"""What a placeholder may hold.

A `datetime` (aware) and a `time` are shown as HH:mm, a `date` as "Tue 24 Nov", a `timedelta` as
"10 minutes", a tuple as "a, b and c", a `Phrase` as its own text.
"""

Words: TypeAlias = str | Mapping[str, str] | tuple[str, ...]
"""A catalogue's value: a template, a template per plural form, or a row of names."""

PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something to say, before it has a language.

    Raises:
        ValueError: if a datetime is naive or a timedelta negative.
        TypeError: if a value is of a kind that no catalogue can show.
    """

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.params.items():
            for atom in value if isinstance(value, tuple) else (value,):
                _refuse(self.key, name, atom)
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __hash__(self) -> int:
        return hash((self.key, frozenset(self.params.items())))

    def __reduce__(self) -> tuple[type[Phrase], tuple[str, dict[str, Param]]]:
        # A read-only mapping can be neither copied nor pickled; its contents can.
        return Phrase, (self.key, dict(self.params))


def phrase(key: str, /, **params: Param) -> Phrase:
    """Make a phrase: `phrase("remind.set", at=time(22, 30))`.

    Raises:
        ValueError: if a datetime is naive or a timedelta negative.
        TypeError: if a value is of a kind that no catalogue can show.
    """
    return Phrase(key, params)


def _refuse(key: str, name: str, value: object) -> None:
    match value:
        case bool():
            raise TypeError(f"{key}: {name} is a bool, which has no words; choose a key instead")
        case datetime() if value.utcoffset() is None:
            raise ValueError(f"{key}: {name} is a naive datetime; give it a zone")
        case timedelta() if value < timedelta(0):
            raise ValueError(f"{key}: {name} is a negative length of time")
        case str() | int() | float() | Phrase() | date() | time() | timedelta():
            return
        case _:
            raise TypeError(f"{key}: {name} cannot be shown: {type(value).__name__}")


Piece: TypeAlias = tuple[str, str | None]
"""Literal text, and the name of the placeholder that follows it."""


def parse(template: str) -> tuple[Piece, ...]:
    """Split a template into literal text and plain `{name}` placeholders.

    Raises:
        ValueError: if a brace is unbalanced, or a placeholder is more than a name.
    """
    pieces: list[Piece] = []
    for literal, name, spec, conversion in string.Formatter().parse(template):
        if name is not None and (spec or conversion or not name.isidentifier()):
            raise ValueError(f"a placeholder is a plain name in braces, not {{{name}}}")
        pieces.append((literal, name))
    return tuple(pieces)


def placeholders(words: Words) -> frozenset[str]:
    """Names that a value wants filled in; for plural forms those of all forms together.

    `{Name}` wants the same as `{name}` and begins a sentence with it.

    Raises:
        ValueError: if a template cannot be read.
    """
    if isinstance(words, tuple):
        return frozenset()
    templates = (words,) if isinstance(words, str) else words.values()
    return frozenset(_value(name) for text in templates for _, name in parse(text) if name)


def _value(name: str) -> str:
    """The value that a placeholder shows."""
    return name[:1].lower() + name[1:]


class Catalogue:
    """One language's words, with another (English, in the end) to ask for what it lacks.

    A phrase that it lacks is said wholly by the fallback, dates and plurals included, so that
    no sentence is in two languages.

    Args:
        tag: BCP 47 tag, such as `en` or `de-AT`.
        entries: words by dotted key.
        fallback: the catalogue to ask next; none for English.

    Raises:
        ValueError: if the tag is unknown to Babel.
    """

    def __init__(
        self, tag: str, entries: Mapping[str, Words], fallback: Catalogue | None = None
    ) -> None:
        self.tag = tag
        self.entries: Mapping[str, Words] = MappingProxyType(dict(entries))
        self.fallback = fallback
        self._locale: Locale = locale_for(tag)
        self._parsed: dict[str, tuple[Piece, ...]] = {}

    def __repr__(self) -> str:
        return f"Catalogue({self.tag!r}, {len(self.entries)} entries)"

    def has(self, key: str) -> bool:
        """Whether this catalogue or its fallback knows the key."""
        return key in self.entries or (self.fallback is not None and self.fallback.has(key))

    def keys(self) -> frozenset[str]:
        """Every key that can be said, the fallback's included."""
        own = frozenset(self.entries)
        return own | self.fallback.keys() if self.fallback else own

    def names(self, key: str) -> tuple[str, ...]:
        """The names under a key: a pose's aliases.

        Raises:
            KeyError: if the key is unknown, or holds a text.
        """
        words = self.entries.get(key)
        if words is None and self.fallback is not None:
            return self.fallback.names(key)
        if not isinstance(words, tuple):
            raise KeyError(f"no names under {key!r}")
        return words

    def text(self, phrase: Phrase, zone: tzinfo) -> str:
        """Say a phrase to a reader whose clock is in `zone`.

        Raises:
            KeyError: naming the key that no catalogue has, or the placeholder without a value.
        """
        key, params = phrase.key, phrase.params
        words = self.entries.get(key)
        if words is None:
            if self.fallback is None:
                raise KeyError(f"no words for {key!r}")
            return self.fallback.text(phrase, zone)
        template = words if isinstance(words, str) else self._form(key, words, params)
        pieces = self._parsed.get(template)
        if pieces is None:
            pieces = self._parsed[template] = parse(template)
        said: list[str] = []
        for literal, name in pieces:
            said.append(literal)
            if name is not None:
                value = _value(name)
                if value not in params:
                    raise KeyError(f"{key!r} has no value for {{{name}}}")
                shown = self._show(params[value], zone)
                said.append(shown if value == name else shown[:1].upper() + shown[1:])
        return "".join(said)

    def _form(
        self, key: str, words: Mapping[str, str] | tuple[str, ...], params: Mapping[str, Param]
    ) -> str:
        """Choose the plural form that the number `n` asks for."""
        if isinstance(words, tuple):
            raise KeyError(f"{key!r} holds names, not a text")
        n = params.get("n")
        if not isinstance(n, int | float):
            raise KeyError(f"{key!r} has plural forms and needs a number {{n}}")
        return words.get(self._locale.plural_form(n), words["other"])

    def _show(self, value: Param, zone: tzinfo) -> str:
        match value:
            case str():
                shown = value
            case int():
                shown = str(value)
            case Phrase():
                shown = self.text(value, zone)
            case datetime():
                local = value.astimezone(zone)
                shown = f"{local.hour:02}:{local.minute:02}"
            case time():
                shown = f"{value.hour:02}:{value.minute:02}"
            case date():
                shown = spell_date(value, self._locale)
            case timedelta():
                shown = spell_duration(round(value.total_seconds()), self._locale)
            case float():
                shown = str(format_decimal(value, locale=self._locale))
            case _:
                shown = listed([self._show(atom, zone) for atom in value], self._locale)
        return shown
