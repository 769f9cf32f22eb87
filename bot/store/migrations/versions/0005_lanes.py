"""Entries are claimed lane by lane."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NAME = "ix_outbox_lane_ready_at"
_OPEN = sa.text("fate IS NULL")


def upgrade() -> None:
    """Find those of a lane at once, however many wait in the others."""
    op.create_index(
        _NAME, "outbox", ["lane", "ready_at"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    """Drop it; claims are slower in a heap."""
    op.drop_index(_NAME, "outbox")
