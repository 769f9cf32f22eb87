"""The readings of held sets never get worse; see docs/language.md."""

from __future__ import annotations

import json

import pytest

from bot.coach.understanding.meaning import Intent, Section
from tests.language import evaluate, learn


@pytest.mark.parametrize("name", evaluate.HELD)
def test_a_held_set_is_read_no_worse(name: str) -> None:
    """No figure of a sample or a kept third falls below the best so far."""
    assert evaluate.worse(evaluate.score(name), evaluate.best()[name]) == []


@pytest.mark.parametrize(("of", "names"), [("wishes", [*Intent]), ("sections", [*Section])])
def test_the_weights_are_of_the_words_there_are(of: str, names: list[str]) -> None:
    """Who changes a labelled set learns the weights anew: `python -m tests.language.learn`."""
    path = learn.READING / f"{of}_learnt.jsonl"
    head = json.loads(path.read_text("utf-8").splitlines()[0])
    assert head["names"] == names
    assert head["learnt_from"] == learn.digest(learn.rows())


def test_nothing_is_learnt_from_a_kept_set() -> None:
    """What is kept to measure by is kept from what is learnt."""
    kept = {name for name in evaluate.sets() if name.startswith("kept")}
    assert not kept & set(learn.SETS)
    held = {str(row["q"]).casefold() for row in learn.rows(sorted(kept & {"kept_wishes"}))}
    written = [name for name in learn.SETS if name.startswith("learn")]
    told = {str(row["q"]).casefold() for row in learn.rows(written)}
    assert len(held & told) <= len(held) * 0.1
