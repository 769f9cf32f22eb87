"""One reader for all tests of this folder: it is pure, and loading it takes a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.coach.safety.reader import SafetyReader, build

CONTENT = Path(__file__).parents[3] / "content"


@pytest.fixture(scope="session")
def reader() -> SafetyReader:
    return build(CONTENT)
