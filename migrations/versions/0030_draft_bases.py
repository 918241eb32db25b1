"""What the base of an overlay said when a draft took it, kept with the draft."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rule_draft", sa.Column("base_document", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("rule_draft", "base_document")
