"""What an operator reads while ticks fail."""

from __future__ import annotations

from datetime import timedelta

from structlog.testing import capture_logs

from bot.coach.errors import StoreError
from bot.delivery.troubles import Troubles
from scheduler.clock import VirtualClock
from tests.unit.delivery.house import SECOND, TEN

AWAY = StoreError("the database cannot be reached")


def test_a_database_that_is_away_is_told_once_a_minute() -> None:
    """However often it is asked; another reason is told at once."""
    clock = VirtualClock(TEN)
    troubles = Troubles(clock)
    with capture_logs() as logs:
        for _ in range(90):
            troubles.tell(AWAY)
            clock.move_to(clock.now() + SECOND)
        troubles.tell(StoreError("the disk is full"))
    assert [log["reason"] for log in logs] == [AWAY.reason, AWAY.reason, "the disk is full"]


def test_a_defect_is_told_each_time_without_its_words() -> None:
    """They may be somebody's."""
    troubles = Troubles(VirtualClock(TEN + timedelta(hours=1)))
    with capture_logs() as logs:
        for _ in range(2):
            troubles.tell(ValueError("I have glaucoma"))
    assert [(log["error"], log["reason"]) for log in logs] == [("ValueError", "")] * 2
    assert "glaucoma" not in str(logs)
