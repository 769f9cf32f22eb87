"""The encoder's file: its matrices as whole numbers with a scale for each row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from bot.coach.safety.sealed import sealed
from tests.safety.labels import Classes
from tests.safety.network import Network

_LARGEST = 127


def packed(network: Network, classes: Classes, vocabulary: Sequence[str]) -> bytes:
    """The file as `bot.coach.safety.encoder` reads it."""
    arrays = list(_arrays(network))
    head = {
        "topics": classes.topics,
        "verdicts": classes.verdicts,
        "intents": classes.intents,
        "heads": [layer.heads for layer in network.layers],
        "arrays": [
            (name, "i1" if array.dtype is torch.int8 else "f4", list(array.shape))
            for name, array in arrays
        ],
        "vocabulary": list(vocabulary),
    }
    body = b"".join(array.numpy().tobytes() for _, array in arrays)
    return sealed(json.dumps(head, separators=(",", ":")).encode() + b"\n" + body)


def _arrays(network: Network) -> Iterator[tuple[str, Tensor]]:
    renamed = {f"layers.{place}.": f"layer{place}." for place in range(len(network.layers))}
    for name, values in network.state_dict().items():
        short = name
        for old, new in renamed.items():
            short = short.replace(old, new)
        if values.ndim == 1:
            yield short, values.float()
            continue
        scale = values.abs().amax(dim=1).clamp_min(1e-9) / _LARGEST
        short = short.removesuffix(".weight")
        yield short, torch.round(values / scale[:, None]).to(torch.int8)
        yield f"{short}.scale", scale.float()
