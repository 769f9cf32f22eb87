"""Words about times as typed tokens: what stands between the raw text and the readers of clocks.

The tables are in `content/locales/en/reading/times*.toml`; they are read at the first call.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA

Phrase = tuple[str, ...]
_Table = list[str] | dict[str, list[str]]
Lexicon = Mapping[Phrase, tuple[tuple[str, str], ...]]

_APOSTROPHES = "'\u2019\u02bc`"
# Vowel signs of Devanagari, Bengali and Arabic are no letters to `re`.
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u064b-\u0652\u0900-\u0903\u093a-\u094f\u0981-\u09cd])"
# Chinese, Japanese and Korean write words without spaces between them: each sign is a token.
_SIGN = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
_RAW = re.compile(rf"\d+|{_SIGN}|(?:(?!{_SIGN}){_LETTER})+(?:[{_APOSTROPHES}]{_LETTER}+)*|\S")
# "1opm", "1o:30", "l0pm": a letter typed where a digit was meant.
_LETTER_O = re.compile(r"(?<![^\W_])(\d)[oO](?=\s?[ap]\.?\s?m\b|[:.]\d|\s|$)", re.IGNORECASE)
_O_MINUTES = re.compile(r"(?<=[:.])(?:[oO](\d)|(\d)[oO]|([oO]{2}))(?!\w)|(?<=[:.]\d)[oO](?=[ap]m)")
_LETTER_L = re.compile(r"(?<![^\W_])[lI|](?=[\d]\s?[ap]\.?m|[\d]:\d)", re.IGNORECASE)
_FRACTIONS = {
    "1/2": " half ",
    "1/4": " quarter ",
    "3/4": " three quarters ",
}
# What "2\u00bd" becomes in compatibility forms: 21\u20442.
_VULGAR = re.compile(r"(?:1\u2044[24]|3\u20444)(?!\d)")
_FRACTION = re.compile(r"(?<![\d/])(?:1/2|1/4|3/4)(?=\s*(?:of\s+)?(?:an?\s+)?h)", re.IGNORECASE)
_RUN_TOGETHER = re.compile(
    r"(?<!\w)(half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|fifteen|twenty|thirty|forty|fifty)"
    r"(past|ish|[ap]m|seven|eight|nine|ten|eleven|thirty)(?!\w)",
    re.IGNORECASE,
)
# Letters that no normal form takes apart.
_STROKES = str.maketrans("\u0142\u00f8\u0111\u0131", "lodi")
_LONGEST_PHRASE = 6
_HOPELESS = 600
_MISSPELT_KINDS = frozenset(
    {"number", "meridiem", "part", "named", "fraction", "unit", "month", "every"}
    | {"days", "days_each", "daily", "shift_day"}
)
_SHORTEST_MISSPELT = 5
_LONG = 8
_FARTHEST = 2
_SHORTEST_NUMBER = 3
_FIRST_TENS = 10
_TELLING = ("days", "days_each", "shift_day", "month", "daily", "unit", "span", "toward")
_SHORTEST_NAME = 4
_PLAIN = frozenset({"we", "so", "do", "me"})
_SHORTEST_DAY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or sign. `readings` are (kind, name) pairs; `start`, `end` index the cleaned text."""

    written: str
    start: int
    end: int
    readings: tuple[tuple[str, str], ...] = ()
    digits: bool = False
    glued: bool = False

    def has(self, kind: str) -> bool:
        """Whether the token can be of this kind."""
        return any(known == kind for known, _ in self.readings)

    def name(self, kind: str) -> str | None:
        """What the token says as this kind, None if it is not of it."""
        return next((name for known, name in self.readings if known == kind), None)

    def number(self) -> int | None:
        """The number said in digits or words."""
        name = self.name("number")
        return None if name is None else int(name)


