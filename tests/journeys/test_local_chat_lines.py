"""docs/local-chat.md, its input: every line does what the page says, and a bad one ends nothing."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.local.acts import LONGEST_LINE, BadLineError, act_of, parsed
from bot.adapters.local.jsonl import lines_of
from tests.journeys.evening import ANA, Evening


async def test_every_line_has_one_end_and_it_is_the_last(evening: Evening) -> None:
    """Lines are counted from 1, bad and empty ones too, and each ends with exactly one `end`."""
    lines = [b'{"user": "ana", "text": "/poses"}', b"", b"   \n", b"no json", b'{"advance": 1}\n']
    first = (await evening.out(lines[0]))[-1]["end"]
    for number, raw in enumerate(lines[1:], start=first + 1):
        written = await evening.out(raw)
        assert [value.get("end") for value in written if "end" in value] == [number]
        assert written[-1] == {"end": number, "id": None}


async def test_an_empty_line_is_only_counted(evening: Evening) -> None:
    """Nothing was wanted by an empty line, so that nothing is wrong with it."""
    assert [list(value) for value in await evening.out(b"\n")] == [["end", "id"]]


@pytest.mark.parametrize("given_id", ["x", 7, 1.5, ["a", {"b": None}], {"case": "\u2028"}, True])
async def test_an_id_is_given_back_on_its_end(evening: Evening, given_id: object) -> None:
    """Any JSON value may be an id, also on a line that cannot be acted on."""
    for said in ({"advance": 0}, {"txt": "hi"}, {"text": "hi"}):
        written = await evening.out(json.dumps({**said, "id": given_id}).encode())
        assert written[-1]["id"] == given_id


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"no json", "no JSON"),
        (b"[1]", "no JSON object"),
        (b'"text"', "no JSON object"),
        (b'{"user": "ana", "text": "hi"', "no JSON"),
        (b"\xff\xfe{", "no JSON"),
        (b'{"advance": NaN}', "no JSON"),
        (b'{"advance": Infinity}', "no JSON"),
        (b"[" * 200_000, "no JSON"),
        (b'{"user": "ana", "txt": "hi"}', "no such key: txt"),
        (b'{"user": "ana", "text": "\\ud800"}', "surrogate"),
        (b'{"user": "ana", "location": ["\\udfff", 2]}', "surrogate"),
        (b'{"\\ud800": 1, "advance": 1}', "surrogate"),
        (b'{"advance": 1, "id": "\\ud800"}', "surrogate"),
        (b'{"id": 3}', "nothing to do"),
        (b'{"user": "ana"}', "nothing to do"),
        (b'{"text": "hi"}', "user"),
        (b'{"user": "", "text": "hi"}', "user"),
        (b'{"user": 7, "text": "hi"}', "user"),
        (b'{"user": "ana", "group": 7, "text": "hi"}', "group"),
        (b'{"user": "ana", "text": 7}', "text"),
        (b'{"user": "ana", "press": 7}', "press"),
        (b'{"user": "ana", "press": "a1:help", "message": "3"}', "message"),
        (b'{"user": "ana", "press": "a1:help", "message": true}', "message"),
        (b'{"user": "ana", "location": "Paris"}', "location"),
        (b'{"user": "ana", "location": [91, 0]}', "location"),
        (b'{"user": "ana", "location": [true, 0]}', "location"),
        (b'{"user": "ana", "blocked": "yes"}', "blocked"),
        (b'{"user": "ana", "locale": 5, "text": "hi"}', "locale"),
        (b'{"now": "2026-11-22"}', "now"),
        (b'{"now": "2026-11-22T21:00:00"}', "now"),
        (b'{"now": 1763845200}', "now"),
        (b'{"now": "0001-01-01T00:00:00+14:00"}', "years"),
        (b'{"now": "9999-12-31T23:59:59-14:00"}', "years"),
        (b'{"advance": -1}', "advance"),
        (b'{"advance": "60"}', "advance"),
        (b'{"advance": true}', "advance"),
        (b'{"advance": 1e300}', "advance"),
        (b'{"restart": false}', "restart"),
        (b'{"restart": true, "down": -5}', "down"),
        (b'{"down": 5}', "nothing to do"),
        (b'{"advance": 5, "down": 5}', "down: does not go with advance"),
        (b'{"now": "2027-01-01T00:00:00Z", "user": "ana", "text": "hi"}', "one thing a line"),
        (b'{"user": "ana", "text": "hi", "press": "a1:help"}', "one thing a line"),
        (b'{"user": "ana", "text": "hi", "message": 3}', "message"),
        (b'{"user": "ana", "text": "' + b"x" * LONGEST_LINE + b'"}', "longer than 1 MiB"),
    ],
)  # fmt: skip
async def test_a_bad_line_gets_its_error_and_the_chat_goes_on(
    evening: Evening, raw: bytes, says: str
) -> None:
    """A bad line is told what is wrong with it, under its number, and nothing else comes of it."""
    error, end = await evening.out(raw)
    assert says in error["error"]
    assert error["line"] == end["end"]
    (answer,) = await evening.says(ANA, "thanks")
    assert answer.intent == "smalltalk_thanks"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_act_or_a_bad_line(raw: bytes) -> None:
    """Nothing that is put in raises anything but what the chat answers."""
    try:
        act_of(parsed(raw))
    except BadLineError as exc:
        str(exc).encode()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from((
    "now", "advance", "user", "group", "text", "press", "message", "location", "locale",
    "blocked", "restart", "down", "id",
))  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(_KEYS, _JSON, max_size=4))
def test_any_values_are_an_act_or_a_bad_line(said: dict[str, Any]) -> None:
    """Every value under every key is acted on or refused, and its id could be given back."""
    try:
        read = parsed(json.dumps(said).encode())
        act_of(read)
    except BadLineError as exc:
        str(exc).encode()


@pytest.mark.parametrize("over", [0, 1])
def test_a_line_may_be_one_mebibyte_and_no_byte_longer(over: int) -> None:
    """The line's end does not count, and a longer line does not swallow the next one."""
    shell = b'{"user": "ana", "text": ""}'
    line = shell[:-2] + b"x" * (LONGEST_LINE - len(shell) + over) + b'"}'
    first, second = lines_of(io.BytesIO(line + b"\r\n" + b'{"advance": 1}\n'))
    if over:
        with pytest.raises(BadLineError, match="1 MiB"):
            parsed(first)
    else:
        assert len(parsed(first)["text"]) == LONGEST_LINE - len(shell)
    assert parsed(second) == {"advance": 1}


