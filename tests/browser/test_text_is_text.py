"""Whatever anybody types, in whatever the coach says: text appears as text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.coach.ports import Lane
from bot.coach.talk.actions import Ask
from bot.coach.talk.replies import Choice, Line, Page, Style
from bot.coach.talk.requests import ChatAddress
from bot.coach.talk.standing import Phase, Standing
from tests.browser.page import Seen

MARKUP = st.sampled_from([
    "<img src=x onerror=alert(1)>", "<script>window.taken=1</script>", "</p>", "&lt;", "&#60;b>",
    "javascript:alert(1)", "{{adapter.web.title}}", "\u202e", "<!--", "]]>", "'\"`", "${1}",
])  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")
TEXTS = st.lists(MARKUP | st.text(LETTERS, max_size=20), max_size=5).map("".join)

BY_ONE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
async def ready(ana: Seen) -> Seen:
    await ana.sees("I'm Karani")
    return ana


@BY_ONE
@given(typed=TEXTS.filter(lambda text: text.strip()))
@example(typed="<b>bold</b> & <img src=x onerror=alert(1)>\n\n  <script>window.taken=1</script>")
async def test_what_a_person_types_appears_as_it_was_typed(ready: Seen, typed: str) -> None:
    """Letter for letter, without an element of its own making."""
    ready.coach.clock.move_to(ready.coach.clock.now() + timedelta(seconds=4))
    sent = await ready.page.evaluate(
        "(text) => { const box = document.getElementById('write'); box.value = text;"
        " document.getElementById('say').requestSubmit(); return text.trim(); }", typed
    )  # fmt: skip
    if not sent:
        return
    said = ready.page.locator("#log .mine").last.locator(".said")
    assert await said.evaluate("(one) => [one.textContent, one.children.length]") == [sent, 0]
    assert await ready.page.evaluate("'taken' in window") is False


@BY_ONE
@given(text=TEXTS, label=TEXTS, style=st.sampled_from(Style))
@example(text="<svg onload=alert(1)>", label="<b>x</b>", style=Style.HEADING)
async def test_what_the_coach_says_appears_as_it_was_said(
    ready: Seen, text: str, label: str, style: Style
) -> None:
    """Lines, labels and the session's own words: a place's name may stand in any of them."""
    (messenger,) = ready.coach.messengers.values()
    page = Page(
        lines=(Line(style=style, text=text),),
        choices=((Choice(label=label, action=Ask("help")),),),
        standing=Standing(
            phase=Phase.HOLDING, title=text, label=label, since=ready.coach.clock.now(),
            until=ready.coach.clock.now() + timedelta(minutes=1),
        ),
    )  # fmt: skip
    count = await ready.page.locator("#log .message").count()
    (cookie,) = await ready.page.context.cookies()
    to = ChatAddress(platform="web", chat=cookie["value"].split(".")[1])
    await messenger.send(to, page, nonce=str(count), lane=Lane.HOLD)
    await ready.page.locator("#log .message").nth(count).wait_for(state="attached")
    shown = ready.page.locator("#log .message").last
    assert await shown.locator(".lines").evaluate("(one) => one.textContent") == text
    assert await shown.locator("button").evaluate("(one) => one.textContent") == label
    assert await ready.page.locator("#session-title").evaluate("(one) => one.textContent") == text
    made = "[...document.querySelectorAll('.message *')].map((one) => one.localName)"
    known = {"span", "div", "p", "h3", "ul", "ol", "li", "blockquote", "button", "time"}
    assert set(await ready.page.evaluate(made)) <= known
