"""What is remembered of a body: practice that it speaks against is neither started nor offered."""

from __future__ import annotations

import re

import pytest

from bot.coach.desk import Desk
from bot.coach.people.practitioner import Condition, Practitioner
from bot.coach.talk.actions import Challenge, Start
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from content.library import Library
from content.model import Verdict
from tests.fakes.store import FakeStore
from tests.journeys.evening import ANA, Evening, Seen, shared_tools
from tests.journeys.house import EVENING
from tests.journeys.practising import FIRST_STEP, NONE, mine, told

LIBRARY = Library.load()
AVOIDED = "i have glaucoma"
ASKED = "i have epilepsy"
CHANGED = "i have low blood pressure"
NAMES = {
    word
    for topic in LIBRARY.topics
    for word in re.findall(
        r"\w{6,}", str(LIBRARY.catalogue("en").entries[f"topic.{topic}.name"]).casefold()
    )
} - {"butterfly", "thread", "needle", "minutes"}
BOB = "bob"
ACCOUNT = Account(platform="local", id=ANA)


async def remembers(evening: Evening, said: str) -> None:
    await evening.says(ANA, f"/safety {said}")
    (kept,) = await evening.presses(ANA, "Remember this")
    assert "remember" in kept.text


async def rings(evening: Evening) -> Seen:
    """The next reminder, with the clock at its instant."""
    for _ in range(48):
        rang = [one for one in await evening.advance(1800) if one.kind == "reminder"]
        if rang:
            return rang[0]
    raise AssertionError("nothing rang")


def starts(seen: Seen) -> list[str]:
    """Labels of buttons that begin a practice."""
    return [label for label in seen.choices if label.startswith(("Start", "Begin this", "Do the"))]


@pytest.mark.parametrize("pose", LIBRARY.poses)
async def test_a_card_does_not_offer_what_is_not_to_be_done(evening: Evening, pose: str) -> None:
    """The card stays to be read; in place of Start it says why there is none."""
    await remembers(evening, AVOIDED)
    (card,) = await evening.says(ANA, f"/pose {pose}")
    assert starts(card) == []
    assert "With glaucoma I don't start this one." in card.text
    assert "Steps" in card.choices
    (kept,) = await evening.presses(ANA, Start(pose, LIBRARY.pose(pose).hold.usual).pack())
    assert kept.text.startswith("Glaucoma: not this one")


@pytest.mark.parametrize(
    "said", ["/start", "/help", "/stop", "/progress", "can i do it on the bed?", "blorp gnarf zzz"]
)
async def test_no_other_page_suggests_it(evening: Evening, said: str) -> None:
    """Welcome, help, nothing running, progress, a yes about beds, not understood: no Start."""
    await remembers(evening, AVOIDED)
    assert [starts(seen) for seen in await evening.says(ANA, said)] == [[]]


@pytest.mark.parametrize("said", ["/start", "/pose legsup", "/help"])
async def test_for_everybody_else_nothing_is_missing(evening: Evening, said: str) -> None:
    """Without a condition, or with one that only asks for a change, Start is there."""
    assert starts((await evening.says(ANA, said))[0])
    await remembers(evening, CHANGED)
    assert starts((await evening.says(ANA, said))[0])


async def test_what_is_cleared_is_offered_again(evening: Evening) -> None:
    """/conditions shows and clears it; from then on the card has its Start, and asks first."""
    await remembers(evening, AVOIDED)
    (shown,) = await evening.says(ANA, "/conditions")
    assert "glaucoma" in shown.text
    await evening.presses(ANA, next(c for c in shown.choices if "glaucoma" in c.casefold()))
    (card,) = await evening.says(ANA, "/pose legsup")
    (asks,) = await evening.presses(ANA, starts(card)[0])
    assert asks.needs == "screening"


@pytest.mark.parametrize("said", ["/help", "/start", "/pose legsup", "/challenge"])
async def test_a_group_learns_nothing_from_a_missing_button(evening: Evening, said: str) -> None:
    """What others see is the same for everybody; what is for one pair of eyes may differ."""
    (bobs,) = await evening.group(BOB, "mat", said)
    await remembers(evening, AVOIDED)
    (anas,) = await evening.group(ANA, "mat", said)
    assert anas.private == bobs.private
    assert anas.private or (anas.text, set(anas.choices)) == (bobs.text, set(bobs.choices))


