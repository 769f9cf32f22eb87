"""What a platform calls a file that it already has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of uploads."""
    op.create_table(
        "uploads",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", "digest", name="pk_uploads"),
    )
    op.create_index("ix_uploads_at", "uploads", ["at"])


def downgrade() -> None:
    """Drop it; each file is uploaded once more."""
    op.drop_table("uploads")
