"""Whatever is typed gets a clear kind answer or nothing, and no session or reminder is lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.evening import ANA, Evening

LONG = 100_000

ODD = {
    "empty": "",
    "blank": " \t\n\u00a0\u3000 ",
    "nul": "\x00",
    "nul inside": "/pose \x00legsup\x00",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85\x9f",
    "right to left": "ما هي فوائد رفع الساقين على الحائط؟",
    "right to left override": "\u202e/nepo pusgel\u202c \u2067x\u2069",
    "zero width": "\u200b\u200c\u200d\ufeff\u2060",
    "emoji only": "\U0001f9d8\u200d\u2640\ufe0f\U0001f319\U0001f9d8\U0001f3fd",
    "combining": "e" + "\u0301" * 500,
    "astral": "\U0001d543\U0001d556\U0001d558\U0001d564 up",
    "only a slash": "/",
    "many slashes": "/" * 500,
    "an unknown command": "/flibbertigibbet now",
    "a command of another bot": "/weather@otherbot",
    "a command with no letters": "/123",
    "markup": "<b>*_`[x](tg://user?id=1)||@everyone",
    "a format": "{now} {0} %s ${x} {{",
    "a query": "'; DROP TABLE people; --",
    "a path": "../../../../etc/passwd",
    "json": '{"user": "bob", "blocked": true}',
    "numbers": "9" * 400,
    "a huge time": "/remind 99999999999999999999",
    "a huge length": "/session legsup 99999999999999999999999 minutes",
    "a negative length": "/session legsup -5",
    "a length of nothing": "/session legsup 0",
    "a fraction": "/session legsup 1e309",
    "a huge snooze": "/snooze 99999999999999999",
    "a huge extension": "/extend 999999999999999999",
    "no time": "/remind whenever",
    "nonsense days": "/remind 22:30 blursday",
    "a 25th hour": "/remind 25:61",
    "nowhere": "/timezone qqqqqqqqq",
    "a wide offset": "/timezone +99:99",
    "no tongue": "/language \x00\xff",
    "an odd tongue": "/language x-klingon-" + "a" * 300,
    "a feeling of eleven": "/checkin 11",
    "a section that is none": "/pose legsup nonsense",
    "forget with words": "/forget everything about bob",
}  # fmt: skip


async def kept(evening: Evening) -> tuple[str, str]:
    """What ana still has: her session's state and her reminders, in words."""
    status = await evening.says(ANA, "/status")
    reminders = await evening.says(ANA, "/reminders")
    return status[0].text, reminders[0].text


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_odd_words_get_a_kind_answer(evening: Evening, text: str) -> None:
    """No words reach the last wall, are echoed at length, or speak of a defect."""
    seen = await evening.says(ANA, text)
    assert seen
    for message in seen:
        assert message.text.strip()
        assert len(message.text) < 2000
        assert "Traceback" not in message.text


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_odd_words_lose_nothing(evening: Evening, text: str) -> None:
    """In mid-session, with a reminder set, odd words change neither."""
    await evening.says(ANA, "/timezone Berlin")
    await evening.says(ANA, "/remind 23:45")
    await evening.says(ANA, "/session legsup 10")
    await evening.presses(ANA, "None of these")
    await evening.advance(120)
    before = await kept(evening)
    assert "23:45" in before[1]
    await evening.says(ANA, text)
    after = await kept(evening)
    if not text.startswith(("/remind 2", "/extend", "/session", "/snooze", "/forget")):
        assert after == before
    assert "23:45" in after[1]
    assert "Legs Up the Wall" in after[0]


@pytest.mark.parametrize(
    "piece", ["a", "ä ", "\U0001f319", "/pose legsup ", "remind me at 10pm ", "\x00", "ا", "))(("]
)
async def test_a_hundred_thousand_characters_are_answered(evening: Evening, piece: str) -> None:
    """An enormous text is read as far as anybody would, and answered as any other."""
    text = (piece * LONG)[:LONG]
    seen = await evening.says(ANA, text)
    assert seen
    assert all(0 < len(message.text) < 4000 for message in seen)


