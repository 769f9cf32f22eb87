from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from bot.coach.practice.naming import named
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from bot.coach.visit import Visit
from tests.contract.stores import NOW, person
from tests.fakes.store import FakeStore
from tests.journeys.evening import shared_tools

WHETHER = [("gone", "session.said.gone"), ("stays", "session.said.stays")]
WHAT = [(one, f"session.said.{one}") for one in ("chest", "head", "dizzy", "numb", "joint")]


Named = Callable[..., str | None]


@pytest.fixture
async def meant() -> AsyncIterator[Named]:
    request = Request(
        account=Account(platform="local", id="ana"),
        address=ChatAddress(platform="local", chat="ana"),
        place=Place.PRIVATE,
        content=Words(""),
        at=NOW,
    )
    async with FakeStore().work() as work:
        visit = Visit(
            request=request, work=work, tools=shared_tools(), person=person(), session=None
        )
        yield partial(named, visit)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("my knee", "joint"),
        ("Dizzy!", "dizzy"),
        ("pins and needles", "numb"),
        ("my knee and my head", None),  # two of them
        ("it is a long story about my knee", None),  # words of their own
        ("kneeling", None),
        ("", None),
        ("?!", None),
    ],
)
def test_a_few_words_name_one_choice_or_none(meant: Named, said: str, what: str | None) -> None:
    """The one choice that a few words name; two, or many words, name none."""
    assert meant(said, WHAT) == what


@pytest.mark.parametrize(
    ("said", "what"),
    [("it's gone", "gone"), ("not gone", "stays"), ("still there", "stays"),
     ("better", "gone"), ("it does not go", "stays")],
)  # fmt: skip
def test_the_longer_name_says_it(meant: Named, said: str, what: str) -> None:
    """A name within another counts for nothing: "not gone" is not "gone"."""
    assert meant(said, WHETHER) == what


def test_whole_words_are_the_name_itself(meant: Named) -> None:
    """Where the name must be all that was said, words around it make it another thing."""
    assert meant("My knee.", [("joint", "session.said.joint")], whole=True) is None
    assert meant("Knee.", [("joint", "session.said.joint")], whole=True) == "joint"
