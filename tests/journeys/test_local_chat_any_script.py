"""docs/local-chat.md holds for any script: whatever is said, in any order, at any time."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.evening import Evening

_USERS = st.sampled_from(["ana", "bob", "cyd"])
_WORDS = st.sampled_from((
    "/start", "/poses", "/pose legsup", "/pose thread the needle steps", "/session legsup 2",
    "/session thread the needle 3", "none of these", "rather not say", "eyes", "yes", "no", "stop",
    "/pause", "/resume", "/extend 3", "/status", "i'm down", "4", "/timezone Berlin",
    "/timezone Auckland", "/remind 22:30", "/remind 07:15 weekdays", "remind me in 20 minutes",
    "/reminders", "/remind off", "/snooze", "/skip", "/challenge join", "/challenge", "/progress",
    "can i do this with glaucoma", "i have crushing chest pain", "my foot tingles", "/conditions",
    "/conditions add glaucoma", "/export", "/forget", "/language de", "thanks", "asdf", "",
    "@karani /poses", "@karani i have glaucoma",
))  # fmt: skip
_PRESSED = st.integers(0, 400)
_LINES = st.one_of(
    st.fixed_dictionaries({"user": _USERS, "text": _WORDS}),
    st.fixed_dictionaries({"user": _USERS, "text": _WORDS}),
    st.fixed_dictionaries({"user": _USERS, "text": _WORDS, "group": st.just("studio")}),
    st.fixed_dictionaries({"user": _USERS, "press": _PRESSED}),
    st.fixed_dictionaries({"user": _USERS, "press": _PRESSED}),
    st.fixed_dictionaries({"user": _USERS, "press": _PRESSED, "group": st.just("studio")}),
    st.fixed_dictionaries({"user": _USERS, "blocked": st.booleans()}),
    st.fixed_dictionaries({"advance": st.sampled_from((1, 20, 45, 200, 700, 4000, 90_000))}),
    st.fixed_dictionaries({"restart": st.just(True), "down": st.sampled_from((0, 30, 5000))}),
)  # fmt: skip


def _instant(raw: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(raw["at"])


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(script=st.lists(_LINES, min_size=5, max_size=25))
async def test_every_line_of_any_script_is_answered_in_its_shape(
    tmp_path: Path, script: list[dict[str, Any]]
) -> None:
    """One end a line; numbers and instants only grow; only the first reply was read from words."""
    async with Evening.begin(tmp_path, "2026-11-22T19:00:00Z") as evening:
        number, clock, offered = 0, datetime.fromisoformat("2026-11-22T19:00:00Z"), ["zz:0"]
        chats: dict[int, tuple[str, str | None]] = {}
        for line in script:
            act = dict(line)
            if "press" in act:
                act["press"] = offered[act["press"] % len(offered)]
            *messages, end = await evening.out(json.dumps(act).encode())
            assert set(end) == {"end", "id"}
            if "down" in act or "advance" in act:
                assert all(m["kind"] in {"cue", "reminder", "notice"} for m in messages)
            for index, message in enumerate(messages):
                assert "error" not in message, (act, message)
                number += 1
                assert message["message"] == number
                assert _instant(message) >= clock
                clock = _instant(message)
                where = (message["to"], message["group"])
                chats[number] = where
                if message["replaces"] is not None:
                    assert chats[message["replaces"]][1] == message["group"]
                assert message["group"] in {None, act.get("group")}
                assert message["private"] or message["group"]
                read = message["understood"] is not None
                assert read == (index == 0 and message["kind"] == "reply")
                assert (message["kind"] == "reply") or message["safety"] is None
                offered += [c["press"] for row in message["choices"] for c in row]
            kinds = [m["kind"] in {"reply", "check_in"} for m in messages]
            assert kinds == sorted(kinds, reverse=True)
