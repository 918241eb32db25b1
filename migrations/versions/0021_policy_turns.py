"""Why and when a version moved firms, the history of drafts, and local tiers that are retired."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rule_move") as table:
        table.add_column(sa.Column("cause", sa.String(), nullable=True))
        table.add_column(sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE rule_move SET cause = (SELECT CASE WHEN withdrawn_at IS NULL THEN 'published' ELSE 'withdrawn' END"
        " FROM rule_publication WHERE rule_publication.rule_set = rule_move.rule_set),"
        " noted_at = (SELECT coalesce(withdrawn_at, published_at)"
        " FROM rule_publication WHERE rule_publication.rule_set = rule_move.rule_set)"
    )
    op.add_column("local_tier", sa.Column("retired_on", sa.Date(), nullable=True))
    op.create_table(
        "rule_draft_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["rule_draft.id"], name=op.f("fk_rule_draft_revision_draft_id_rule_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_draft_revision")),
        sa.UniqueConstraint("draft_id", "version", name=op.f("uq_rule_draft_revision_draft_id_version")),
    )
    op.create_index(op.f("ix_rule_draft_revision_draft_id"), "rule_draft_revision", ["draft_id"])


def downgrade() -> None:
    op.drop_table("rule_draft_revision")
    op.drop_column("local_tier", "retired_on")
    with op.batch_alter_table("rule_move") as table:
        table.drop_column("noted_at")
        table.drop_column("cause")
