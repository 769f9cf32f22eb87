"""What delivery tells, as Prometheus reads it: the one file that imports prometheus-client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.coach.ports import Fate, Lane, OutboxEntry
from bot.coach.practice.session import CueKind
from bot.coach.talk.requests import Request
from bot.delivery.meter import Meter, Repeat
from scheduler.ports import Clock
from scheduler.punctuality import COME_OUT_GRACE, MID_CUE_GRACE, REMINDER_GRACE

CONTENT_TYPE = CONTENT_TYPE_LATEST

_GRACES = {Lane.REMINDER: REMINDER_GRACE, Lane.HOLD: COME_OUT_GRACE, Lane.MID_HOLD: MID_CUE_GRACE}
_REMINDERS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 2700)
_CUES = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 300, 1800)
_ANSWERS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10)


class Figures(Meter):
    """Counts for one process; `began` and `ticked_at` (None: not yet) are the clock's."""

    def __init__(self, clock: Clock) -> None:
        self.began = clock.now()
        self.ticked_at: datetime | None = None
        self._clock = clock
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._reminders = Histogram(
            "karani_reminder_delay_seconds", "From a reminder's instant to its having been sent.",
            buckets=_REMINDERS, registry=registry,
        )  # fmt: skip
        self._cues = Histogram(
            "karani_cue_lateness_seconds", "From a cue's instant to its having been sent.",
            ["lane"], buckets=_CUES, registry=registry,
        )  # fmt: skip
        self._answers = Histogram(
            "karani_answer_seconds", "From an update's arrival to its answer, ready to show.",
            ["platform"], buckets=_ANSWERS, registry=registry,
        )  # fmt: skip
        self._sent = Counter(
            "karani_sent", "What the clock gave birth to and was sent.",
            ["lane", "platform"], registry=registry,
        )  # fmt: skip
        self._unsent = Counter(
            "karani_unsent", "What was not sent, by what became of it.",
            ["lane", "fate"], registry=registry,
        )  # fmt: skip
        self._avoided = Counter(
            "karani_duplicates_avoided", "What came a second time and was done once.",
            ["kind"], registry=registry,
        )  # fmt: skip
        self._ticks = Counter("karani_ticks", "Ticks that finished.", registry=registry)
        self._backlog = Gauge(
            "karani_backlog", "Entries that are due and wait to be sent.",
            ["lane"], registry=registry,
        )  # fmt: skip
        self._show_at_nought()

    def _show_at_nought(self) -> None:
        """What has not happened yet is nought and not missing: a rate needs a beginning."""
        for lane in Lane:
            self._backlog.labels(lane)
            if lane is not Lane.REMINDER:
                self._cues.labels(lane)
            for fate in Fate:
                if fate is not Fate.SENT:
                    self._unsent.labels(lane, fate)
        for kind in Repeat:
            self._avoided.labels(kind)

    def closed(self, entry: OutboxEntry, fate: Fate, now: datetime, platform: str = "") -> None:
        """Count an entry's end, and of one that was sent by how much it was late."""
        if fate is not Fate.SENT:
            self._unsent.labels(entry.lane, fate).inc()
            return
        self._sent.labels(entry.lane, platform).inc()
        # Sending a batch takes time beyond the instant at which it began.
        late = (max(now, self._clock.now()) - _due(entry)).total_seconds()
        if entry.lane is Lane.REMINDER:
            self._reminders.observe(max(0.0, late))
        elif entry.cue != CueKind.LATE_CLOSE:
            # That one says a time that was late itself.
            self._cues.labels(entry.lane).observe(max(0.0, late))

    def avoided(self, repeat: Repeat) -> None:
        """Count what came a second time."""
        self._avoided.labels(repeat).inc()

    def answered(self, request: Request) -> None:
        """Count an answer, and how long it took."""
        took = (self._clock.now() - request.at).total_seconds()
        self._answers.labels(request.account.platform).observe(max(0.0, took))

    def ticked(self, now: datetime) -> None:
        """Count a tick, and remember when it finished."""
        self.ticked_at = max(now, self._clock.now())
        self._ticks.inc()

    def page(self, waiting: Mapping[Lane, int]) -> bytes:
        """Everything in Prometheus's text format; `waiting` is what is due and unsent now."""
        for lane in Lane:
            self._backlog.labels(lane).set(waiting.get(lane, 0))
        return generate_latest(self._registry)


def _due(entry: OutboxEntry) -> datetime:
    """Its own instant, also after it was put back to be tried again later."""
    return entry.expires_at - _GRACES[entry.lane]