def clean(text: str) -> str:
    """Text in one spelling of its signs: compatibility forms, no marks that cannot be seen."""
    text = unicodedata.normalize("NFKC", text[:_HOPELESS])
    text = _VULGAR.sub(lambda found: _FRACTIONS[found[0].replace("\u2044", "/")], text)
    text = _FRACTION.sub(lambda found: _FRACTIONS[found[0]], text)
    text = _RUN_TOGETHER.sub(r"\1 \2", text)
    text = "".join(mark for mark in text if unicodedata.category(mark) != "Cf")
    text = _LETTER_O.sub(r"\g<1>0", text)
    text = _O_MINUTES.sub(lambda found: re.sub("[oO]", "0", found[0]), text)
    return _LETTER_L.sub("1", text).replace("::", ":")


def tokens_of(cleaned: str, language: str) -> tuple[Token, ...]:
    """The tokens of a cleaned text, read with English and the `language` (a BCP 47 tag)."""
    raw = [(match[0], match.start(), match.end()) for match in _RAW.finditer(cleaned)]
    folded = [_fold(word) for word, _, _ in raw]
    lexicon = _lexicon(_languages(frozenset(folded), language.partition("-")[0].casefold()))
    tokens: list[Token] = []
    at = 0
    while at < len(raw):
        size, readings = _match(folded, at, lexicon)
        start, end = raw[at][1], raw[at + size - 1][2]
        glued = at > 0 and raw[at - 1][2] == start
        if size == 1 and folded[at].isdecimal():
            number = str(int(folded[at])) if len(folded[at]) < len("99999") else "99999"
            readings = (("number", number), *readings)
        tokens.append(
            Token(
                written="".join(folded[at : at + size]),
                start=start,
                end=end,
                readings=readings,
                digits=folded[at].isdecimal(),
                glued=glued,
            )
        )
        at += size
    return _numbers_joined(_short_numbers_guessed(_short_days_doubted(tokens)))


def _short_days_doubted(tokens: Sequence[Token]) -> list[Token]:
    """Tokens in which "we" and "so" are days only beside other days: "mo we fr", "can we do 9"."""
    kept = list(tokens)
    for at, token in enumerate(tokens):
        if len(token.written) >= _SHORTEST_DAY or not token.has("days"):
            continue
        near = [*tokens[max(0, at - 2) : at], *tokens[at + 1 : at + 3]]
        clock = at + 1 < len(tokens) and tokens[at + 1].digits and token.written not in _PLAIN
        if not clock and not any(other.has("days") or other.has("days_each") for other in near):
            readings = tuple(read for read in token.readings if read[0] != "days")
            kept[at] = replace(token, readings=readings)
    return kept


def _short_numbers_guessed(tokens: Sequence[Token]) -> list[Token]:
    """Tokens with "tne pm" and "half nien" read as numbers; their neighbours tell."""
    guessed = list(tokens)
    for at, token in enumerate(tokens):
        if token.readings or not token.written.isalpha():
            continue
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        before = tokens[at - 1] if at else None
        wanted = (behind and any(map(behind.has, ("meridiem", "oclock")))) or (
            before and any(map(before.has, ("past", "to", "fraction", "toward")))
        )
        near_minutes = behind and not behind.digits and (behind.number() or 0) >= _FIRST_TENS
        # "haff past ten"
        kinds = ("number", "fraction") if behind and behind.has("past") else ("number",)
        if (wanted or near_minutes or len(kinds) > 1) and (read := _nearest(token.written, kinds)):
            guessed[at] = replace(token, readings=(read,))
    return guessed


@lru_cache(maxsize=1024)
def _nearest(word: str, kinds: tuple[str, ...]) -> tuple[str, str] | None:
    for phrase, readings in _lexicon(("en",)).items():
        kind, name = readings[0]
        near = kind in kinds and phrase[0][0] == word[0] and len(word) >= _SHORTEST_NUMBER
        if near and len(phrase) == 1 and OSA.distance(word, phrase[0]) == 1:
            return kind, name
    return None


def _match(
    folded: Sequence[str], at: int, lexicon: Lexicon
) -> tuple[int, tuple[tuple[str, str], ...]]:
    for size in range(min(_LONGEST_PHRASE, len(folded) - at), 0, -1):
        if readings := lexicon.get(tuple(folded[at : at + size])):
            return size, readings
    return 1, _misspelt(folded[at])


