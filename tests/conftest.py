from __future__ import annotations

from tests.postgresql import clean_up


def pytest_sessionfinish() -> None:
    clean_up()
