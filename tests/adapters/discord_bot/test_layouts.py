"""Each kind of message as Discord gets it, component by component."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.discord.markup import NIGHT_ACCENT, NIGHT_ALERT
from bot.coach.ports import Lane
from bot.coach.talk.actions import Ask, ShowPose
from bot.coach.talk.replies import Attachment, Kind, Message, Style
from tests.adapters.discord_bot.bench import NOW, Bot, home, line, offer, said
from tests.adapters.discord_tree import Tree, tree
from tests.adapters.pictures import card, mark, sheet
from tests.fakes.discord_components import MOST_COMPONENTS, THUMBNAIL, walk
from tests.fakes.discord_limits import COMPONENTS_V2
from tests.fakes.discord_server import DiscordServer, Person, Seen

SECTIONS = tuple(offer(f"S{n}", ShowPose(pose="x", section=f"s{n}")) for n in range(6))
START = (offer("Start 10 minutes", Ask("session")),)
HEADED = (line("Legs up", Style.HEADING), "A quiet rest.")
EXPORT = Attachment(name="karani.json", media_type="application/json", data=b"{}")
ENDS = int((NOW + timedelta(seconds=90)).timestamp())

LEGS, NEEDLE = (
    replace(line(text, Style.ITEM), beside=mark(pose))
    for text, pose in (("Legs up: rest.", "legs_up_wall"), ("Needle.", "thread_the_needle_wall"))
)

CASES: dict[str, tuple[Message, Tree]] = {
    "card": (
        replace(said(*HEADED, choices=(SECTIONS, START)), pictures=card()),
        [["frame", "gallery", "text", ["row", "menu"], ["row", "button"]]],
    ),
    "section": (
        replace(said(*HEADED, choices=((offer("Next"),), SECTIONS, START)), pictures=sheet()),
        [["frame", "gallery", "text", ["row", "button"], ["row", "menu"], ["row", "button"]]],
    ),
    "list": (
        said(line("Poses", Style.HEADING), LEGS, NEEDLE, "Which?", choices=(START,)),
        [["frame", "text", ["section", "text", "thumbnail"], ["section", "text", "thumbnail"],
          "text", ["row", "button"]]],
    ),
    "warning": (
        said(line("Stop. Come down.", Style.WARNING), "Call 112."),
        [["frame", "text"]],
    ),
    "sources": (
        said(line("Sources", Style.HEADING), line("A study, 2013.", Style.QUOTE)),
        [["frame", "text"]],
    ),
    "few choices": (
        said(*HEADED, choices=((offer("1"), offer("2", Ask("2"))),)),
        [["frame", "text", ["row", "button", "button"]]],
    ),
    "export": (said(*HEADED, files=(EXPORT,)), [["frame", "text", "file"]]),
    "cue": (said("Half way.", "Breathe out.", kind=Kind.CUE), []),
    "opening": (
        said(
            "Legs heavy.", line("left", Style.COUNTDOWN, until=90),
            choices=((offer("Pause"), offer("Stop", Ask("stop"))),), kind=Kind.CUE,
        ),
        [["row", "button", "button"]],
    ),
    "reminder": (said("It's 22:30.", choices=(START,), kind=Kind.REMINDER), [["row", "button"]]),
    "check-in": (
        said("How do you feel?", choices=((offer("1"), offer("2", Ask("2"))),), kind=Kind.CHECK_IN),
        [["row", "button", "button"]],
    ),
    "one sentence": (said("Paused."), []),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
async def test_each_kind_of_message_has_its_layout(
    server: DiscordServer, bot: Bot, amy: Person, kind: str
) -> None:
    """Cards are frames with all they need inside; what a lock screen must show is plain text."""
    message, wanted = CASES[kind]
    await bot.gateway.messenger.send(home(amy), message, nonce="n1", lane=Lane.HOLD)
    (seen,) = server.dm(amy)
    assert tree(seen.raw["components"]) == wanted
    framed = any(isinstance(one, list) and one[0] == "frame" for one in wanted)
    assert bool(seen.raw["flags"] & COMPONENTS_V2) is framed
    assert bool(seen.raw["content"]) is not framed
    assert seen.raw["embeds"] == []
    for one in message.lines:
        assert one.text in seen.text


async def test_frames_have_the_colour_of_what_they_hold(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """An alert has a colour of its own; time left counts on the reader's screen."""
    for number, kind in enumerate(("card", "warning", "opening")):
        message, _ = CASES[kind]
        await bot.gateway.messenger.send(home(amy), message, nonce=f"n{number}", lane=Lane.HOLD)
    calm, alert, opening = server.dm(amy)
    colours = [one.raw["components"][0]["accent_color"] for one in (calm, alert)]
    assert colours == [NIGHT_ACCENT, NIGHT_ALERT]
    assert f"left (<t:{ENDS}:R>)" in opening.source


