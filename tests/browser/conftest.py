from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.adapters.web_page.bench import Coach
from tests.browser.page import Seen, open_browser


@pytest.fixture
async def chrome() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture
async def coach() -> AsyncIterator[Coach]:
    async with Coach.open() as opened:
        yield opened


@pytest.fixture
async def ana(chrome: Browser, coach: Coach) -> AsyncIterator[Seen]:
    async with Seen.open(chrome, coach) as seen:
        yield seen
        assert seen.said == []
