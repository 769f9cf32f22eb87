"""Weighing what the rules found against what the encoder thinks likely, to one verdict.

How far each is to be believed is a table of weights (`weighing.json`), fitted by
`tests/safety/weigh.py` on questions that the encoder was not trained on. A mistake towards the
milder side counts for more than one towards the more severe.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.coach.safety.findings import Findings
from content.model import Verdict

SCALE: tuple[Verdict, ...] = (
    Verdict.UNKNOWN,
    Verdict.OK,
    Verdict.CAUTION,
    Verdict.ASK_DOCTOR,
    Verdict.AVOID,
    Verdict.STOP,
    Verdict.EMERGENCY,
)
"""The verdicts, the mildest first."""

_PLACE = {verdict: place for place, verdict in enumerate(SCALE)}
_LEAST = math.exp(-7)
_THIRD = 3
_WELL = "healthy_general"
_FEW_WORDS = 5
_ILLNESSES = frozenset({"condition", "medicine"})
# How likely a topic must be to lead before those that rules found, and to be named beside them.
_RATHER = 0.5
_BESIDE = 0.2
# Below how likely, as a topic and as a verdict, what rules found gives way to something milder.
_NO_PART = 0.1
_UNLIKELY = 0.2
# How likely unknown must be for an illness or a medicine that no topic covers to be called that.
_UNCOVERED = 0.2
_NAMED = frozenset({Verdict.ASK_DOCTOR, Verdict.AVOID})
"""Verdicts of illnesses: one that is named stands, whatever the whole is like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a text was found to mean.

    `shares`: how likely the encoder thinks each topic, or class of texts without one, to lead.
    `called`: how likely it thinks each verdict to be called for, whatever the topic. `ruled`:
    topics that rules found with their verdicts, the most severe first. `verdicts`: what each topic
    means for the pose; a class without a topic has none.
    """

    shares: Mapping[str, float]
    called: Mapping[str, float]
    ruled: Sequence[tuple[str, Verdict]]
    verdicts: Mapping[str, Verdict]
    findings: Findings

    @property
    def reassures(self) -> bool:
        """Whether rules found nothing but that somebody is well."""
        return [name for name, _ in self.ruled] == [_WELL]

    def share_of(self, verdict: Verdict) -> float:
        """How likely the encoder thinks the topics that mean a verdict, together, from 0 to 1."""
        return sum(
            share
            for name, share in self.shares.items()
            if self.verdicts.get(name, Verdict.UNKNOWN) is verdict
        )

    def told(self, verdict: Verdict) -> list[tuple[str, Verdict]]:
        """The topics to answer with, the one that leads to the verdict first; none for unknown."""
        if verdict is Verdict.UNKNOWN:
            return []
        ruled = [item for item in self.ruled if item[1].severity <= verdict.severity]
        named = [name for name, means in self.verdicts.items() if means is verdict]
        likeliest = max(named, key=lambda name: (self.shares.get(name, 0.0), name))
        led = bool(ruled) and ruled[0][1] is verdict
        if not led or self.shares.get(likeliest, 0.0) > _RATHER:
            ruled = [(likeliest, verdict), *(item for item in ruled if item[0] != likeliest)]
        found = {name for name, _ in ruled}
        beside = [
            (name, means)
            for name, means in self.verdicts.items()
            if means.severity < verdict.severity
            and name not in found
            and name not in self.findings.denied
            and self.shares.get(name, 0.0) > _BESIDE
        ]
        return [*ruled, *beside]


def traits(meant: Meant) -> list[float]:
    """What the weights are for: the encoder's shares by verdict, twice, and what rules found."""
    by_verdict = [_LEAST] * len(SCALE)
    for name, share in meant.shares.items():
        by_verdict[_PLACE[meant.verdicts.get(name, Verdict.UNKNOWN)]] += share
    found = [0.0] * len(SCALE)
    leading = 0.0
    if meant.ruled:
        name, verdict = meant.ruled[0]
        found[_PLACE[verdict]] = 1.0
        leading = math.log(meant.shares.get(name, 0.0) + _LEAST) / _THIRD
    else:
        found[0] = 1.0
    findings = meant.findings
    mild = not meant.ruled or meant.ruled[0][1].severity <= Verdict.CAUTION.severity
    flags = [
        *(kind in findings.gaps for kind in ("condition", "medicine", "symptom")),
        findings.settled,
        findings.asked_past,
        bool(findings.denied),
        "" in findings.seen.words.words,
        len(findings.seen.words) < _FEW_WORDS,
        len(meant.ruled) > 1,
        meant.reassures,
        meant.reassures and bool(findings.denied),
        meant.reassures and findings.settled,
        bool(meant.ruled) and findings.settled and not meant.reassures,
        mild and not _ILLNESSES.isdisjoint(findings.gaps),
    ]
    called = [math.log(share + _LEAST) for share in meant.called.values()]
    thought = [math.log(share) for share in by_verdict]
    return [*thought, *found, leading, *map(float, flags), *called]


class Weighing:
    """The fitted table.

    Raises:
        OSError: if its file is missing.
        ValueError: if it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        table = json.loads(path.read_text("utf-8"))
        self._bias: list[float] = table["bias"]
        self._weights: list[list[float]] = table["weights"]
        self._costs: list[list[float]] = table["costs"]

    def chances(self, meant: Meant) -> list[float]:
        """How likely each verdict of `SCALE` is the right one."""
        told = traits(meant)
        scores = [
            bias + sum(weight * trait for weight, trait in zip(row, told, strict=True))
            for bias, row in zip(self._bias, self._weights, strict=True)
        ]
        shares = [math.exp(score - max(scores)) for score in scores]
        return [share / sum(shares) for share in shares]

    def verdict(self, meant: Meant, chances: Sequence[float]) -> Verdict:
        """The verdict that is expected to cost least; seldom one milder than what rules found.

        Args:
            meant: what rules and encoder found.
            chances: as `chances` gives them for it.
        """
        costs = [
            sum(cost * chance for cost, chance in zip(row, chances, strict=True))
            for row in self._costs
        ]
        least = SCALE[costs.index(min(costs))]
        if not meant.ruled:
            strange = not _ILLNESSES.isdisjoint(meant.findings.gaps)
            said = strange and chances[_PLACE[Verdict.UNKNOWN]] > _UNCOVERED
            # "I have nothing reviewed on that" says more than "ask your doctor", and as firmly.
            return Verdict.UNKNOWN if said and least is Verdict.ASK_DOCTOR else least
        name, ruled = meant.ruled[0]
        if least.severity > ruled.severity:
            return least
        unlikely = meant.shares.get(name, 0.0) < _NO_PART and chances[_PLACE[ruled]] < _UNLIKELY
        return least if unlikely and ruled not in _NAMED else ruled
