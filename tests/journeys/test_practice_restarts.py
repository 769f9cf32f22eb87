"""The process dies at every step of every plan: nothing lost, nothing twice, nothing untrue."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.coach.due import tick
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE
from tests.journeys.evening import ANA, Evening, Seen
from tests.journeys.practising import (
    COMES_OUT,
    DOWN,
    STILL_UP,
    WRONG,
    begins,
    cues,
    holds,
    mine,
    timeline,
    told,
)

PLANS = [
    (pose, minutes)
    for pose, longest in (
        ("legsup", 20), ("thread the needle", 10), ("butterfly", 20), ("supported", 20)
    )
    for minutes in (1, 3, 5, longest)
]  # fmt: skip
SECOND = timedelta(seconds=1)
UNSEEN = "If you are still up, come down now."
REPEATED = 4
"""Texts that stand in the plan of both sides."""


async def undisturbed(evening: Evening, said: str) -> list[Seen]:
    """What a session says from its start to the last word, with nothing in its way."""
    seen = await begins(evening, said, "undisturbed")
    return seen + await evening.advance(25 * 60)


def since(begun: list[Seen], seen: list[Seen]) -> list[tuple[float, str, bool, float | None]]:
    """Cues by seconds since the start, whole text but for clock times, silence, countdown."""
    start = begun[0].at
    return [
        (
            (one.at - start).total_seconds(),
            one.text.split("\nUntil")[0].split("\nThis side until")[0],
            one.silent,
            (one.until - start).total_seconds() if one.until else None,
        )
        for one in cues(seen)
    ]


@pytest.mark.parametrize(("pose", "minutes"), PLANS)
async def test_killed_before_and_after_every_step_a_session_goes_on_at_the_second(
    evening: Evening, pose: str, minutes: int
) -> None:
    """A restart at each step of each plan changes no cue, second, silence or countdown."""
    said = f"/session {pose} {minutes}"
    plain = await undisturbed(evening, said)
    expected = since(plain, plain)
    seen = begun = await begins(evening, said)
    for offset, *_ in expected[1:]:
        assert await evening.restart() == []
        at = begun[0].at + timedelta(seconds=offset)
        seen = [*seen, *(await evening.now((at - SECOND).isoformat())), *(await evening.restart())]
        seen += await evening.advance(1)
    seen += await evening.restart()
    assert since(begun, seen) == expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A session that nothing disturbed: when each text was said, and when the hold was."""

    texts: dict[str, list[float]]
    silent: set[str]
    steps: list[float]
    opens: float
    closes: float


def planned(plain: list[Seen]) -> Planned:
    texts: dict[str, list[float]] = {}
    lived = since(plain, plain)
    for at, text, _, _ in lived:
        texts.setdefault(text, []).append(at)
    # The last word is the cue two minutes after the end, which is no step.
    return Planned(
        texts=texts,
        silent={text for _, text, silent, _ in lived if silent},
        steps=[at for at, *_ in lived[:-1]],
        opens=next(at for at, _, _, until in lived if until),
        closes=lived[-2][0],
    )


@pytest.mark.parametrize("down", [15, 70, 14 * 60, 50 * 60])
@pytest.mark.parametrize("pose", ["legsup", "thread the needle", "butterfly", "supported"])
async def test_down_at_every_step_only_what_is_still_true_is_said(
    evening: Evening, pose: str, down: int
) -> None:
    """Dead over each step: cues on their second, the bell rather late than never, a true end."""
    plan = planned(await undisturbed(evening, f"/session {pose} 3"))
    for number, step in enumerate(plan.steps):
        user = f"{ANA} {number}"
        begun = await begins(evening, f"/session {pose} 3", user)
        dies = max(0, step - 1)
        before = await evening.now((begun[0].at + timedelta(seconds=dies)).isoformat())
        woken = mine(await evening.restart(down=down), user)
        later = mine(await evening.advance(45 * 60), user)
        for at, text, silent, _ in since(begun, woken):
            _true_when_woken(text, silent, at, plan)
        for at, text, _, _ in since(begun, later):
            assert STILL_UP in text or at in plan.texts[text]
        lived = since(begun, begun + before + woken + later)
        assert len({(text, until) for _, text, _, until in lived}) >= len(lived) - REPEATED
        ends = [at for at, text, _, _ in lived if COMES_OUT in text or UNSEEN in text]
        assert ends == [max(plan.closes, dies + down)]


def _true_when_woken(text: str, silent: bool, at: float, plan: Planned) -> None:
    if at - plan.closes > COME_OUT_GRACE.seconds:
        assert silent
        assert UNSEEN in text
        assert "3 minutes" in text
    elif at - plan.closes > MID_CUE_GRACE.seconds:
        assert not silent
        assert f"You have been up {int(at - plan.opens) // 60} minute" in text
    else:
        assert silent == (text in plan.silent)
        late = min(at - due for due in plan.texts[text] if due <= at)
        assert late <= MID_CUE_GRACE.seconds or not silent


async def test_a_switch_that_was_slept_through_comes_first(evening: Evening) -> None:
    """Awake again on the second side: the switch is told, with its bell, then the time left."""
    seen = await holds(evening, "/session thread the needle 10", seconds=290)
    switch = next(one.until for one in seen if one.until)
    assert switch is not None
    woken = cues(await evening.restart(down=100))
    assert [one.silent for one in woken] == [False, False]
    assert woken[0].text.startswith("Other side:")
    assert woken[1].until == switch + timedelta(seconds=20 + 300)


