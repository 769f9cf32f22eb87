"""What was practised, and programmes, in the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select, union, update

from bot.coach.ports import Enrolment, Practice, Practised
from bot.store.link import Link, insert_or_set
from bot.store.mapping import enrolment_of, enrolment_row, practised_of, practised_row
from bot.store.tables import RUNNING, enrolments, practised, sessions

_ADD = insert_or_set(practised, ["session"], ["night", "pose", "seconds", "at"])
_RATE = update(practised).where(practised.c.session == bindparam("of"))
_THEIRS = select(practised).where(practised.c.practitioner == bindparam("of"))
_OF = _THEIRS.order_by(practised.c.at, practised.c.session)
_ON = (
    select(practised.c.session)
    .where(practised.c.practitioner == bindparam("of"), practised.c.night == bindparam("on"))
    .limit(1)
)
_SINCE = union(
    select(practised.c.practitioner).where(
        practised.c.practitioner.in_(bindparam("these", expanding=True)),
        practised.c.at >= bindparam("at", type_=practised.c.at.type),
    ),
    select(sessions.c.practitioner).where(
        sessions.c.practitioner.in_(bindparam("these", expanding=True)), RUNNING
    ),
)
_ENROLMENT = select(enrolments).where(
    enrolments.c.practitioner == bindparam("of"), enrolments.c.programme == bindparam("which")
)
_ENROL = insert_or_set(
    enrolments, ["practitioner", "programme"], ["joined_at", "done", "last_night"]
)
_LEAVE = delete(enrolments).where(
    enrolments.c.practitioner == bindparam("of"), enrolments.c.programme == bindparam("which")
)


class SqlPractice(Practice):
    """The port `Practice`."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def add(self, practised: Practised) -> None:
        """Store one; of a session stored before, its length is changed and its rating stays."""
        await self._link.write(_ADD, practised_row(practised))

    async def rate(self, session: int, feeling: int) -> None:
        """Say how a practice was."""
        await self._link.write(_RATE, {"of": session, "feeling": feeling})

    async def of(self, practitioner: int) -> tuple[Practised, ...]:
        """All of a person's, the earliest first."""
        rows = await self._link.read(_OF, {"of": practitioner})
        return tuple(practised_of(row) for row in rows)

    async def since(self, practitioners: Collection[int], at: datetime) -> frozenset[int]:
        """Those of these who are in a session, or have practised since an instant."""
        if not practitioners:
            return frozenset()
        rows = await self._link.read(_SINCE, {"these": list(practitioners), "at": at})
        return frozenset(row.practitioner for row in rows)

    async def on(self, practitioner: int, night: date) -> bool:
        """Whether they practised that night."""
        found = await self._link.read(_ON, {"of": practitioner, "on": night})
        return found.first() is not None

    async def enrolment(self, practitioner: int, programme: str) -> Enrolment | None:
        """Where a person is in a programme."""
        found = await self._link.read(_ENROLMENT, {"of": practitioner, "which": programme})
        row = found.first()
        return enrolment_of(row) if row else None

    async def enrol(self, enrolment: Enrolment) -> None:
        """Store one, in place of an earlier one of the same programme."""
        await self._link.write(_ENROL, enrolment_row(enrolment))

    async def leave(self, practitioner: int, programme: str) -> None:
        """Forget where a person is in a programme."""
        await self._link.write(_LEAVE, {"of": practitioner, "which": programme})
