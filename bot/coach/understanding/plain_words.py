"""Words as typed, put right: one case, one spelling, no politeness and no address."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.coach.understanding.lexicon import Lexicon

# What people mean stands in the first words; the rest of an essay changes nothing but the time.
LONGEST = 400

_APOSTROPHES = re.compile("[\u2018\u2019\u00b4`\u02bc\u2032]")
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]"
)
_ADDRESS = re.compile(r"@\w*karani\w*|^\W*(?:(?:hey|hi|ok|okay|yo|hello)\W+)?karani\b\W+(?=\w)")
_NO_BUT = re.compile(r"^\W*(?:(?:nah|nope|naw|no)\s*[,.!]+\s*|(?:nah|nope|naw)\s+)(?=\w)")
_CONTRACTIONS = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\b(ca|sha)n't\b"), r"can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(what|where|how|it|that|here|there|who|when)'s\b"), r"\1 is"),
    (re.compile(r"\blet's\b"), "let us"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"\b(i|you|we|they)'d\b"), r"\1 would"),
    (re.compile(r"'s?\b"), ""),
)
_CLAUSE = re.compile(r"[,;.!?\n]+(?:\s+|$)|\s+[-\u2013\u2014]+\s+")
_TOKEN = re.compile(
    r"\b(?:2nite|2night|2day|2moro|2morrow|b4|gr8|l8r|w8|m8)\b|[a-z]{2,}(?:/[a-z][a-z_]+)+"
    r"|\d+(?:[:.h/]\d+)+|[+-](?=\s?\d)|\d+|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u097f])*"
    r"|[^\w\s\x00-\x7f\u2010-\u2027\u3000-\u303f\uff00-\uffef]+"
)
_SAID_TWICE = re.compile(r"(?<!\S)(?!so |bye |night |no |yes )([^\W\d_]+)(?: \1)+(?!\S)")
_LIKE = re.compile(
    r"(?<!feel )(?<!felt )(?<!feels )\blike "
    r"(?=(?:a |an |half |about )?(?:\d|[a-z]+ (?:min|minutes|mins)\b))"
)
_RATHER = re.compile(
    r"^no (?=(?:make|change|set|remind|start|stop|wait|i|it|that|do not|give|cancel|put|just)\b)"
)
_POLITE = re.compile(
    r"^(?:(?:can|could|would|will) you (?:please )?(?:kindly )?(?:just )?(?=\S)"
    r"|i would like you to |i want you to |i need you to |(?:please )?(?:go ahead and) )"
)
_WORTH_CORRECTING = 5
_LONG_WORD = 8
_FEW_WORDS = 2
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Words put right.

    `said`: as typed, without the address. `text`: tokens with single spaces. `clauses`: the same
    for each part between commas and stops, where there are several.
    """

    said: str
    text: str
    question: bool
    clauses: tuple[str, ...] = ()


def put_right(said: str, lexicon: Lexicon) -> Plain:
    """The words as the lexicon knows them. Any text at all has an answer; it may be empty."""
    text = unicodedata.normalize("NFKC", said[:LONGEST])
    text = _UNSEEN.sub("", _APOSTROPHES.sub("'", text))
    bare = _ADDRESS.sub(" ", text.casefold()).strip(" \t\r\n,:;-") if text else ""
    kept = _without_address(text)
    bare = _NO_BUT.sub("", bare)
    for pattern, instead in _CONTRACTIONS:
        bare = pattern.sub(instead, bare)
    parts = tuple(_spelt(part, lexicon) for part in _CLAUSE.split(bare))
    return Plain(
        said=kept,
        text=_spelt(bare, lexicon),
        question="?" in text,
        clauses=tuple(part for part in parts if part) if len(parts) > 1 else (),
    )


def unaccented(text: str) -> str:
    """Words without the marks on Latin letters, as many type them."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", text)
        if not "\u0300" <= letter <= "\u036f"
    )


def _spelt(bare: str, lexicon: Lexicon) -> str:
    tokens: list[str] = []
    for token in _TOKEN.findall(bare):
        tokens.extend(_known(token, lexicon).split())
    return _without_fillers(tokens, lexicon)


def _without_address(text: str) -> str:
    lowered = text.casefold()
    if len(lowered) != len(text):
        return text.strip()
    parts: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(lowered):
        parts.append(text[at : found.start()])
        at = found.end()
    return " ".join((*parts, text[at:])).strip()


def _known(token: str, lexicon: Lexicon) -> str:
    if token in lexicon.say:
        return lexicon.say[token]
    if token in lexicon.known or not token.isalpha() or token in lexicon.languages:
        return token
    if (shorter := _REPEATED.sub(r"\1", token)) != token:
        doubled = _REPEATED.sub(r"\1\1", token)
        return _known(doubled if doubled in lexicon.known else shorter, lexicon)
    if len(token) < _WORTH_CORRECTING or not token.isascii():
        return token
    return _nearest(token, lexicon)


def _nearest(token: str, lexicon: Lexicon) -> str:
    """The key word that a misspelt one stands for, else the word itself.

    People rarely miss a word's first letter: a slip there costs one that is allowed elsewhere.
    """
    slips = 2 if len(token) >= _LONG_WORD else 1
    found = process.extractOne(token, lexicon.keys, scorer=OSA.distance, score_cutoff=slips)
    if found is None:
        return token
    word, distance, _ = found
    return word if distance + (word[0] != token[0]) <= slips else token


def _without_fillers(tokens: list[str], lexicon: Lexicon) -> str:
    kept = [token for token in tokens if token not in lexicon.fillers] or tokens
    while len(kept) > 1 and kept[0] in lexicon.openers:
        kept = kept[1:]
    text = _LIKE.sub("", _SAID_TWICE.sub(r"\1", " ".join(kept)))
    if len(kept) <= _FEW_WORDS:
        return text
    for closer in lexicon.closers:
        text = text.removesuffix(f" {closer}")
    return _POLITE.sub("", _RATHER.sub("", text))
