"""What became of messages is written down, whatever is wrong with one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from structlog.testing import capture_logs

from bot.coach.outgoing import Fate
from bot.delivery.fates import Sent
from bot.delivery.ledger import Ledger
from tests.unit.delivery.house import HOUR, TEN, House


async def _at_once() -> None:
    """No pause."""


async def test_one_that_cannot_be_written_holds_up_no_other() -> None:
    """A row that breaks the writing is told by its key and left; the others are written down."""
    house = House()
    for name in ("ana", "ben"):
        await house.moves_in(name)
    await house.rings()
    async with house.store.work() as work:
        first, second = await work.outbox.claim(TEN, 2, TEN + HOUR)
    broken = replace(first, id=cast("int", []))
    ledger = Ledger(house.store, _at_once)
    with capture_logs() as logs:
        ledger.put(Sent(entry=broken, fate=Fate.SENT), TEN)
        ledger.put(Sent(entry=second, fate=Fate.SENT), TEN)
        await ledger.flush()
    assert ledger.pending == 0
    assert house.fates() == [None, Fate.SENT]
    assert [(log["key"], log["error"]) for log in logs] == [(first.key, "TypeError")]