async def test_a_pause_survives_and_still_ends(evening: Evening) -> None:
    """Killed in a pause: it is still paused, and its five minutes still end in the way down."""
    await holds(evening, "/session legsup 5", seconds=30)
    paused = (await evening.says(ANA, "/pause"))[0]
    await evening.restart(down=60)
    assert "paused" in told(await evening.says(ANA, "/status"))
    (over,) = await evening.advance(300)
    assert over.at == paused.at + timedelta(minutes=5)


async def test_a_pause_that_ended_unseen_tells_the_truth(evening: Evening) -> None:
    """Dead over the end of a pause: how long it really was; hours later quietly."""
    await holds(evening, "/session legsup 5", seconds=60)
    await evening.says(ANA, "/pause")
    (woken,) = await evening.restart(down=10 * 60)
    assert "You have been up 11 minutes: come down now." in woken.text
    assert not woken.silent
    await evening.presses(ANA, DOWN)
    await holds(evening, "/session legsup 5", seconds=60)
    await evening.says(ANA, "/pause")
    (quiet,) = await evening.restart(down=3 * 3600)
    assert quiet.silent
    assert "come down now" in quiet.text
    assert "Nothing is running." in told(await evening.says(ANA, "/status"))


async def test_the_way_down_survives_with_its_one_more_cue(evening: Evening) -> None:
    """Killed after the come-out: one more cue at its time, and every button still works."""
    await begins(evening, "/session legsup 1")
    await evening.advance(110)
    assert await evening.restart() == []
    seen = await evening.advance(111)
    assert [one.text.startswith(STILL_UP) for one in seen] == [True]
    await evening.restart()
    assert "1 minute in Legs Up" in told(await evening.presses(ANA, DOWN))


async def test_a_screening_survives(evening: Evening) -> None:
    """Killed between the question and its answer: the answer still starts what was asked for."""
    await evening.says(ANA, "/session butterfly 4")
    await evening.presses(ANA, "Hernia")
    await evening.restart(down=30)
    await evening.presses(ANA, "That's all")
    await evening.restart()
    (seen, *_) = await evening.presses(ANA, "Repaired and healed")
    assert "Butterfly" in seen.text
    assert "4 minutes" in seen.text


async def test_what_was_asked_in_pain_survives(evening: Evening) -> None:
    """Killed after "Something is wrong" or its shaking out: the answer is still heard."""
    await holds(evening, "/session legsup 5")
    await evening.presses(ANA, WRONG)
    await evening.restart()
    await evening.presses(ANA, "Numb or tingling")
    await evening.restart(down=30)
    assert COMES_OUT in told(await evening.presses(ANA, "It stays"))


async def test_a_night_of_restarts_says_each_thing_once(evening: Evening) -> None:
    """Killed every two seconds, a session still says its plan, each cue once."""
    plain = await undisturbed(evening, "/session legsup 3")
    seen = begun = await begins(evening, "/session legsup 3")
    for _ in range(180):
        seen = [*seen, *(await evening.restart(down=2))]
    assert [text for _, text, _, _ in since(begun, seen)] == [
        text for _, text, _, _ in since(plain, plain)
    ]
    assert len(timeline(seen)) == len(set(timeline(seen)))


@pytest.mark.parametrize(
    ("at", "down", "said"),
    [
        (70, 10, ["In through the nose"]),  # a mid-hold cue within its 20 s
        (70, 25, []),  # worthless after them
        (40, 60, ["Legs heavy"]),  # the bell and the countdown, late
        (40, 600, ["You have been up 10 minutes"]),
        (220, 600, ["Bend your knees", STILL_UP]),
        (220, 3600, []),
    ],
)
async def test_dying_between_the_decision_and_the_sending_loses_nothing_that_matters(
    evening: Evening, at: int, down: int, said: list[str]
) -> None:
    """What was decided and not sent goes out at the start, as long as it is worth saying."""
    begun = await begins(evening, "/session legsup 3")
    await evening.advance(at - 1)
    clock = evening.chat.world.clock
    clock.move_to(begun[0].at + timedelta(seconds=at))
    await tick(evening.store, clock.now())
    woken = cues(await evening.restart(down=down))
    assert [part for part in said if part in told(woken)] == said
    assert bool(woken) == bool(said)


EVENTS = (
    "/pause",
    "/resume",
    "/extend",
    "/extend 7",
    "/status",
    "/poses",
    "restart",
    "wait",
    "wait",
)
LONGEST = {"legsup": 1200, "thread the needle": 620, "butterfly": 1200, "supported": 1200}


@pytest.mark.parametrize("seed", range(48))
async def test_no_order_of_events_keeps_the_legs_up_too_long(evening: Evening, seed: int) -> None:
    """Pauses, extensions, kills and waits in any order: up for the longest hold at most."""
    chance = random.Random(seed)  # noqa: S311 - any order will do
    pose = chance.choice(list(LONGEST))
    seen = await begins(evening, f"/session {pose} {chance.randint(1, LONGEST[pose] // 60)}")
    for _ in range(chance.randint(1, 20)):
        match chance.choice(EVENTS):
            case "restart":
                seen += await evening.restart(down=chance.choice((0, 3, 15)))
            case "wait":
                seen += await evening.advance(chance.randint(0, 200))
            case command:
                seen += await evening.says(ANA, command)
    seen += await evening.advance(2 * 3600)
    assert "Nothing is running." in told(await evening.says(ANA, "/status"))
    ended = [one.at for one in seen if one.kind == "cue" and COMES_OUT in one.text]
    assert len(ended) == 1
    async with evening.store.work() as work:
        practised = await work.practice.of(1)
    # Paused for good while getting in, nobody was up.
    for opened in [one.at for one in seen if one.kind == "cue" and one.until][:1]:
        assert [one.seconds <= LONGEST[pose] for one in practised] == [True]
        late = MID_CUE_GRACE.seconds
        assert (ended[0] - opened).total_seconds() <= LONGEST[pose] + late
