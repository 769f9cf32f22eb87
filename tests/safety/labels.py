"""What the encoder's head tells, and how far it is from the labels: topics, verdicts, intents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from bot.coach.safety.weighing import SCALE
from tests.safety.texts import Text

_SMOOTH = 0.05
_NEVER = -1e4

# How much each kind of label counts beside the topics.
_VERDICTS = 0.5
_INTENTS = 0.5
_BEST = 0.3
"""How much it counts that the best of several right verdicts is told, beside any of them."""

_FIRST_VERDICT = 0.7
_FIRST_INTENT = 0.8
"""How much of a label its first is, where it has several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """What the head tells apart, in the order of its rows."""

    topics: tuple[str, ...]
    verdicts: tuple[str, ...]
    intents: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[Text]) -> Classes:
        """The classes that labels of these texts name, and every verdict."""
        return cls(
            topics=tuple(sorted({name for text in texts for name, _ in text.classes})),
            verdicts=tuple(verdict.value for verdict in SCALE),
            intents=tuple(sorted({name for text in texts for name in text.intents})),
        )

    def __len__(self) -> int:
        return len(self.topics) + len(self.verdicts) + len(self.intents)

    def parts(self, scores: Tensor) -> Sequence[Tensor]:
        """Scores of topics, verdicts and intents (texts by classes), as logarithms of shares."""
        sizes = [len(self.topics), len(self.verdicts), len(self.intents)]
        return [part.log_softmax(1) for part in scores.float().split(sizes, dim=1)]


class Labels:
    """The labels of texts as tensors."""

    def __init__(self, texts: Sequence[Text], classes: Classes) -> None:
        self._classes = classes
        self._topics = torch.stack([_shares(classes.topics, dict(text.classes)) for text in texts])
        best = [_ranked(text.verdicts, _FIRST_VERDICT) for text in texts]
        self._best = torch.stack([_shares(classes.verdicts, share) for share in best])
        wanted = [_ranked(text.intents, _FIRST_INTENT) for text in texts]
        self._intents = torch.stack([_shares(classes.intents, share) for share in wanted])
        self._sure = torch.tensor([text.sure for text in texts])

    def far(self, scores: Tensor, texts: Sequence[int]) -> Tensor:
        """The loss: how unlikely the right classes are told to be, on average over texts."""
        told, verdicts, intents = self._classes.parts(scores)
        topics, best, wanted = self._topics[texts], self._best[texts], self._intents[texts]
        right = torch.logsumexp(verdicts.masked_fill(best == 0, _NEVER), 1)
        there = best.sum(1)
        loss = (
            _crossed(topics, told)
            - _VERDICTS * there * right
            + _VERDICTS * _BEST * _crossed(best, verdicts)
            + _INTENTS * self._sure[texts] * _crossed(wanted, intents)
        )
        return loss.mean()


def taught(classes: Classes, scores: Tensor, shown: Tensor) -> Tensor:
    """How far scores are from a teacher's, whatever the labels."""
    weights = (1.0, _VERDICTS * (1 + _BEST), _INTENTS)
    pairs = zip(weights, classes.parts(scores), classes.parts(shown), strict=True)
    losses = [weight * -(told.exp() * own).sum(1).mean() for weight, own, told in pairs]
    return torch.stack(losses).sum()


def _crossed(wanted: Tensor, told: Tensor) -> Tensor:
    """Cross entropy of each text with smoothed labels; 0 where there is none."""
    there = wanted.sum(1, keepdim=True)
    smooth = (1 - _SMOOTH) * wanted + _SMOOTH * there / wanted.shape[1]
    return -(smooth * told).sum(1)


def _ranked(names: Sequence[str], first: float) -> dict[str, float]:
    others = len(names) - 1
    shares = dict.fromkeys(names, (1 - first) / others if others > 0 else 0.0)
    if names:
        shares[names[0]] = first if others else 1.0
    return shares


def _shares(names: Sequence[str], shares: Mapping[str, float]) -> Tensor:
    return torch.tensor([shares.get(name, 0.0) for name in names])
