"""Standings without the day of the run, which every run would write anew, and on SQLite without a number beside their key."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NEAR = sa.text("candidate_class = 'near'")
LAST_DAY = "coalesce((SELECT as_of FROM evaluation_run WHERE \"case\" = 'new' ORDER BY id DESC LIMIT 1), CURRENT_DATE)"
KEPT = "firm_id, tier, rule_set, verdict, candidate_class, holds, score_low, score_high, fixes, outcomes"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _anew(f"INSERT INTO standing_anew SELECT {KEPT}, data_year FROM standing ORDER BY firm_id, tier")
    else:
        op.drop_column("standing", "as_of")


def downgrade() -> None:
    """The day of every standing is that of the last run for new cases, as a run of the whole ladder left it."""
    if op.get_bind().dialect.name == "sqlite":
        day = sa.Column("as_of", sa.Date(), nullable=False)
        _anew(f"INSERT INTO standing_anew SELECT {KEPT}, {LAST_DAY}, data_year FROM standing", day, with_rowid=True)
    else:
        op.add_column("standing", sa.Column("as_of", sa.Date(), nullable=True))
        op.execute(f"UPDATE standing SET as_of = {LAST_DAY}")
        op.alter_column("standing", "as_of", nullable=False)


def _anew(filled: str, *day: sa.Column[object], with_rowid: bool = False) -> None:
    op.create_table(
        "standing_anew",
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("candidate_class", sa.String(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("score_low", sa.Float(), nullable=True),
        sa.Column("score_high", sa.Float(), nullable=True),
        sa.Column("fixes", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.String(), nullable=False),
        *day,
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("firm_id", "tier", name="pk_standing"),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name="fk_standing_firm_id_firm"),
        sqlite_with_rowid=with_rowid,
    )
    op.execute(filled)
    op.drop_table("standing")
    op.rename_table("standing_anew", "standing")
    op.create_index("ix_standing_ripest", "standing", ["tier", "candidate_class", "fixes", "firm_id"])
    op.create_index("ix_standing_near", "standing", ["fixes", "tier", "firm_id"], sqlite_where=NEAR)
