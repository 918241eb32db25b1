"""Drafts of self-assessments that firms asked to keep, for thirty days."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_draft")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_assessment_draft_key_hash")),
    )
    op.create_index(op.f("ix_assessment_draft_expires_at"), "assessment_draft", ["expires_at"])


def downgrade() -> None:
    op.drop_table("assessment_draft")
