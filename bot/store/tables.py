"""What is stored. Whatever belongs to a person goes when their row goes, by foreign key.

Ids are never used twice, so that a button or an outbox row from before an erasure cannot come to
mean something else. What the clock looks for lies in a partial index.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    literal_column,
)

from bot.store.columns import Id, Instant, Json, LaneRank

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _whose() -> Column[int]:
    return Column(
        "practitioner", Id, ForeignKey("people.id", ondelete="CASCADE"), nullable=False
    )  # fmt: skip


people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("platform", String, nullable=False),
    Column("account", String, nullable=False),
    Column("home_platform", String),
    Column("home_chat", String),
    Column("home_thread", String),
    Column("reachable", Boolean, nullable=False),
    Column("zone", String),
    Column("language", String),
    Column("locale", String),
    Column("joined_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("question", Json),
    Column("question_at", Instant),
    Column("asked", Integer, nullable=False),
    Column("last_pose", String),
    Column("rang_reminder", Id),
    Column("rang_at", Instant),
    Column("well_since", Instant),
    Column("quiet", Boolean, nullable=False),
    Column("owes_help", Boolean, nullable=False),
    Column("told_of_bell", Boolean, nullable=False),
    Column("bell", Boolean),
    Column("still", Boolean),
    UniqueConstraint("platform", "account"),
    sqlite_autoincrement=True,
)

conditions = Table(
    "conditions",
    metadata,
    Column(
        "practitioner", Id, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True,
        autoincrement=False,
    ),
    Column("topic", String, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("agreed_at", Instant),
)  # fmt: skip

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    _whose(),
    Column("plan", Json, nullable=False),
    Column("longest", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("origin", Instant, nullable=False),
    Column("due_at", Instant),
    Column("step", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("up_at", Instant),
    Column("paused_at", Instant),
    Column("closed_at", Instant),
    Column("nudged", Boolean, nullable=False),
    Column("ended_at", Instant),
    Column("ending", String),
    Column("feeling", Integer),
    Column("evening", String),
    Column("closing_at", Instant),
    Index(None, "practitioner", "id"),
    sqlite_autoincrement=True,
)

# A literal, not a parameter: SQLite uses a partial index only where it sees its condition.
RUNNING = sessions.c.state != literal_column("'ended'")

Index("ix_sessions_one_running", sessions.c.practitioner, unique=True,
      sqlite_where=RUNNING, postgresql_where=RUNNING)  # fmt: skip
# With the id, so that what falls due together is claimed in its order without being sorted.
Index("ix_sessions_due_at", sessions.c.due_at, sessions.c.id,
      sqlite_where=sessions.c.due_at.is_not(None),
      postgresql_where=sessions.c.due_at.is_not(None))  # fmt: skip

reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True),
    _whose(),
    Column("clock", String, nullable=False),
    Column("days", Json),
    Column("on_date", Date),
    Column("zone", String),
    Column("pose", String),
    Column("seconds", Integer),
    Column("created_at", Instant, nullable=False),
    Column("last_night", Date),
    Column("paused_until", Instant),
    Column("snoozed_until", Instant),
    Column("snoozed_night", Date),
    Column("regular_at", Instant),
    Column("removed_at", Instant),
    Column("due_at", Instant),
    Column("leeway", Integer),
    Index(None, "practitioner", "id"),
    sqlite_autoincrement=True,
)

Index("ix_reminders_due_at", reminders.c.due_at, reminders.c.id,
      sqlite_where=reminders.c.due_at.is_not(None),
      postgresql_where=reminders.c.due_at.is_not(None))  # fmt: skip

nights = Table(
    "nights",
    metadata,
    Column(
        "reminder", Id, ForeignKey("reminders.id", ondelete="CASCADE"), primary_key=True,
        autoincrement=False,
    ),
    Column("night", Date, primary_key=True),
    Column("outcome", String, nullable=False),
    Column("at", Instant, nullable=False),
)  # fmt: skip

# `ready_at` is the instant from which an entry may be claimed: its own, or the end of a lease.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("purpose", String, nullable=False),
    Column("lane", LaneRank, nullable=False),
    _whose(),
    Column("subject", Id, nullable=False),
    Column("part", String, nullable=False),
    Column("cue", String, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("fate", String),
    Column("closed_at", Instant),
    Column("reason", String),
    Index(None, "practitioner"),
    sqlite_autoincrement=True,
)

OPEN = outbox.c.fate.is_(None)

Index("ix_outbox_ready_at", outbox.c.ready_at, sqlite_where=OPEN, postgresql_where=OPEN)
# Entries are claimed lane by lane: however many reminders wait, a cue is found at once.
Index("ix_outbox_lane_ready_at", outbox.c.lane, outbox.c.ready_at, outbox.c.id,
      sqlite_where=OPEN, postgresql_where=OPEN)  # fmt: skip

# A session's details go after a time and what was practised stays: no foreign key between them.
practised = Table(
    "practised",
    metadata,
    Column("session", Id, primary_key=True, autoincrement=False),
    _whose(),
    Column("night", Date, nullable=False),
    Column("pose", String, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("feeling", Integer),
    Index(None, "practitioner", "at"),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column(
        "practitioner", Id, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True,
        autoincrement=False,
    ),
    Column("programme", String, primary_key=True),
    Column("joined_at", Instant, nullable=False),
    Column("done", Integer, nullable=False),
    Column("last_night", Date),
)  # fmt: skip

# Keys of updates that have been dealt with: the platform's numbers, which name nobody.
seen = Table(
    "seen",
    metadata,
    Column("platform", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)

# What the program has to know of its own past, such as the rules that all was reckoned by.
facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

# What only one process at a time may do; a row stays, so that its number only grows.
leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
)

# What a platform calls a file that it already has, by the SHA-256 of its contents: nobody's.
uploads = Table(
    "uploads",
    metadata,
    Column("place", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
)

counts = Table(
    "counts",
    metadata,
    Column("kind", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("n", Integer, nullable=False),
)
