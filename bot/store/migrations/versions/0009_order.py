"""What falls due together is claimed in its order without being sorted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DUE = sa.text("due_at IS NOT NULL")
_OPEN = sa.text("fate IS NULL")


def upgrade() -> None:
    """Add the id to the indexes: a hundred thousand of one instant are not read for 500 of them."""
    _make("id")


def downgrade() -> None:
    """Take it out again."""
    _make()


def _make(*last: str) -> None:
    for table, columns, which in (
        ("sessions", ["due_at"], _DUE),
        ("reminders", ["due_at"], _DUE),
        ("outbox", ["lane", "ready_at"], _OPEN),
    ):
        name = f"ix_{table}_{'_'.join(columns)}"
        op.drop_index(name, table)
        op.create_index(
            name, table, [*columns, *last], sqlite_where=which, postgresql_where=which
        )  # fmt: skip
