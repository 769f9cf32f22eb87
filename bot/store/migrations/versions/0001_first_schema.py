"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("due_at IS NOT NULL")
OPEN = sa.text("fate IS NULL")
RUNNING = sa.text("state != 'ended'")


def upgrade() -> None:
    """Make every table, those that others refer to first."""
    for make in MAKERS:
        make()


def downgrade() -> None:
    """Drop every table, those that refer to others first."""
    for make in reversed(MAKERS):
        op.drop_table(make.__name__.removeprefix("_"))


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("home_platform", sa.String(), nullable=True),
        sa.Column("home_chat", sa.String(), nullable=True),
        sa.Column("home_thread", sa.String(), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("question_at", sa.BigInteger(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("last_pose", sa.String(), nullable=True),
        sa.Column("rang_reminder", ID, nullable=True),
        sa.Column("rang_at", sa.BigInteger(), nullable=True),
        sa.Column("well_since", sa.BigInteger(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("owes_help", sa.Boolean(), nullable=False),
        sa.Column("told_of_bell", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("platform", "account", name="uq_people_platform_account"),
        sqlite_autoincrement=True,
    )


def _conditions() -> None:
    op.create_table(
        "conditions",
        sa.Column("practitioner", ID, autoincrement=False, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner"], ["people.id"], name="fk_conditions_practitioner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("practitioner", "topic", name="pk_conditions"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("practitioner", ID, nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("up_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("nudged", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("feeling", sa.Integer(), nullable=True),
        sa.Column("evening", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner"], ["people.id"], name="fk_sessions_practitioner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_sessions_due_at", "sessions", ["due_at"], sqlite_where=DUE, postgresql_where=DUE
    )
    op.create_index(
        "ix_sessions_one_running",
        "sessions",
        ["practitioner"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )
    op.create_index("ix_sessions_practitioner_id", "sessions", ["practitioner", "id"])


def _practised() -> None:
    op.create_table(
        "practised",
        sa.Column("session", ID, autoincrement=False, nullable=False),
        sa.Column("practitioner", ID, nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("pose", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("feeling", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner"], ["people.id"], name="fk_practised_practitioner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session", name="pk_practised"),
    )
    op.create_index("ix_practised_practitioner_at", "practised", ["practitioner", "at"])


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("practitioner", ID, autoincrement=False, nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("last_night", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner"], ["people.id"], name="fk_enrolments_practitioner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("practitioner", "programme", name="pk_enrolments"),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", ID, nullable=False),
        sa.Column("practitioner", ID, nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("days", sa.Text(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("pose", sa.String(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_night", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_night", sa.Date(), nullable=True),
        sa.Column("regular_at", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner"], ["people.id"], name="fk_reminders_practitioner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reminders_due_at", "reminders", ["due_at"], sqlite_where=DUE, postgresql_where=DUE
    )
    op.create_index("ix_reminders_practitioner_id", "reminders", ["practitioner", "id"])


def _nights() -> None:
    op.create_table(
        "nights",
        sa.Column("reminder", ID, autoincrement=False, nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reminder"], ["reminders.id"], name="fk_nights_reminder", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reminder", "night", name="pk_nights"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("practitioner", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("cue", sa.String(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=False),
        sa.Column("fate", sa.String(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner"], ["people.id"], name="fk_outbox_practitioner", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_practitioner", "outbox", ["practitioner"])
    op.create_index(
        "ix_outbox_ready_at", "outbox", ["ready_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "key", name="pk_seen"),
    )
    op.create_index("ix_seen_at", "seen", ["at"])


def _counts() -> None:
    op.create_table(
        "counts",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name="pk_counts"),
    )


MAKERS = (
    _people,
    _conditions,
    _sessions,
    _practised,
    _enrolments,
    _reminders,
    _nights,
    _outbox,
    _seen,
    _counts,
)