async def test_where_nothing_can_be_whispered_the_card_is_everybodys() -> None:
    """On a platform that shows a group's answers to all, the card has all its buttons."""
    store, desk_tools = FakeStore(), shared_tools()
    async with store.work() as work:
        ana = await work.people.add(
            Practitioner(
                id=0, version=0, account=ACCOUNT, home=None, locale=None,
                joined_at=EVENING, seen_at=EVENING,
            )
        )  # fmt: skip
        await work.people.remember(ana.id, Condition(topic="glaucoma", since=EVENING))
        await work.commit()
    for place, offered in ((Place.GROUP, True), (Place.PRIVATE, False)):
        request = Request(
            account=ACCOUNT, address=ChatAddress(platform="local", chat="mat"), place=place,
            content=Words("/pose legsup"), at=EVENING,
        )  # fmt: skip
        (page,) = (await Desk(store, desk_tools).serve(request)).answer.pages
        actions = [one.action for row in page.choices for one in row]
        assert any(isinstance(action, Start) for action in actions) == offered


async def test_an_evening_of_the_programme_says_why(evening: Evening) -> None:
    """Tonight's evening is shown with the reason and what is fine instead, and does not begin."""
    await remembers(evening, AVOIDED)
    (tonight,) = await evening.says(ANA, "/challenge join")
    assert "Glaucoma: not this one" in tonight.text
    assert "Fine instead:" in tonight.text
    assert starts(tonight) == []
    (still,) = await evening.presses(ANA, Challenge("begin").pack())
    assert still.text.startswith("Glaucoma: not this one")


async def test_a_reminder_suggests_nothing_that_is_not_to_be_done(evening: Evening) -> None:
    """It rings as asked, names neither the pose nor a reason, and has no Start."""
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, "/remind 22:30")
    await remembers(evening, AVOIDED)
    rang = await rings(evening)
    assert rang.text == "It's 22:30. Time to wind down, if you like."
    assert starts(rang) == []
    assert "Not tonight" in rang.choices


@pytest.mark.parametrize(
    "said", [AVOIDED, ASKED, CHANGED, "i am 9 weeks pregnant", "i have heart failure"]
)
async def test_a_reminder_never_names_a_condition(evening: Evening, said: str) -> None:
    """A locked screen tells nobody what somebody has, at any verdict."""
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, "/remind 22:30 butterfly")
    await remembers(evening, said)
    rang = await rings(evening)
    shown = f"{rang.text} {' '.join(rang.choices)}".casefold()
    assert not [name for name in NAMES if name in shown]


async def test_a_change_comes_into_the_plan(evening: Evening) -> None:
    """caution: it starts at once, and what is different is its first cue."""
    await remembers(evening, CHANGED)
    seen = await evening.says(ANA, "/session legsup 2")
    assert seen[1].text == LIBRARY.catalogue("en").entries["topic.low_blood_pressure.adjust"]
    assert FIRST_STEP in told(mine(await evening.advance(30)))


async def test_a_doctor_is_asked_for_once(evening: Evening) -> None:
    """ask_doctor: the page first; after "my doctor said yes" never again, restarts included."""
    await remembers(evening, ASKED)
    (asks,) = await evening.says(ANA, "/session legsup 2")
    assert asks.text.startswith("Epilepsy: ask the doctor first.")
    begun = await evening.presses(ANA, "My doctor said yes")
    assert begun[1].text == LIBRARY.catalogue("en").entries["topic.epilepsy.adjust"]
    await evening.says(ANA, "/stop")
    await evening.restart()
    again = await evening.says(ANA, "/session legsup 2")
    assert again[1].text == begun[1].text
    assert "your doctor said yes" in (await evening.says(ANA, "/conditions"))[0].text.casefold()


async def test_none_of_these_is_no_condition(evening: Evening) -> None:
    """Somebody whom nothing applies to keeps every button."""
    await evening.says(ANA, "/session legsup 1")
    await evening.presses(ANA, NONE)
    await evening.says(ANA, "/stop")
    assert starts((await evening.says(ANA, "/pose legsup"))[0])


def test_all_that_is_avoided_is_kept_from_every_pose() -> None:
    """No topic of today is avoided in one pose and done in another; a new one needs a look here."""
    grave = [t for t in LIBRARY.topics.values() if t.verdict is Verdict.AVOID]
    assert {t.verdict_for(pose) for t in grave for pose in LIBRARY.poses} == {Verdict.AVOID}
