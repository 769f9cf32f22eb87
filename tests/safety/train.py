"""Train the encoder: `python -m tests.safety.train` (needs the extra `train`; half an hour).

1. MiniLM (all-MiniLM-L6-v2) learns topics, verdicts and intents of the texts but a sixth: the
   teacher. What it says of that sixth is what it would say of words that it has never seen.
2. Half of its heads and a third of its inner width are kept, those that its answers hang on most;
   what is left learns again, from the labels and from the teacher: all texts, or with
   `--without-fold` those of the teacher, for fitting the weighing on the sixth.
3. The weights are rounded to whole numbers and written.

With the pinned versions, one thread and the same kind of processor the same texts give the same
bytes. Never reads the kept questions.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from bot.coach.safety.encoder import NOTHING, UNCOVERED
from bot.coach.safety.lexicon import load
from bot.coach.safety.pieces import MOST, Pieces, spelled
from tests.safety.labels import Classes, Labels, taught
from tests.safety.network import HEADS, LAYERS, SIZE, Network, cut, published_vocabulary
from tests.safety.packing import packed
from tests.safety.texts import CONTENT, Text, learnt, varied

WORDS = CONTENT / "locales" / "en" / "reading" / "safety"
TARGET = WORDS / "encoder.bin"

_VOCABULARY = 12_000
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_BATCH = 32
_MIXED = 20 * _BATCH
"""Texts that are sorted by length together, so that a batch has few empty places."""
_CLIPPED = 1.0
_WEIGHED = 1280
"""Texts on which it is weighed which heads and inner places matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a training goes: rounds over all texts, highest rates, and what is kept of the width."""

    rounds: int = 4
    rate: float = 1.2e-4
    head_rate: float = 2e-3
    dropped: float = 0.1
    rounds_cut: int = 2
    rate_cut: float = 2e-4
    dropped_cut: float = 0.05
    heads: int = 6
    inner: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Numbers of the texts that are gone over, how often, and the highest rate."""

    texts: Sequence[int]
    rounds: int
    rate: float


