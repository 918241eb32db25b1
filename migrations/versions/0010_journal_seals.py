"""Seals chain the entries of the journal, so that a change of the past shows."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_entry", sa.BigInteger(), nullable=False),
        sa.Column("last_entry", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_seal"),
    )
    op.create_index("ix_journal_seal_last_entry", "journal_seal", ["last_entry"])


def downgrade() -> None:
    op.drop_index("ix_journal_seal_last_entry", table_name="journal_seal")
    op.drop_table("journal_seal")
