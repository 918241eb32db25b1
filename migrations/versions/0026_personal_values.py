"""What the journal says of people, apart from its entries, so that it can be erased."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_value",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_personal_value")),
    )
    op.create_index(op.f("ix_personal_value_firm_id"), "personal_value", ["firm_id"])


def downgrade() -> None:
    op.drop_table("personal_value")
