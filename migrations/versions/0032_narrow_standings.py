"""Standings as narrow as they can be: small numbers, widest columns first, one index less, and no reference to the firm, which
took a third of the time of an evaluation. Archives are packed already: PostgreSQL need not try again."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NEAR = sa.text("candidate_class = 'near'")
RIPEST = ["tier", "candidate_class", "fixes", "firm_id"]
KEPT = "firm_id, tier, rule_set, verdict, candidate_class, holds, score_low, score_high, fixes, outcomes, data_year"
OPTIONAL = ("candidate_class", "score_low", "score_high")
WIDEST_FIRST = "score_low, score_high, firm_id, data_year, fixes, holds, tier, rule_set, verdict, candidate_class, outcomes"


def upgrade() -> None:
    op.drop_index("ix_standing_near", table_name="standing")
    _anew(WIDEST_FIRST, sa.SmallInteger)
    _store_archives("EXTERNAL")


def downgrade() -> None:
    op.execute("DELETE FROM standing WHERE firm_id NOT IN (SELECT id FROM firm)")
    _anew(KEPT, sa.Integer, sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name="fk_standing_firm_id_firm"))
    op.create_index(
        "ix_standing_near", "standing", ["fixes", "tier", "firm_id"], sqlite_where=NEAR, postgresql_where=NEAR
    )
    _store_archives("EXTENDED")


def _anew(names: str, small: type[sa.Integer], *constraints: sa.Constraint) -> None:
    """The table made again of these columns, its rows in the order in which they are asked for."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_standing_ripest", table_name="standing")
    op.rename_table("standing", "standing_before")
    if not sqlite:
        op.execute("ALTER TABLE standing_before RENAME CONSTRAINT pk_standing TO pk_standing_before")
    kinds = {"score_low": sa.Float, "score_high": sa.Float, "firm_id": sa.Integer, "holds": sa.Boolean}
    kinds |= {"data_year": small, "fixes": small}
    columns = [sa.Column(name, kinds.get(name, sa.String)(), nullable=name in OPTIONAL) for name in names.split(", ")]
    key = sa.PrimaryKeyConstraint("firm_id", "tier", name="pk_standing")
    op.create_table("standing", *columns, key, *constraints, sqlite_with_rowid=False)
    order = "firm_id, tier" if sqlite else ", ".join(RIPEST)
    op.execute(f"INSERT INTO standing ({KEPT}) SELECT {KEPT} FROM standing_before ORDER BY {order}")
    op.drop_table("standing_before")
    op.create_index("ix_standing_ripest", "standing", RIPEST)


def _store_archives(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column in ("results", "facts"):
            op.execute(f"ALTER TABLE evaluation_archive ALTER COLUMN {column} SET STORAGE {how}")
