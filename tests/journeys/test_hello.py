"""The first minute: the welcome, help by topic, links, and what is said to words nobody knows."""

from __future__ import annotations

import pytest

from bot.adapters.commands import COMMANDS
from tests.journeys.evening import ANA, Evening

POSES = ("legs_up_wall", "thread_the_needle_wall", "butterfly_wall", "supported_legs_up")
NAMES = {
    "legs_up_wall": (
        "legs up the wall", "legsup", "Viparita Karani", "waterfall", "legs up teh wal",
    ),
    "thread_the_needle_wall": (
        "thread the needle", "thread the needle at the wall", "thraed the nedle",
    ),
    "butterfly_wall": ("butterfly", "butterfly at the wall", "buterfly"),
    "supported_legs_up": ("supported", "supported legs up", "suported legs up"),
}  # fmt: skip
SECTIONS = ("overview", "steps", "benefits", "variations", "cautions", "tips", "faq", "video")


@pytest.mark.parametrize("words", ["/start", "hello", "hi", "hey there", "good evening"])
async def test_a_welcome_is_three_lines_and_three_things(evening: Evening, words: str) -> None:
    """Three lines, and under them the three things that can be done now."""
    (answer,) = await evening.says(ANA, words)
    assert answer.intent == "welcome"
    assert len(answer.text.splitlines()) == 3
    assert len(answer.choices) == 3


@pytest.mark.parametrize("words", ["are you a doctor", "are you a bot?", "who are you"])
async def test_it_says_what_it_is_and_is_not(evening: Evening, words: str) -> None:
    """Who asks what they are talking to hears that it is a bot and no doctor."""
    (answer,) = await evening.says(ANA, words)
    assert answer.intent == "help"
    assert "a bot" in answer.text
    assert "no doctor" in answer.text


@pytest.mark.parametrize("label", ["Legs Up the Wall", "Start 10 minutes", "Remind me at night"])
async def test_each_of_the_three_things_begins_at_once(evening: Evening, label: str) -> None:
    """What the welcome offers works for somebody who has never been here."""
    await evening.says(ANA, "/start")
    (answer,) = await evening.presses(ANA, label)
    assert answer.intent in {"show_pose", "start_session", "set_reminder"}
    assert answer.choices


@pytest.mark.parametrize(
    ("link", "intent", "slots"),
    [
        ("pose_legsup", "show_pose", {"pose": "legs_up_wall", "section": "overview"}),
        ("pose_legs_up_wall", "show_pose", {"pose": "legs_up_wall", "section": "overview"}),
        ("pose-butterfly", "show_pose", {"pose": "butterfly_wall", "section": "overview"}),
        ("pose_butterfly_wall_steps", "show_pose", {"pose": "butterfly_wall", "section": "steps"}),
        ("session_legs_up_wall_720", "start_session", {"pose": "legs_up_wall", "minutes": 12}),
        ("session_thread_the_needle_wall_90", "start_session",
         {"pose": "thread_the_needle_wall", "minutes": 1, "seconds": 30}),
        ("reminders", "list_reminders", {}),
        ("remind", "set_reminder", {"error": "no_time"}),
        ("progress", "show_progress", {}),
        ("challenge", "challenge_today", {}),
        ("export", "export_my_data", {}),
        ("forget", "delete_my_data", {}),
        ("timezone", "set_timezone", {}),
        ("conditions", "show_conditions", {}),
        ("safety", "safety_question", {}),
        ("status", "session_status", {}),
        ("poses", "list_poses", {}),
        ("help", "help", {}),
        ("privacy", "privacy", {}),
        ("language", "set_language", {}),
        ("hello", "welcome", {}),
        ("nonsense", "welcome", {}),
        ("session_", "welcome", {}),
    ],
)  # fmt: skip
async def test_a_link_lands_on_what_it_names(
    evening: Evening, link: str, intent: str, slots: dict[str, object]
) -> None:
    """`/start` with a parameter is the deep link: it goes where the link points."""
    answer, *_ = await evening.says(ANA, f"/start {link}")
    assert (answer.intent, answer.slots) == (intent, slots)


async def test_a_link_to_an_unknown_pose_shows_the_nearest(evening: Evening) -> None:
    """A link with a name that nobody knows is answered as the name would be."""
    (answer,) = await evening.says(ANA, "/start pose_dragonfly")
    assert answer.asked
    assert sum(p.startswith("p1:") for p in answer.choices.values()) == 3


@pytest.mark.parametrize("link", ["stop", "off", "join", "leave", "skip", "cancel", "delete"])
async def test_a_link_changes_nothing_by_itself(evening: Evening, link: str) -> None:
    """Anybody can make a link: following one shows and asks, and does nothing else."""
    await evening.says(ANA, "/timezone UTC")
    await evening.says(ANA, "/remind 22:45")
    await evening.says(ANA, f"/start {link}")
    assert "22:45" in (await evening.says(ANA, "/reminders"))[0].text
    (rang,) = await evening.now("2026-11-22T22:45:00Z")
    assert rang.kind == "reminder"


