"""How many minutes later than its time a reminder may ring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty: on the minute, also for rows that the version before still writes."""
    op.add_column("reminders", sa.Column("leeway", sa.Integer()))


def downgrade() -> None:
    """Drop it; every reminder rings on the minute."""
    op.drop_column("reminders", "leeway")
