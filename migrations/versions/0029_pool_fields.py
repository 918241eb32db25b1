"""Board and progress of stays in the pool of a listing reserve."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pool_member", sa.Column("board", sa.String(), nullable=True))
    op.add_column("pool_member", sa.Column("progress", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("pool_member", "progress")
    op.drop_column("pool_member", "board")
