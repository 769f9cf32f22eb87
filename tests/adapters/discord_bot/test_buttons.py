"""Buttons: pressed after a restart, by whoever; what they replace, and where they lead."""

from dataclasses import replace

import pytest

from bot.coach.ports import Lane
from bot.coach.talk.actions import Ask, OpenPrivate, ShowPose, Steer
from bot.coach.talk.replies import Message, Style
from bot.coach.talk.requests import Place, Press, Request, Words
from content.library import Library
from tests.adapters.discord_bot.bench import Bot, home, line, offer, running, said
from tests.fakes.discord_components import walk
from tests.fakes.discord_server import DiscordServer, Person

CARD = said(line("Legs up", Style.HEADING), "Rest.", choices=((offer("Steps", Ask("poses")),),))
STEPS = said(line("Sit sideways", Style.STEP), "Then breathe.", replaces=True)


async def test_a_press_reaches_the_coach_with_its_payload(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """What a button carries comes back as it was packed, and its message changes in place."""
    bot.front.says(said("Go?", choices=((offer("Stop", Steer(session=7, verb="stop")),),)))
    shown = await server.reply_to(server.slash(amy, "status"))
    assert shown.rows == ((("Stop", "st1:7:stop"),),)
    bot.front.says(STEPS)
    pressed = server.presses(amy, shown, "st1:7:stop")
    await server.wait_for(lambda: pressed.acknowledged)
    assert bot.front.requests[1].content == Press("st1:7:stop")
    assert bot.front.requests[1].key == str(pressed.id)
    (after,) = server.dm(amy)
    assert (after.id, after.text, after.rows) == (shown.id, "1. Sit sideways\n\nThen breathe.", ())


async def test_buttons_work_after_a_restart(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """A button that an earlier process sent is served by the next one."""
    async with running(server, library) as bot:
        bot.front.says(CARD)
        shown = await server.reply_to(server.slash(amy, "pose", name="legs up"))
    async with running(server, library) as bot:
        bot.front.says(STEPS)
        pressed = server.presses(amy, shown, "a1:poses")
        await server.wait_for(lambda: pressed.acknowledged)
    assert [one.text for one in server.dm(amy)] == ["1. Sit sideways\n\nThen breathe."]


async def test_a_clock_born_message_has_working_buttons(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A button on what came by itself is as good, and what does not replace comes below."""
    reminder = said("It's 22:30.", choices=((offer("Not tonight", Ask("skip")),),))
    await bot.gateway.messenger.send(home(amy), reminder, nonce="n1", lane=Lane.HOLD)
    (shown,) = server.dm(amy)
    bot.front.says(said("Sleep well."))
    await server.reply_to(server.presses(amy, shown, shown.buttons["Not tonight"]))
    assert [one.text for one in server.dm(amy)] == ["It's 22:30.", "Sleep well."]


async def test_a_payload_nobody_packed_is_passed_on(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A button of an older version is the coach's to answer."""
    bot.front.says(CARD)
    shown = await server.reply_to(server.slash(amy, "poses"))
    (button,) = (one for _, one in walk(shown.raw["components"]) if "custom_id" in one)
    button["custom_id"] = "Zz 99\nolder"
    bot.front.says(said("That one is too old."))
    reply = await server.reply_to(server.presses(amy, shown, "Zz 99\nolder"))
    assert reply.text == "That one is too old."
    assert bot.front.requests[1].content == Press("Zz 99\nolder")


async def test_a_press_without_an_answer_is_acknowledged(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A second press that says nothing ends the spinning and leaves the message alone."""
    bot.front.says(CARD)
    shown = await server.reply_to(server.slash(amy, "poses"))
    bot.front.says()
    pressed = server.presses(amy, shown, "a1:poses")
    await server.wait_for(lambda: pressed.acknowledged)
    assert server.dm(amy) == [shown]


async def test_a_slow_press_still_changes_its_message(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """An edit that takes long is promised in silence, and made; what follows comes below."""
    async with running(server, library, patience=0.01) as bot:
        bot.front.says(CARD)
        shown = await server.reply_to(server.slash(amy, "poses"))
        bot.front.says(said("And this."), STEPS)
        bot.front.go_on.clear()
        pressed = server.presses(amy, shown, "a1:poses")
        await server.wait_for(lambda: pressed.acknowledged)
        server.passes(5)
        bot.front.go_on.set()
        await server.wait_for(lambda: len(server.dm(amy)) == 2)
    assert [one.text for one in server.dm(amy)] == ["1. Sit sideways\n\nThen breathe.", "And this."]


async def test_a_private_answer_never_replaces_what_others_see(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """On a public card in a guild a private page is whispered; a public one replaces."""
    bot.front.says(replace(CARD, private=False))
    shown = await server.reply_to(server.slash(amy, "pose", name="x", guild="studio"))
    bot.front.says(STEPS)
    whispered = await server.reply_to(server.presses(amy, shown, "a1:poses"))
    assert whispered.ephemeral
    bot.front.says(replace(STEPS, private=False))
    pressed = server.presses(amy, shown, "a1:poses")
    await server.wait_for(lambda: pressed.acknowledged)
    assert [one.id for one in server.room("studio", amy)] == [shown.id, whispered.id]
    assert "Sit sideways" in server.room("studio", amy)[0].text


async def test_somebody_elses_card_stays_as_it_is(
    server: DiscordServer, bot: Bot, amy: Person, ben: Person
) -> None:
    """Whoever presses a button on another's public card gets an answer of their own."""
    bot.front.says(replace(CARD, private=False))
    shown = await server.reply_to(server.slash(amy, "pose", name="x", guild="studio"))
    server.joins(ben, "studio")
    bot.front.says(replace(STEPS, private=False))
    reply = await server.reply_to(server.presses(ben, shown, "a1:poses"))
    assert bot.front.requests[1].account.id == "7002"
    assert reply.ephemeral
    assert server.room("studio", amy) == [shown]


async def test_a_deleted_message_is_answered_below(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """Where there is nothing left to edit, the answer is a message of its own."""
    bot.front.says(CARD)
    shown = await server.reply_to(server.slash(amy, "poses"))
    bot.front.says(STEPS)
    server.fails_next("POST /interactions", status=404, code=10008)
    reply = await server.reply_to(server.presses(amy, shown, "a1:poses"))
    assert reply.text == "1. Sit sideways\n\nThen breathe."


def _opening(request: Request) -> tuple[Message, ...]:
    if request.place is Place.GROUP:
        return (said("Between us:", choices=((offer("Open our chat", OpenPrivate("pose_x")),),)),)
    return (said("Here we are."),)


async def test_going_private_goes_on_in_the_conversation(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """In a guild the button is served in DMs as a deep link; the guild gets a whispered one."""
    bot.front.answer = _opening
    shown = await server.reply_to(server.slash(amy, "session", guild="studio"))
    reply = await server.reply_to(server.presses(amy, shown, shown.buttons["Open our chat"]))
    request = bot.front.requests[1]
    assert (request.content, request.place) == (Words("/start pose_x"), Place.PRIVATE)
    assert (request.address, request.home, request.whispers) == (home(amy), None, False)
    (message,) = server.dm(amy)
    assert (message.text, reply.ephemeral) == ("Here we are.", True)
    link = f"https://discord.com/channels/@me/{message.channel_id}"
    assert list(reply.buttons.values()) == [link]


async def test_closed_direct_messages_are_told_where_it_was_pressed(
    server: DiscordServer, bot: Bot, amy: Person, ben: Person
) -> None:
    """Who takes no direct messages reads so, and how to open them, alone."""
    server.joins(ben, "studio")
    server.closes_dms(amy)
    bot.front.answer = _opening
    shown = await server.reply_to(server.slash(amy, "session", guild="studio"))
    reply = await server.reply_to(server.presses(amy, shown, shown.buttons["Open our chat"]))
    assert "direct messages are closed" in reply.text
    assert (reply.ephemeral, server.room("studio", ben)) == (True, [])


async def test_going_private_in_private_is_just_going_on(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """In the conversation itself the button is the deep link, answered in place."""
    bot.front.says(said("Go on?", choices=((offer("On", OpenPrivate("pose_x")),),)))
    shown = await server.reply_to(server.slash(amy, "status"))
    bot.front.says(said("Here we are."))
    await server.reply_to(server.presses(amy, shown, "o1:pose_x"))
    assert bot.front.requests[1].content == Words("/start pose_x")


@pytest.mark.parametrize("count", [1, 5, 6, 25, 27, 60])
async def test_any_number_of_choices_is_shown(
    server: DiscordServer, bot: Bot, amy: Person, count: int
) -> None:
    """Up to five are buttons; of more the last row is, and a menu holds the others, none lost."""
    offers = tuple(offer(f"B{n}", ShowPose(pose=f"p{n}", section="steps")) for n in range(count))
    bot.front.says(said("Choose.", choices=(offers[:-2], offers[-2:])))
    shown = await server.reply_to(server.slash(amy, "poses"))
    listed = [label for menu in shown.menus for label, _ in menu.options]
    assert [*listed, *shown.buttons] == [f"B{n}" for n in range(count)]
    assert bool(shown.menus) is (count > 5)


async def test_what_leads_on_stays_a_button(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """The first thing to do stands alone above the menu, the last row below it."""
    rows = (
        (offer("Next", Ask("next")),),
        tuple(offer(f"S{n}", ShowPose(pose="x", section=f"s{n}")) for n in range(5)),
        (offer("Start", Ask("session")), offer("Card", Ask("poses"))),
    )
    bot.front.says(said("Steps.", choices=rows))
    shown = await server.reply_to(server.slash(amy, "poses"))
    assert [[label for label, _ in row] for row in shown.rows] == [["Next"], ["Start", "Card"]]
    (menu,) = shown.menus
    assert [label for label, _ in menu.options] == ["S0", "S1", "S2", "S3", "S4"]


async def test_a_choice_from_a_menu_is_a_press(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """What is chosen acts once, as a button would, and turns the same message."""
    offers = tuple(offer(f"S{n}", ShowPose(pose="x", section=f"s{n}")) for n in range(6))
    bot.front.says(replace(CARD, choices=(offers, (offer("Start"),))))
    shown = await server.reply_to(server.slash(amy, "pose", name="x"))
    bot.front.says(STEPS)
    (menu,) = shown.menus
    chosen = server.selects(amy, shown, menu.custom_id, [ShowPose(pose="x", section="s3").pack()])
    await server.wait_for(lambda: chosen.acknowledged)
    assert [one.content for one in bot.front.requests[1:]] == [Press("p1:x:s3")]
    (now,) = server.dm(amy)
    assert "Sit sideways" in now.text
