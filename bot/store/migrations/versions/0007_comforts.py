"""A bell at the end of a hold, and pictures that stand still, for who wants them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty: neither, also for rows that the version before still writes."""
    op.add_column("people", sa.Column("bell", sa.Boolean()))
    op.add_column("people", sa.Column("still", sa.Boolean()))


def downgrade() -> None:
    """Drop them; no bell, and pictures move."""
    op.drop_column("people", "still")
    op.drop_column("people", "bell")
