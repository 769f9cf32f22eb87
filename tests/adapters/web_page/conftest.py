from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.web_page.bench import Browser, Coach, browser


@pytest.fixture
async def coach() -> AsyncIterator[Coach]:
    async with Coach.open() as opened:
        yield opened


@pytest.fixture
async def ana(coach: Coach) -> AsyncIterator[Browser]:
    async with browser(coach) as opened:
        yield opened
