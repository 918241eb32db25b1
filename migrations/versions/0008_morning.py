"""The morning page: which firms became eligible, and how far each officer has looked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newly_eligible",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_newly_eligible_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newly_eligible")),
        sa.UniqueConstraint("firm_id", "tier", name=op.f("uq_newly_eligible_firm_id_tier")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seen_mark",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_seen_mark_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_seen_mark")),
    )


def downgrade() -> None:
    op.drop_table("seen_mark")
    op.drop_table("newly_eligible")