class Training:
    """Texts, classes and pieces, and the two networks that learn them."""

    def __init__(self, texts: Sequence[Text], plan: Plan) -> None:
        self._plan = plan
        self._texts = texts
        self._normaliser = load(WORDS).normaliser
        self.classes = Classes.of(texts)
        self.vocabulary = self._vocabulary()
        self._pieces = Pieces({piece: i for i, piece in enumerate(self.vocabulary)})
        self._labels = Labels(texts, self.classes)
        self._all = list(range(len(texts)))
        self._seen = [i for i, text in enumerate(texts) if not text.apart]

    def _vocabulary(self) -> list[str]:
        """The pieces that the texts have, then the most frequent of the others."""
        known = published_vocabulary()
        pieces = Pieces({piece: i for i, piece in enumerate(known)})
        seen = {number for text in self._texts for number in pieces.read(self._said(text.words))}
        plain = [i for i, piece in enumerate(known) if piece.isascii() and piece[:1] != "["]
        first = [known[i] for i in plain if i in seen or len(known[i].removeprefix("##")) == 1]
        others = [known[i] for i in plain if known[i] not in set(first)]
        return [*_MARKS, *first, *others][:_VOCABULARY]

    def _said(self, words: str) -> tuple[str, ...]:
        return spelled(self._normaliser.read(words), self._normaliser)

    def bare(self) -> Network:
        """MiniLM with a head that has learnt nothing."""
        return Network(self.vocabulary, len(self.classes), MOST)

    def teacher(self) -> Network:
        """MiniLM with the texts learnt, but those set apart."""
        plan = self._plan
        torch.manual_seed(1)
        network = self.bare()
        rates = {"head": plan.head_rate}
        pace = Pace(texts=self._seen, rounds=plan.rounds, rate=plan.rate)
        for step in self._steps(network, pace, rates):
            with torch.autocast("cpu", torch.bfloat16):
                scores, _ = network(step.pieces, plan.dropped)
            step.down(self._labels.far(scores, step.texts))
        return network

    def pupil(self, teacher: Network, *, fold: bool) -> Network:
        """A network of a share of the width that has learnt from labels and teacher.

        Args:
            teacher: what it is cut from.
            fold: whether to learn none of the texts set apart.
        """
        plan = self._plan
        torch.manual_seed(2)
        heads, inner = self._weights(teacher)
        network = self.bare()
        network.load_state_dict(teacher.state_dict())
        for place in range(LAYERS):
            kept = heads[place].argsort(descending=True)[: plan.heads].tolist()
            wide = inner[place].argsort(descending=True)[: plan.inner].sort().values
            network.layers[place] = cut(teacher.layers[place], sorted(kept), wide)
        teacher.eval()
        rates = {"head": 3 * plan.rate_cut}
        texts = self._seen if fold else self._all
        pace = Pace(texts=texts, rounds=plan.rounds_cut, rate=plan.rate_cut)
        for step in self._steps(network, pace, rates):
            with torch.autocast("cpu", torch.bfloat16):
                with torch.no_grad():
                    told, shown = teacher(step.pieces, 0.0)
                scores, given = network(step.pieces, plan.dropped_cut)
            own = self._labels.far(scores, step.texts)
            loss = 0.5 * own + 0.5 * taught(self.classes, scores, told)
            share = 0.3 if step.round == plan.rounds_cut - 1 else 1.0
            step.down(loss + share * _apart(given, shown, step.pieces))
        return network

    def _weights(self, teacher: Network) -> tuple[list[Tensor], list[Tensor]]:
        """How much the loss hangs on each head and inner place of each layer (first order)."""
        heads = [torch.zeros(HEADS) for _ in range(LAYERS)]
        inner = [torch.zeros_like(layer.widen.bias) for layer in teacher.layers]
        seen: dict[Any, Tensor] = {}

        def keep(module: Any, given: tuple[Tensor]) -> None:  # noqa: ANN401 - torch
            given[0].retain_grad()
            seen[module] = given[0]

        ends = [end for layer in teacher.layers for end in (layer.attended, layer.narrow)]
        hooks = [end.register_forward_pre_hook(keep) for end in ends]
        order = list(self._seen)
        random.Random(3).shuffle(order)  # noqa: S311 - a fixed order, no secret
        for texts in _parts(order[:_WEIGHED], _BATCH):
            pieces = _padded([self._read(self._texts[i].words) for i in texts])
            teacher.zero_grad()
            self._labels.far(teacher(pieces, 0.0)[0], texts).backward()
            for place, layer in enumerate(teacher.layers):
                x = seen[layer.attended]
                hung = (x * x.grad).view(*x.shape[:2], HEADS, SIZE)
                heads[place] += hung.sum((1, 3)).abs().sum(0).detach()
                x = seen[layer.narrow]
                inner[place] += (x * x.grad).sum(1).abs().sum(0).detach()
        for hook in hooks:
            hook.remove()
        return heads, inner

    def _read(self, words: str) -> list[int]:
        return self._pieces.read(self._said(words))

    def _steps(self, network: Network, pace: Pace, rates: dict[str, float]) -> Iterator[Step]:
        """Batches of varied texts, with the rate rising a little while and then falling to 0."""
        named = list(network.named_parameters())
        groups = [
            {"params": [p for name, p in named if name.split(".")[0] == top], "lr": own}
            for top, own in rates.items()
        ]
        groups.append({"params": [p for name, p in named if name.split(".")[0] not in rates]})
        down = torch.optim.AdamW(groups, lr=pace.rate, weight_decay=0.01, fused=True)
        whole = pace.rounds * -(-len(pace.texts) // _BATCH)
        chance = random.Random(1)  # noqa: S311 - the same variations each time
        slower = torch.optim.lr_scheduler.LambdaLR(
            down, lambda at: min(1.0, (at + 1) / (0.07 * whole)) * max(0.0, (whole - at) / whole)
        )
        network.train()
        for at in range(pace.rounds):
            losses: list[float] = []
            read = {i: self._read(varied(self._texts[i].words, chance)) for i in pace.texts}
            for texts in _batches(read, chance):
                pieces = _padded([read[i] for i in texts])
                yield Step(round=at, texts=texts, pieces=pieces, down=_Down(network, down, losses))
                slower.step()
            told = f"round {at + 1} of {pace.rounds}: loss {sum(losses) / len(losses):.3f}"
            sys.stderr.write(f"{told}, {time.process_time():.0f} s of CPU\n")


class _Down:
    """Going down a loss by one step."""

    def __init__(self, network: Network, optimiser: Any, losses: list[float]) -> None:  # noqa: ANN401 - torch
        self._network = network
        self._optimiser = optimiser
        self._losses = losses

    def __call__(self, loss: Tensor) -> None:
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), _CLIPPED)
        self._optimiser.step()
        self._losses.append(float(loss.item()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A batch: numbers of its texts, their pieces, and what goes down the loss made of them."""

    round: int
    texts: list[int]
    pieces: Tensor
    down: _Down


def _apart(given: Sequence[Tensor], shown: Sequence[Tensor], pieces: Tensor) -> Tensor:
    """How far every second layer is from the teacher's, on average a piece and a place."""
    there = (pieces != 0).unsqueeze(-1).float()
    far = [
        (((own.float() - other.float()) ** 2) * there).sum() / there.sum() / own.shape[-1]
        for own, other in zip(given[1::2], shown[1::2], strict=True)
    ]
    return torch.stack(far).sum()


def _batches(read: Mapping[int, Sequence[int]], chance: random.Random) -> list[list[int]]:
    """Numbers of texts, those of one batch about as long as each other."""
    order = list(read)
    chance.shuffle(order)
    batches = [
        batch
        for mixed in _parts(order, _MIXED)
        for batch in _parts(sorted(mixed, key=lambda i: len(read[i])), _BATCH)
    ]
    chance.shuffle(batches)
    return batches


def _padded(texts: Sequence[Sequence[int]]) -> Tensor:
    longest = max(len(text) for text in texts)
    return torch.tensor([[*text, *[0] * (longest - len(text))] for text in texts])


def _parts(whole: Sequence[int], size: int) -> list[list[int]]:
    return [list(whole[at : at + size]) for at in range(0, len(whole), size)]


def train(*, fold: bool, trial: bool, kept: Path | None) -> bytes:
    """The encoder's file.

    Args:
        fold: whether to leave out the sixth of the texts that the weighing is fitted on.
        trial: whether to go over a few texts only, to see that the program works.
        kept: where the teacher is, as both encoders have the same; made if it is not there.
    """
    torch.set_num_threads(1)
    texts = learnt()
    plan = Plan()
    if trial:
        texts, plan = texts[:640:2] + texts[-64:], Plan(rounds=1, rounds_cut=1)
    training = Training(texts, plan)
    missing = {NOTHING, UNCOVERED} - set(training.classes.topics)
    if missing and not trial:
        raise ValueError(f"no text is of the class {missing}")
    network = training.pupil(_teacher(training, kept), fold=fold)
    return packed(network, training.classes, training.vocabulary)


def _teacher(training: Training, kept: Path | None) -> Network:
    if kept is None:
        return training.teacher()
    if not kept.exists():
        torch.save(training.teacher().state_dict(), kept)
    teacher = training.bare()
    teacher.load_state_dict(torch.load(kept, weights_only=True))
    return teacher


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-fold", action="store_true", help="leave a sixth out")
    parser.add_argument("--to", type=Path, default=TARGET)
    parser.add_argument("--trial", action="store_true", help="a few texts only")
    parser.add_argument("--teacher", type=Path, help="where it is kept, for both encoders")
    chosen = parser.parse_args(arguments)
    data = train(fold=chosen.without_fold, trial=chosen.trial, kept=chosen.teacher)
    chosen.to.write_bytes(data)
    sys.stdout.write(f"{len(data)} bytes\n")


if __name__ == "__main__":
    main()