async def test_a_list_shows_its_poses_beside_their_names(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """Each with what it shows for who cannot see it; a pose that comes twice is one file."""
    message = said(line("Poses", Style.HEADING), LEGS, NEEDLE, LEGS)
    await bot.gateway.messenger.send(home(amy), message, nonce="n1", lane=Lane.HOLD)
    (seen,) = server.dm(amy)
    assert [one.filename for one in seen.files] == [
        "legs_up_wall-mark.png", "thread_the_needle_wall-mark.png",
    ]  # fmt: skip
    small = [one for _, one in walk(seen.raw["components"]) if one["type"] == THUMBNAIL]
    assert [one["description"] for one in small] == [
        mark().alt,
        mark("thread_the_needle_wall").alt,
        mark().alt,
    ]
    assert [one["media"]["url"].rpartition("/")[2] for one in small] == [
        "legs_up_wall-mark.png", "thread_the_needle_wall-mark.png", "legs_up_wall-mark.png",
    ]  # fmt: skip


@pytest.mark.parametrize("listed", [9, 10, 30])
async def test_a_list_of_any_length_is_taken(
    server: DiscordServer, bot: Bot, amy: Person, listed: int
) -> None:
    """Where forty components do not hold all pictures, the words of the rest come without."""
    lines = [one for n in range(listed) for one in (LEGS, f"Between {n}.")]
    message = replace(
        said(line("Poses", Style.HEADING), *lines, choices=(SECTIONS, START), files=(EXPORT,)),
        pictures=card(),
    )
    await bot.gateway.messenger.send(home(amy), message, nonce="n1", lane=Lane.HOLD)
    (seen,) = server.dm(amy)
    components = [one for _, one in walk(seen.raw["components"])]
    assert len(components) <= MOST_COMPONENTS
    assert sum(one["type"] == THUMBNAIL for one in components) in range(5, 9)
    assert seen.text.count("Legs up: rest.") == listed
    assert all(f"Between {n}." in seen.text for n in range(listed))


async def test_a_layout_stays_one_and_plain_text_becomes_one(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A message turns from text to card and back to text in place, as far as Discord lets it."""
    bot.front.says(said("Go?", choices=((offer("Go"),),)))
    first = await server.reply_to(server.slash(amy, "poses"))
    framed = replace(CASES["card"][0], replaces=True)
    second = await _turned(server, bot, amy, first, framed)
    assert tree(second.raw["components"]) == CASES["card"][1]
    third = await _turned(server, bot, amy, second, said("Sleep well.", replaces=True))
    assert (third.id, third.text) == (first.id, "Sleep well.")
    assert tree(third.raw["components"]) == ["text"]
    assert third.files == ()


async def _turned(
    server: DiscordServer, bot: Bot, person: Person, seen: Seen, into: Message
) -> Seen:
    """The message after what stands on it first was chosen, and this was the answer."""
    bot.front.says(into)
    chosen = server.chooses(person, seen, next(iter(seen.offers)))
    await server.wait_for(lambda: chosen.acknowledged)
    (now,) = server.dm(person)
    return now


async def test_a_long_card_in_any_script_is_taken(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """Scripts of three bytes a letter are cut before Discord fails at their bytes."""
    long = said(line("\u8db3", Style.HEADING), *("\u8db3\u3092\u4e0a\u3052\u308b " * 200,) * 6)
    await bot.gateway.messenger.send(home(amy), long, nonce="n1", lane=Lane.HOLD)
    assert sum(one.text.count("\u4e0a") for one in server.dm(amy)) == 1200
