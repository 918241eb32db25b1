"""Papers behind values, and what firms confirm for rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("by_firm", sa.Boolean(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_evidence_account_id_account")),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_evidence_firm_id_firm")),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_evidence_title_id_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_firm_id_year"), "evidence", ["firm_id", "year"])
    op.create_index(op.f("ix_evidence_sha256"), "evidence", ["sha256"])
    op.create_table(
        "round_confirmation",
        sa.Column("round_firm_id", sa.Integer(), nullable=False),
        sa.Column("firm_version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_round_confirmation_account_id_account")),
        sa.ForeignKeyConstraint(
            ["round_firm_id"], ["round_firm.id"], name=op.f("fk_round_confirmation_round_firm_id_round_firm")
        ),
        sa.PrimaryKeyConstraint("round_firm_id", name=op.f("pk_round_confirmation")),
    )


def downgrade() -> None:
    op.drop_table("round_confirmation")
    op.drop_table("evidence")
