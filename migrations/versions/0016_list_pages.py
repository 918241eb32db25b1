"""Indexes that hold the order of long lists and all that a search looks at."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FINDING = ["name_key", "initials", "credit_code", "division_code", "park"]
RIPEST = ["tier", "candidate_class", "fixes", "firm_id"]


def upgrade() -> None:
    op.create_index("ix_firm_finding", "firm", FINDING)
    op.drop_index("ix_firm_name_key", table_name="firm")
    op.create_index("ix_firm_park_name_key", "firm", ["park", "name_key"])
    op.drop_index("ix_firm_park", table_name="firm")
    op.create_index("ix_firm_founded_on", "firm", ["founded_on"])
    op.create_index("ix_firm_updated_at", "firm", ["updated_at"])
    op.create_index("ix_standing_ripest", "standing", RIPEST)
    op.drop_index("ix_standing_tier_candidate_class", table_name="standing")
    op.create_index("ix_title_recognised_on", "title", ["recognised_on"])
    op.create_index("ix_title_tier_recognised_on", "title", ["tier", "recognised_on"])
    op.create_index("ix_pool_member_entered_on", "pool_member", ["entered_on"])


def downgrade() -> None:
    op.drop_index("ix_pool_member_entered_on", table_name="pool_member")
    op.drop_index("ix_title_tier_recognised_on", table_name="title")
    op.drop_index("ix_title_recognised_on", table_name="title")
    op.create_index("ix_standing_tier_candidate_class", "standing", ["tier", "candidate_class"])
    op.drop_index("ix_standing_ripest", table_name="standing")
    op.drop_index("ix_firm_updated_at", table_name="firm")
    op.drop_index("ix_firm_founded_on", table_name="firm")
    op.create_index("ix_firm_park", "firm", ["park"])
    op.drop_index("ix_firm_park_name_key", table_name="firm")
    op.create_index("ix_firm_name_key", "firm", ["name_key"])
    op.drop_index("ix_firm_finding", table_name="firm")
