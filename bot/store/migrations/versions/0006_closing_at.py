"""When a session will have come to its end, by its plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: a session that the version before began takes nobody's place."""
    op.add_column("sessions", sa.Column("closing_at", sa.BigInteger()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("sessions", "closing_at")
