"""Each seal says whether what it covers changed anything; those before it did, as far as anybody can tell."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journal_seal", sa.Column("changes", sa.Boolean(), nullable=False, server_default=sa.true()))
    where = sa.text("changes")
    op.create_index("ix_journal_seal_changes", "journal_seal", ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_journal_seal_changes", "journal_seal")
    op.drop_column("journal_seal", "changes")
