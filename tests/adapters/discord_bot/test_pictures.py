"""Pictures as people on Discord see them."""

from dataclasses import replace
from typing import cast

from bot.coach.ports import Lane
from bot.coach.talk.replies import Kind, Style
from tests.adapters.discord_bot.bench import Bot, home, line, offer, said
from tests.adapters.pictures import breath, card, rung, sheet, undrawable
from tests.fakes.discord_components import GALLERY, walk
from tests.fakes.discord_server import DiscordServer, Person, Seen
from tests.fakes.discord_wire import Json

PNG = b"\x89PNG"
CARD = said(line("Legs up", Style.HEADING), "A quiet rest.", choices=((offer("Steps"),),))


async def test_a_card_shows_its_picture_in_its_frame(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """The picture stands in the frame, with what it shows for who cannot see it."""
    (shown,) = card()
    message = replace(CARD, pictures=(shown,))
    await bot.gateway.messenger.send(home(amy), message, nonce="n1", lane=Lane.HOLD)
    (seen,) = server.dm(amy)
    (file,) = seen.files
    assert file.content.startswith(PNG)
    (gallery,) = _galleries(seen)
    (item,) = gallery["items"]
    assert item["media"]["url"].endswith(file.filename)
    assert item["description"] == shown.alt


async def test_a_cue_has_its_figure_below_it(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """A cue stays plain text, which a lock screen shows; the figure hangs on it."""
    cue = replace(said("Walk your feet up.", kind=Kind.CUE, silent=True), pictures=sheet())
    await bot.gateway.messenger.send(home(amy), cue, nonce="n1", lane=Lane.HOLD)
    (seen,) = server.dm(amy)
    assert (seen.text, seen.silent, len(seen.files)) == ("Walk your feet up.", True, 1)
    assert seen.raw["embeds"] == []


async def test_a_card_changes_its_picture_in_place(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """Another section brings its own picture, or takes the last one away."""
    bot.front.says(replace(CARD, pictures=card()))
    seen = await server.reply_to(server.slash(amy, "poses"))
    steps = replace(CARD, pictures=sheet(), replaces=True)
    bot.front.says(steps)
    server.presses(amy, seen, "a1:help")
    changed = cast(
        "Seen", await server.wait_for(lambda: _files(server, amy, "legs_up_wall-steps.png"))
    )
    bot.front.says(replace(CARD, replaces=True))
    server.presses(amy, changed, "a1:help")
    now = cast("Seen", await server.wait_for(lambda: _files(server, amy)))
    assert _galleries(now) == []
    assert len(server.dm(amy)) == 1


def _galleries(seen: Seen) -> list[Json]:
    return [one for _, one in walk(seen.raw["components"]) if one["type"] == GALLERY]


def _files(server: DiscordServer, person: Person, *names: str) -> Seen | None:
    """The one message in the conversation, once it has these files."""
    (seen,) = server.dm(person)
    return seen if tuple(one.filename for one in seen.files) == names else None


async def test_a_breath_and_a_bell_are_files(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """The breath moves below the cue; the bell is a sound to play."""
    opens = replace(said("In for 4, out for 6.", kind=Kind.CUE), pictures=breath())
    ends = replace(said("Bend your knees.", kind=Kind.CUE), pictures=rung())
    await bot.gateway.messenger.send(home(amy), opens, nonce="n1", lane=Lane.HOLD)
    await bot.gateway.messenger.send(home(amy), ends, nonce="n2", lane=Lane.HOLD)
    first, second = server.dm(amy)
    assert [one.content[:3] for one in first.files] == [b"GIF"]
    assert [one.filename for one in second.files] == ["legs_up_wall-come_out.png", "bell.ogg"]


async def test_what_cannot_be_drawn_costs_no_words(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A defect in a figure is ours to log, not theirs to miss an answer for."""
    (nobody,) = undrawable()
    listed = replace(line("Flying.", Style.ITEM), beside=nobody)
    message = replace(CARD, lines=(*CARD.lines, listed), pictures=(nobody,))
    await bot.gateway.messenger.send(home(amy), message, nonce="n1", lane=Lane.HOLD)
    (seen,) = server.dm(amy)
    assert seen.text.endswith("Flying.")
    assert not seen.files