@lru_cache(maxsize=4096)
def _misspelt(word: str) -> tuple[tuple[str, str], ...]:
    """The readings of the nearest known word, if one is near enough to be meant."""
    if len(word) < _SHORTEST_MISSPELT or not word.isalpha():
        return ()
    lexicon = _lexicon(("en",))
    if (word,) in lexicon:
        return ()
    near = [
        (OSA.distance(word, known), known)
        for known in _guessable()
        if known[0] == word[0] and abs(len(known) - len(word)) <= _FARTHEST
    ]
    distance, known = min(near, default=(_FARTHEST + 1, ""))
    allowed = _FARTHEST if max(len(word), len(known)) >= _LONG else 1
    return lexicon[(known,)] if distance <= allowed else ()


@cache
def _guessable() -> tuple[str, ...]:
    return tuple(
        phrase[0]
        for phrase, readings in _lexicon(("en",)).items()
        if len(phrase) == 1
        and len(phrase[0]) >= _SHORTEST_MISSPELT
        and any(kind in _MISSPELT_KINDS for kind, _ in readings)
    )


def _numbers_joined(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Tokens with "twenty two" and "twenty-two" as one number, "twenty first" as one ordinal."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        after = at + 1
        if after < len(tokens) and tokens[after].written == "-" and tokens[after].glued:
            after += 1
        tens = token.number()
        if (
            not token.digits
            and tens is not None
            and tens in range(20, 100, 10)
            and after < len(tokens)
        ):
            tail = tokens[after]
            for kind in ("number", "ordinal"):
                unit = tail.name(kind)
                if unit and not tail.digits and 1 <= int(unit) <= 9:  # noqa: PLR2004 - a digit
                    token = Token(
                        written=token.written + tail.written,
                        start=token.start,
                        end=tail.end,
                        readings=((kind, str(tens + int(unit))),),
                    )
                    at = after
                    break
        joined.append(token)
        at += 1
    return tuple(joined)


@lru_cache(maxsize=8192)
def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_STROKES)
    folded = "".join(m for m in plain if not unicodedata.combining(m) and m not in _APOSTROPHES)
    return str(int(word)).zfill(len(word)) if word.isdecimal() and len(word) < _LONG else folded


@cache
def _tables() -> Mapping[str, Mapping[str, _Table]]:
    folder = files("content") / "locales" / "en" / "reading"
    english = tomllib.loads((folder / "times.toml").read_text("utf-8"))
    abroad = tomllib.loads((folder / "times_abroad.toml").read_text("utf-8"))
    return {"en": english, **abroad}


@cache
def _markers() -> tuple[tuple[str, frozenset[str]], ...]:
    found = []
    for language, table in _tables().items():
        words = table.get("markers", ())
        if language != "en" and isinstance(words, list):
            found.append((language, frozenset(map(_fold, words)) | _names(language)))
    return tuple(found)


def _names(language: str) -> frozenset[str]:
    """The names of days and months of a language that are no words of English."""
    tables = (_tables()[language].get(kind, {}) for kind in _TELLING)
    phrases = (p for t in tables if isinstance(t, dict) for ps in t.values() for p in ps)
    words = {_fold(_RAW.findall(phrase)[0]) for phrase in phrases}
    english = {key[0] for key in _lexicon(("en",))}
    return frozenset(word for word in words - english if len(word) >= _SHORTEST_NAME)


def _languages(words: frozenset[str], own: str) -> tuple[str, ...]:
    heard = [name for name, markers in _markers() if name == own or words & markers]
    return ("en", *heard)


@cache
def _lexicon(languages: tuple[str, ...]) -> Lexicon:
    """What each phrase can mean; a later language's meaning of a phrase stands first."""
    lexicon: dict[Phrase, tuple[tuple[str, str], ...]] = {}
    for language in languages:
        for kind, table in _tables()[language].items():
            if kind == "markers":
                continue
            names = table if isinstance(table, dict) else {kind: table}
            for name, phrases in names.items():
                for phrase in phrases:
                    key = tuple(_fold(word) for word in _RAW.findall(phrase))
                    lexicon[key] = ((kind, name), *lexicon.get(key, ()))
    return lexicon
