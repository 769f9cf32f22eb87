"""The second reader on the wire: what it sends, and what it makes of any answer."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.second_reader.chat_completions import ChatCompletionsReader
from tests.fakes.second_reader_server import SecondReaderServer

TOPICS = {"glaucoma": "glaucoma", "hernia": "a hernia", "fainted": "a faint"}
WORDS = "the doctor says there is green star in my eye"
SOON = timedelta(milliseconds=150)
TEN_SECONDS = timedelta(seconds=10)


def reader(server: SecondReaderServer, patience: timedelta = TEN_SECONDS) -> ChatCompletionsReader:
    return ChatCompletionsReader(
        root=server.url, model="small", key="s3cret", topics=TOPICS, patience=patience
    )


async def test_the_words_alone_are_sent(server: SecondReaderServer) -> None:
    """It gets the words, the topics with their meanings, and nothing else."""
    async with reader(server) as second:
        await second.topics(WORDS)
    (body,) = server.asked
    assert body.keys() == {"model", "temperature", "messages"}
    assert (body["model"], body["temperature"]) == ("small", 0)
    system, user = body["messages"]
    assert user == {"role": "user", "content": WORDS}
    assert "hernia: a hernia\n" in system["content"]
    assert server.authorizations == ["Bearer s3cret"]


async def test_without_a_key_none_is_sent(server: SecondReaderServer) -> None:
    """A local server that wants no key gets none."""
    async with ChatCompletionsReader(root=server.url, model="small", topics=TOPICS) as second:
        await second.topics(WORDS)
    assert server.authorizations == [None]


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ('{"topics": ["glaucoma"]}', ("glaucoma",)),
        ('{"topics": ["fainted", "hernia", "fainted"]}', ("fainted", "hernia")),
        ('{"topics": []}', ()),
        ('```json\n{"topics": ["hernia"]}\n```', ("hernia",)),
        ('<think>an eye, so</think>\n{"topics": ["glaucoma"]}', ("glaucoma",)),
        ('{"topics": ["eyes", "GLAUCOMA", "hernia"]}', ("hernia",)),
    ],
)
async def test_ids_are_taken(server: SecondReaderServer, says: str, found: tuple[str, ...]) -> None:
    """Known ids count, once and in order; others, and what stands around the JSON, do not."""
    server.says = says
    async with reader(server) as second:
        assert await second.topics(WORDS) == found


@pytest.mark.parametrize(
    "says",
    [
        "That sounds like glaucoma. Please see a doctor.",
        "",
        '["glaucoma"]',
        '{"topics": "glaucoma"}',
        '{"topics": [1]}',
        '{"topics": null}',
        '{"verdict": "ok"}',
        '{"topics": ["glaucoma"',
        json.dumps({"topics": list("abcdefg")}),
        "{" * 5000 + "}" * 5000,
    ],
)
async def test_other_words_are_no_topics(server: SecondReaderServer, says: str) -> None:
    """Prose, half an answer, another shape, a whole list repeated: nothing was found."""
    server.says = says
    async with reader(server) as second:
        assert await second.topics(WORDS) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Bad gateway</body></html>",
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": [{"type": "text"}]}}]}',
        b'{"choices": [{"text": "{\\"topics\\": [\\"glaucoma\\"]}"}]}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b" " * 200_000,
    ],
)
async def test_other_bodies_are_no_topics(server: SecondReaderServer, body: bytes) -> None:
    """HTML, nothing, another API's shape, bytes without end: nothing was found."""
    server.body, server.content_type = body, "text/html"
    async with reader(server) as second:
        assert await second.topics(WORDS) == ()


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_a_fault_is_no_topics(server: SecondReaderServer, status: int) -> None:
    """A status other than 200 is no answer, whatever its body says."""
    server.status, server.says = status, '{"topics": ["glaucoma"]}'
    async with reader(server) as second:
        assert await second.topics(WORDS) == ()


async def test_a_redirect_is_not_followed(server: SecondReaderServer) -> None:
    """The words go to the host that is named to people, and to no other."""
    async with SecondReaderServer() as other:
        server.redirects = f"{other.url}/v1/chat/completions"
        async with reader(server) as second:
            assert await second.topics(WORDS) == ()
        assert other.asked == []


async def test_silence_is_waited_for_no_longer_than_its_patience(
    server: SecondReaderServer,
) -> None:
    """Who takes the question and never answers has found nothing."""
    server.hangs = True
    async with reader(server, SOON) as second:
        assert await second.topics(WORDS) == ()
    assert server.reached.is_set()


async def test_half_an_answer_is_not_waited_for(server: SecondReaderServer) -> None:
    """Who begins an answer and never ends it has found nothing."""
    server.drips = True
    async with reader(server, SOON) as second:
        assert await second.topics(WORDS) == ()


async def test_a_refused_connection_is_no_topics(server: SecondReaderServer) -> None:
    """Nobody listens there: nothing was found, and the next question is asked all the same."""
    async with reader(server) as second:
        await server.stop()
        assert await second.topics(WORDS) == ()
        assert await second.topics(WORDS) == ()


async def test_a_closed_reader_is_silent(server: SecondReaderServer) -> None:
    """Before it is opened and after it is closed it finds nothing."""
    second = reader(server)
    assert await second.topics(WORDS) == ()
    async with second:
        pass
    assert await second.topics(WORDS) == ()


async def test_neither_words_nor_answers_are_logged(server: SecondReaderServer) -> None:
    """What is logged of a failure is its kind."""
    server.says = "Glaucoma, I fear."
    with capture_logs() as logs:
        async with reader(server) as second:
            await second.topics(WORDS)
            server.status = 500
            await second.topics(WORDS)
    assert [entry["reason"] for entry in logs] == ["no JSON", "status 500"]
    assert "lauc" not in str(logs)
    assert "star" not in str(logs)


def test_its_host_is_named_without_a_password() -> None:
    """The host and port are told to people; what stands before them in an address is not."""
    second = ChatCompletionsReader(root="http://me:pw@box.example:11434", model="m", topics={})
    assert second.host == "box.example:11434"


def test_it_waits_two_seconds_by_itself() -> None:
    """A person waits 2 s for it at most."""
    assert ChatCompletionsReader(root="http://a", model="m", topics={}).patience == timedelta(
        seconds=2
    )
