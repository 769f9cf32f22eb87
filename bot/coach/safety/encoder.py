"""What a text means as a whole: a small transformer encoder that tells topics, verdicts and wishes.

It is MiniLM (six layers) trained further on labelled questions and wishes, its heads and inner
widths cut to a share, by `tests/safety/train.py`; numpy does the sums. Its file is read with the
first words.

The file is one line of JSON (`topics`, `verdicts` and `intents`, the classes, in the order of the
rows of the array `head`; `heads` of each layer; `arrays`, each a name, a kind and a shape;
`vocabulary`) and then the arrays, little endian, one after the other; behind is its seal
(`sealed.py`). A matrix is kept as whole numbers (i1) with a scale for each row (f4), everything
else as f4.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.coach.safety.pieces import Pieces

NOTHING = "nothing"
"""The class of texts that are about no body at all."""

UNCOVERED = "uncovered"
"""The class of texts about illnesses, medicines and symptoms that no topic covers."""

Floats = NDArray[np.float32]
Whole = NDArray[np.int8]

_READ = 28
"""Pieces that are read: one text in a hundred is longer, and what follows tells little more."""

_TINY = 1e-12
_GELU = math.sqrt(2 / math.pi)
_CUBED = 0.044715 * _GELU


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How likely a text is of each class; each of the three adds up to 1, or is empty.

    `topics`: the first topic that it is about, or the class of texts without one. `verdicts`: the
    verdict that it calls for, by its value. `intents`: what the person wants, by its value; told
    by the words alone, whatever runs or was asked. Empty where the encoder learnt none.
    """

    topics: Mapping[str, float]
    verdicts: Mapping[str, float]
    intents: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """One layer's weights, inputs first; `heads`: how many times it attends."""

    heads: int
    attend: tuple[Floats, Floats]
    attended: tuple[Floats, Floats]
    first_norm: tuple[Floats, Floats]
    widen: tuple[Floats, Floats]
    narrow: tuple[Floats, Floats]
    second_norm: tuple[Floats, Floats]


class Encoder:
    """A trained encoder.

    Raises:
        OSError: if its file is missing.
        ValueError: if it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        head, _, body = path.read_bytes().partition(b"\n")
        model: dict[str, Any] = json.loads(head)
        arrays = _arrays(model["arrays"], body)
        words: list[str] = model["vocabulary"]
        self._classes: list[list[str]] = [
            model.get(kind, []) for kind in ("topics", "verdicts", "intents")
        ]
        self._pieces = Pieces({word: number for number, word in enumerate(words)})
        # Left as whole numbers: of the largest matrix only a few rows are ever wanted at once.
        self._words: Whole = arrays["words"]
        self._scale: Floats = arrays["words.scale"]
        self._places = _matrix(arrays, "places")
        self._norm = (arrays["norm.weight"], arrays["norm.bias"])
        self._layers = [
            _layer(arrays, f"layer{number}.", heads) for number, heads in enumerate(model["heads"])
        ]
        self._head = _linear(arrays, "head")

    def read(self, said: Sequence[str]) -> Shares:
        """What a text is likely to mean, from one pass.

        Args:
            said: the text as `pieces.spelled` gives it.
        """
        pieces = self._pieces.read(said)
        if len(pieces) > _READ:
            pieces = [*pieces[: _READ - 1], pieces[-1]]
        x = (
            self._words[pieces].astype(np.float32) * self._scale[pieces, None]
            + self._places[: len(pieces)]
        )
        x = _normed(x, self._norm)
        for layer in self._layers:
            x = _through(x, layer)
        weight, bias = self._head
        topics, verdicts, intents = self._told(x.mean(axis=0) @ weight + bias)
        return Shares(topics=topics, verdicts=verdicts, intents=intents)

    def _told(self, scores: Floats) -> Iterator[dict[str, float]]:
        start = 0
        for classes in self._classes:
            own = scores[start : start + len(classes)]
            start += len(classes)
            shares = np.exp(own - own.max(initial=-np.inf))
            yield dict(zip(classes, (shares / shares.sum()).tolist(), strict=True))


def _through(x: Floats, layer: _Layer) -> Floats:
    mixed = _attended(x, layer)
    mixed += x
    x = _normed(mixed, layer.first_norm)
    wide = _linearly(x, layer.widen)
    bent = wide * wide
    bent *= _CUBED
    bent += _GELU
    bent *= wide
    np.tanh(bent, out=bent)
    bent += 1
    bent *= wide
    narrow = _linearly(bent, layer.narrow)
    narrow += x
    return _normed(narrow, layer.second_norm)


def _attended(x: Floats, layer: _Layer) -> Floats:
    length, heads = len(x), layer.heads
    told = _linearly(x, layer.attend).reshape(length, 3, heads, -1)
    asks, keys, values = told.transpose(1, 2, 0, 3)
    fit: Floats = asks @ keys.transpose(0, 2, 1)
    fit -= np.maximum.reduce(fit, axis=2, keepdims=True)
    fit *= 1 / math.sqrt(told.shape[-1])
    np.exp(fit, out=fit)
    fit /= np.add.reduce(fit, axis=2, keepdims=True)
    mixed: Floats = (fit @ values).transpose(1, 0, 2).reshape(length, -1)
    return _linearly(mixed, layer.attended)


def _linearly(x: Floats, weights: tuple[Floats, Floats]) -> Floats:
    given: Floats = x @ weights[0]
    given += weights[1]
    return given


def _normed(x: Floats, norm: tuple[Floats, Floats]) -> Floats:
    """In place: what is normalised was made for it."""
    width = x.shape[1]
    x -= np.add.reduce(x, axis=1, keepdims=True) / width
    spread = np.einsum("ij,ij->i", x, x) / width
    x /= np.sqrt(spread + _TINY)[:, None]
    x *= norm[0]
    x += norm[1]
    return x


def _arrays(told: Sequence[tuple[str, str, list[int]]], body: bytes) -> dict[str, Any]:
    arrays: dict[str, Any] = {}
    start = 0
    for name, kind, shape in told:
        count = math.prod(shape)
        array = np.frombuffer(body, dtype=f"<{kind}", count=count, offset=start)
        arrays[name] = array.reshape(shape)
        start += array.nbytes
    return arrays


def _matrix(arrays: dict[str, Any], name: str) -> Floats:
    matrix: Floats = arrays[name] * arrays[f"{name}.scale"][:, None]
    return matrix


def _linear(arrays: dict[str, Any], name: str) -> tuple[Floats, Floats]:
    return np.ascontiguousarray(_matrix(arrays, name).T), arrays[f"{name}.bias"]


def _layer(arrays: dict[str, Any], name: str, heads: int) -> _Layer:
    weight, bias = _linear(arrays, f"{name}narrow")
    return _Layer(
        heads=heads,
        attend=_linear(arrays, f"{name}attend"),
        attended=_linear(arrays, f"{name}attended"),
        first_norm=(arrays[f"{name}first_norm.weight"], arrays[f"{name}first_norm.bias"]),
        widen=_linear(arrays, f"{name}widen"),
        # The half of each bend is taken here once.
        narrow=(weight * np.float32(0.5), bias),
        second_norm=(arrays[f"{name}second_norm.weight"], arrays[f"{name}second_norm.bias"]),
    )