def test_a_line_of_many_mebibytes_is_read_past() -> None:
    """However long a line is, only its beginning is kept, and the next one is read as it is."""
    stream = io.BytesIO(b"y" * (5 * LONGEST_LINE + 17) + b"\n\nlast")
    long, empty, last = lines_of(stream)
    assert len(long) <= LONGEST_LINE + 3
    assert (empty, last) == (b"\n", b"last")


async def test_keys_without_a_value_count_as_left_out(evening: Evening) -> None:
    """Null is no value: whoever fills in every key need not leave any out."""
    (answer,) = await evening.line(
        user=ANA, text="/poses", group=None, press=None, message=None, locale=None, id=None
    )
    assert (answer.intent, answer.group) == ("list_poses", None)


async def test_a_locale_alone_says_nothing_and_holds_from_then_on(evening: Evening) -> None:
    """The platform's locale is told on any line of hers, and is hers from then on."""
    assert await evening.line(user=ANA, locale="de-AT") == []
    (asked,) = await evening.says(ANA, "/remind 22:30")
    assert asked.needs == "zone"
    assert any("Europe/Vienna" in payload for payload in asked.choices.values())


async def test_output_is_one_line_a_message_for_every_reader(evening: Evening) -> None:
    """Line and paragraph separators are escaped, so that no reader breaks a line in two."""
    written: list[str] = []
    evening.chat.write = written.append
    await evening.chat.run([json.dumps({"advance": 1, "id": "a\u2028b\u2029c\x85d"}).encode()])
    assert [len(text.splitlines()) for text in written] == [1]
    assert json.loads(written[-1])["id"] == "a\u2028b\u2029c\x85d"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60))
async def test_any_text_gets_an_answer_in_words(evening: Evening, text: str) -> None:
    """Whatever is written, at least one message comes back, and it says something."""
    seen = await evening.says(ANA, text.encode("utf-8", "replace").decode())
    assert seen
    assert all(message.text.strip() for message in seen)
