"""Counts that the dashboards keep, and why and by whom a ranking was withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dashboard_summary",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("journal_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_dashboard_summary")),
    )
    op.add_column("ranking", sa.Column("withdrawn_reason", sa.String(), nullable=True))
    op.add_column("ranking", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("ranking", sa.Column("counts", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("ranking", "counts")
    op.drop_column("ranking", "withdrawn_at")
    op.drop_column("ranking", "withdrawn_reason")
    op.drop_table("dashboard_summary")
