"""Two clocks: all that a published rule set says, and the near-miss margins of the day with each evaluation."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rule_set_version", sa.Column("canonical", sa.String(), nullable=True))
    op.add_column("evaluation_run", sa.Column("margins", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("evaluation_run", "margins")
    op.drop_column("rule_set_version", "canonical")
