from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.second_reader_server import SecondReaderServer


@pytest.fixture
async def server() -> AsyncIterator[SecondReaderServer]:
    async with SecondReaderServer() as running:
        yield running
