"""The policy desk: drafts, publications, moves, local tiers, checks and the yearly checklist."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("checklist_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_mark")),
        sa.UniqueConstraint("tier", "year", "item", name=op.f("uq_checklist_mark_tier_year_item"))
    )
    op.create_table("local_tier",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("feeders", sa.JSON(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("validity", sa.String(), nullable=False),
        sa.Column("validity_years", sa.Integer(), nullable=False),
        sa.Column("margin", sa.Float(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_local_tier"))
    )
    op.create_table("rule_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("next_review", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_check"))
    )
    op.create_index(op.f("ix_rule_check_rule_set_condition_id"), "rule_check", ["rule_set", "condition", "id"], unique=False)
    op.create_table("rule_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=True),
        sa.Column("cases", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("submitted_by", sa.String(), nullable=True),
        sa.Column("submitted_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_draft"))
    )
    op.create_index(op.f("ix_rule_draft_jurisdiction"), "rule_draft", ["jurisdiction"], unique=False)
    op.create_table("rule_impact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("firms", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["rule_draft.id"], name=op.f("fk_rule_impact_draft_id_rule_draft")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_impact"))
    )
    op.create_index(op.f("ix_rule_impact_draft_id"), "rule_impact", ["draft_id"], unique=False)
    op.create_table("rule_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_rule_move_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_move"))
    )
    op.create_index(op.f("ix_rule_move_rule_set_firm_id"), "rule_move", ["rule_set", "firm_id"], unique=False)
    op.create_table("rule_publication",
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("moved", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["rule_draft.id"], name=op.f("fk_rule_publication_draft_id_rule_draft")),
        sa.ForeignKeyConstraint(["rule_set"], ["rule_set_version.id"], name=op.f("fk_rule_publication_rule_set_rule_set_version")),
        sa.PrimaryKeyConstraint("rule_set", name=op.f("pk_rule_publication"))
    )


def downgrade() -> None:
    op.drop_table("rule_publication")
    op.drop_index(op.f("ix_rule_move_rule_set_firm_id"), table_name="rule_move")
    op.drop_table("rule_move")
    op.drop_index(op.f("ix_rule_impact_draft_id"), table_name="rule_impact")
    op.drop_table("rule_impact")
    op.drop_index(op.f("ix_rule_draft_jurisdiction"), table_name="rule_draft")
    op.drop_table("rule_draft")
    op.drop_index(op.f("ix_rule_check_rule_set_condition_id"), table_name="rule_check")
    op.drop_table("rule_check")
    op.drop_table("local_tier")
    op.drop_table("checklist_mark")
