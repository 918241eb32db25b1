"""Runs kept in parts of firms, so that one firm is found without reading all; no standings of firms too far away to be listed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

EVERY_FIRM = 2_147_483_647


def upgrade() -> None:
    op.create_table(
        "evaluation_part",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("first_firm", sa.Integer(), nullable=False),
        sa.Column("last_firm", sa.Integer(), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "first_firm", name="pk_evaluation_part"),
        sa.ForeignKeyConstraint(["run_id"], ["evaluation_run.id"], name="fk_evaluation_part_run_id_evaluation_run"),
    )
    columns = "run_id, first_firm, last_firm, results, facts"
    op.execute(
        f"INSERT INTO evaluation_part ({columns}) SELECT run_id, 0, {EVERY_FIRM}, results, facts FROM evaluation_archive"
    )
    op.drop_table("evaluation_archive")
    op.rename_table("evaluation_part", "evaluation_archive")
    op.execute("DELETE FROM standing WHERE verdict = 'ineligible' AND candidate_class IS NULL AND NOT holds")


def downgrade() -> None:
    """Only runs kept as a whole can go back; the parts of the others are dropped, their counts stay."""
    op.create_table(
        "evaluation_whole",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_evaluation_whole"),
        sa.ForeignKeyConstraint(["run_id"], ["evaluation_run.id"], name="fk_evaluation_whole_run_id_evaluation_run"),
    )
    op.execute(
        "INSERT INTO evaluation_whole (run_id, results, facts) SELECT run_id, results, facts FROM evaluation_archive "
        f"WHERE first_firm = 0 AND last_firm = {EVERY_FIRM}"
    )
    op.drop_table("evaluation_archive")
    op.rename_table("evaluation_whole", "evaluation_archive")