@pytest.mark.parametrize("where", ["begin", "end"])
async def test_a_red_flag_is_heard_in_an_enormous_text(evening: Evening, where: str) -> None:
    """At the beginning or the end of a hundred thousand characters, help still comes first."""
    flag, rest = "I have crushing chest pain down my left arm. ", "la " * (LONG // 3)
    (answer, *_) = await evening.says(ANA, flag + rest if where == "begin" else rest + flag)
    assert answer.verdict == "emergency"


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
    | st.builds(
        "/{} {}".format,
        st.sampled_from(
            ("start", "help", "poses", "pose", "session", "pause", "resume", "extend", "stop",
             "status", "remind", "reminders", "snooze", "skip", "timezone", "safety",
             "conditions", "progress", "challenge", "language", "privacy", "export", "forget")
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    ),
    group=st.sampled_from([None, None, "studio"]),
    pause=st.sampled_from([0, 0, 0, 45, 3600]),
)  # fmt: skip
async def test_any_words_at_any_moment_are_answered(
    evening: Evening, text: str, group: str | None, pause: int
) -> None:
    """In private and in a group, whatever is going on: an answer in words, and no defect."""
    await evening.advance(pause)
    said = f"@karani {text}" if group else text
    seen = await evening.line(user=ANA, text=said, **({"group": group} if group else {}))
    assert seen
    assert all(message.text.strip() for message in seen)


async def test_a_clock_that_jumps_loses_no_session(evening: Evening) -> None:
    """Asleep for two hours in mid-hold, the machine wakes: one message tells what is true."""
    await evening.says(ANA, "/session legsup 10")
    await evening.presses(ANA, "None of these")
    await evening.advance(120)
    seen = await evening.restart(down=7200)
    assert [message.kind for message in seen] == ["cue"]
    assert seen[0].silent
    assert (await evening.says(ANA, "/status"))[0].text != ""
    assert (await evening.says(ANA, "/progress"))[0].text.startswith("1 night")


async def test_a_clock_moved_back_is_refused_and_nothing_moves(evening: Evening) -> None:
    """Backwards is an error line; what was due stays due at its instant."""
    await evening.says(ANA, "/timezone UTC")
    await evening.says(ANA, "/remind 22:30")
    *_, errors = await evening.raw_line(b'{"now": "2026-11-22T20:59:59Z"}')
    assert errors
    (rang,) = await evening.now("2026-11-22T22:30:00Z")
    assert (rang.kind, rang.utc) == ("reminder", "22:30:00")


SHORT = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@SHORT
@given(
    locale=ANY_TEXT
    | st.sampled_from(("de-AT", "zh_Hant_TW", "en-US-x-y", "C", "12", "-", "aa" * 90))
)
async def test_any_locale_is_answered(evening: Evening, locale: str) -> None:
    """Whatever the platform calls somebody's language: zones, numbers and dates are still told."""
    for text in ("/remind 22:30", "i have crushing chest pain", "/language", "/poses"):
        seen = await evening.line(user=f"{ANA} {locale}", text=text, locale=locale)
        assert seen
        assert all(message.text for message in seen)


@SHORT
@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
async def test_any_place_on_earth_is_answered(
    evening: Evening, latitude: float, longitude: float
) -> None:
    """Poles, oceans and the date line included: a zone, or a word about it."""
    (answer, *_) = await evening.located(ANA, latitude, longitude)
    assert answer.intent == "set_timezone"
    assert answer.text


@SHORT
@given(user=ANY_TEXT, group=ANY_TEXT)
async def test_anybody_and_any_group_may_have_any_name(
    evening: Evening, user: str, group: str
) -> None:
    """Names of people and groups are only names."""
    (private,) = await evening.line(user=user, text="/poses")
    (shared,) = await evening.line(user=user, group=group, text="/poses")
    assert (private.to, private.group) == (user, None)
    assert (shared.to, shared.group) == (user, group)
