"""The verdict itself: what it calls lost, and what it puts down to whom."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from content.library import Library
from content.phrases import phrase
from tests.crash.at_work import Course, Life
from tests.crash.database import Kept
from tests.crash.phones import Arrival
from tests.crash.verdict import judge

TEN = datetime(2026, 11, 22, 22, tzinfo=UTC)
RING = {"Start": "nt1:7:2026-11-22", "Snooze": "sn1:7:2026-11-22"}


def way_down() -> str:
    """As the coach says it."""
    library = Library.load()
    last = library.pose("legs_up_wall").come_out[-1]
    return library.catalogue("en").text(phrase(f"pose.legs_up_wall.come_out.{last.id}"), UTC)


def after(seconds: float) -> datetime:
    return TEN + timedelta(seconds=seconds)


@dataclass(slots=True)
class Shown:
    """A phone, and what has arrived on it."""

    name: str
    arrivals: list[Arrival]
    patience: float = 0.0

    def arrived(self) -> list[Arrival]:
        return self.arrivals

    def offers(self, label: str) -> bool:
        return any(label in one.buttons for one in self.arrivals)

    async def command(self, words: str, **options: str) -> bool:
        raise NotImplementedError

    async def press(self, label: str) -> bool:
        raise NotImplementedError


def life(began: float, ended: float, *, duty: float | None = None) -> Life:
    """A process that served a second after its start; from `duty` on it held Telegram's lease."""
    told = []
    if duty is not None:
        told = [f"timestamp={after(duty):%FT%T.%fZ} level=info event=duty_taken platform=telegram"]
    return Life(began=after(began), served=after(began + 1), ended=after(ended), told=told)


def course(*lives: Life, kills: tuple[float, ...] = ()) -> Course:
    return Course(lives=lives, kills=[after(at) for at in kills], real=lambda instant: instant)


def kept(*sessions: object) -> Kept:
    return Kept(sessions=list(sessions), reminders=[], outbox=[], faults=[])


def evening() -> object:
    """A session that opens 40 s after ten and closes a minute later."""
    steps = [[0, "settle"], [40, "open"], [70, "cue"], [100, "close"]]
    return SimpleNamespace(
        id=1, platform="telegram", phone="telegram 1", state="ended", ending="finished",
        plan=json.dumps({"steps": steps}), origin=int(TEN.timestamp() * 1000),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lives", "overtaken"),
    [
        ([life(-60, 39), life(99, 200)], 1),
        ([life(-60, 39), life(80, 200)], 0),
        ([life(-60, 39, duty=-50), life(50, 200, duty=98)], 1),
        ([life(-60, 39, duty=-50), life(50, 200, duty=70)], 0),
        ([life(-60, 500)], 0),
    ],
)
def test_an_opening_that_nobody_saw_is_lost_unless_nobody_was_at_work_for_the_whole_hold(
    lives: list[Life], overtaken: int
) -> None:
    """Who serves and holds the lease is at work; a way down unseen is lost at all events."""
    phone = Shown("telegram 1", [Arrival(at=after(120), text=way_down(), buttons={})])
    verdict = judge([phone], kept(evening()), course(*lives))
    assert verdict.overtaken == overtaken
    assert verdict.lost == ([] if overtaken else ["open of session 1, telegram 1"])
    silent = judge([Shown("telegram 1", [])], kept(evening()), course(*lives))
    assert len(silent.lost) == 2


@pytest.mark.parametrize(
    ("lives", "kills", "repeats", "unexplained"),
    [
        ([life(0, 900, duty=2)], (), {}, 1),
        ([life(0, 60, duty=2), life(0, 900, duty=70)], (60.0,), {60.0: 1}, 0),
        ([life(0, 900, duty=2), life(0, 900, duty=70)], (), {70.0: 1}, 0),
        ([life(0, 900, duty=2), life(0, 900, duty=20)], (), {}, 1),
    ],
)
def test_a_repeat_is_put_down_to_a_death_or_a_handover_between_its_two_arrivals(
    lives: list[Life], kills: tuple[float, ...], repeats: dict[float, int], unexplained: int
) -> None:
    """Whose lease another took while they lived may repeat what was in flight; others may not."""
    rings = [Arrival(at=after(at), text="It is ten.", buttons=RING) for at in (55, 80)]
    verdict = judge([Shown("telegram 1", rings)], kept(), course(*lives, kills=kills))
    assert verdict.repeats == Counter({after(at): n for at, n in repeats.items()})
    assert len(verdict.unexplained) == unexplained