async def test_help_names_its_topics_and_each_its_commands(evening: Evening) -> None:
    """Every command but /start and /help itself stands under one topic, with its usage."""
    (topics,) = await evening.says(ANA, "/help")
    told = ""
    for label, payload in topics.choices.items():
        if payload.startswith("h1:"):
            (page,) = await evening.presses(ANA, label)
            told += page.text + "\n"
    for command in COMMANDS:
        if command.name not in {"start", "help"}:
            assert told.count(f"- /{command.name} ") + told.count(f"- /{command.name}:") == 1


@pytest.mark.parametrize(
    ("about", "has"),
    [("reminders", "/snooze"), ("Reminders", "/snooze"), ("snooze", "/snooze"),
     ("/snooze", "/snooze"), ("reminder", "/remind"), ("session", "/session"),
     ("body", "/safety"), ("forget", "/forget"), ("you", "/export")],
)  # fmt: skip
async def test_help_is_by_topic_or_by_a_commands_name(
    evening: Evening, about: str, has: str
) -> None:
    """/help with a word lands on the topic that has it."""
    (answer,) = await evening.says(ANA, f"/help {about}")
    assert answer.intent == "help"
    assert has in answer.text


async def test_help_about_nothing_known_shows_the_topics(evening: Evening) -> None:
    """A word that names no topic gets the topics."""
    (answer,) = await evening.says(ANA, "/help quantum")
    assert sum(p.startswith("h1:") for p in answer.choices.values()) == 4


async def test_the_list_has_a_line_for_each_pose(evening: Evening) -> None:
    """/poses: all four, a line each, and a button to each card."""
    (answer,) = await evening.says(ANA, "/poses")
    assert len([text for text in answer.text.splitlines() if text.startswith("- ")]) == 4
    assert {p.split(":")[1] for p in answer.choices.values()} == set(POSES)


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("section", SECTIONS)
async def test_every_section_of_every_pose_is_there(
    evening: Evening, pose: str, section: str
) -> None:
    """/pose ID SECTION shows it, under the pose's name and with a way to begin."""
    (answer,) = await evening.says(ANA, f"/pose {pose} {section}")
    assert answer.slots == {"pose": pose, "section": section}
    assert len(answer.text.splitlines()) >= 2
    assert any(p.startswith(f"s1:{pose}:") for p in answer.choices.values())


@pytest.mark.parametrize(("pose", "name"), [(p, n) for p, names in NAMES.items() for n in names])
async def test_a_pose_goes_by_any_of_its_names(evening: Evening, pose: str, name: str) -> None:
    """Its name, id, Sanskrit, nicknames, misspelt."""
    (answer,) = await evening.says(ANA, f"/pose {name}")
    assert answer.slots["pose"] == pose


@pytest.mark.parametrize("name", ["dragonfly", "zzzz", "headstand", "42", "\U0001f9d8"])
async def test_an_unknown_pose_gets_the_nearest_three(evening: Evening, name: str) -> None:
    """Nothing is guessed: three are offered, and the list behind them."""
    (answer,) = await evening.says(ANA, f"/pose {name}")
    assert answer.asked
    assert sum(p.startswith("p1:") for p in answer.choices.values()) == 3
    assert "Poses" in answer.choices


async def test_a_card_leads_to_its_sections_and_to_the_session(evening: Evening) -> None:
    """The overview offers Steps, Benefits, Variations, Cautions, Tips, Questions and Start."""
    (answer,) = await evening.says(ANA, "/pose legsup")
    assert list(answer.choices)[:6] == [
        "Steps", "Benefits", "Variations", "Cautions", "Tips", "Questions",
    ]  # fmt: skip
    assert "Start 10 minutes" in answer.choices


@pytest.mark.parametrize("words", ["thanks", "thank you", "good night", "/thanks"])
async def test_thanks_are_met_with_a_word_and_nothing_to_do(evening: Evening, words: str) -> None:
    """Somebody who says good night is not asked anything."""
    (answer,) = await evening.says(ANA, words)
    assert answer.intent == "smalltalk_thanks"
    assert answer.choices == {}


@pytest.mark.parametrize("words", ["colourless green ideas", "/flibbertigibbet", "\U0001f4a4"])
async def test_unknown_words_get_what_can_be_done(evening: Evening, words: str) -> None:
    """What happened, then what to do: two or three buttons."""
    (answer,) = await evening.says(ANA, words)
    assert answer.intent == "unknown"
    assert "I didn't get that" in answer.text
    assert 2 <= len(answer.choices) <= 3


@pytest.mark.parametrize("words", ["yes", "no"])
async def test_a_yes_to_nothing_is_told_so(evening: Evening, words: str) -> None:
    """With no question open a bare yes or no changes nothing, and is met with what can be done."""
    (answer,) = await evening.says(ANA, words)
    assert answer.intent == "unknown"
    assert "not waiting for an answer" in answer.text
    assert len(answer.choices) == 3


async def test_a_language_that_is_not_spoken_is_told_with_those_that_are(evening: Evening) -> None:
    """/language names what there is; another one is declined by its own name."""
    (shown,) = await evening.says(ANA, "/language")
    assert "English" in shown.choices
    (declined,) = await evening.says(ANA, "/language fr")
    assert (declined.slots, "français" in declined.text) == ({"language": "fr"}, True)
    (spoken,) = await evening.presses(ANA, "English")
    assert spoken.slots == {"language": "en"}
