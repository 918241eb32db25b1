"""Near misses are counted from an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEAR = sa.text("candidate_class = 'near'")


def upgrade() -> None:
    op.create_index(
        "ix_standing_near", "standing", ["fixes", "tier", "firm_id"], sqlite_where=NEAR, postgresql_where=NEAR
    )


def downgrade() -> None:
    op.drop_index("ix_standing_near", table_name="standing")
