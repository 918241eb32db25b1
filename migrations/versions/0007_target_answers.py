"""Targets: how many firms a point could not judge, and when, by whom and why a target was closed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("target_point", sa.Column("unjudged", sa.Integer(), nullable=True))
    op.add_column("target_point", sa.Column("outside", sa.Integer(), nullable=True))
    op.add_column("target", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("target", sa.Column("closed_by", sa.String(), nullable=True))
    op.add_column("target", sa.Column("closing_note", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("target", "closing_note")
    op.drop_column("target", "closed_by")
    op.drop_column("target", "closed_on")
    op.drop_column("target_point", "outside")
    op.drop_column("target_point", "unjudged")
