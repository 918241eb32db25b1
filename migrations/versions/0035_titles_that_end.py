"""The index of titles by their end holds all that decides whether one is valid: counting those that end looks at no title."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NARROW = ["tier", "valid_to"]
WIDE = [*NARROW, "valid_from", "revoked_on"]


def upgrade() -> None:
    op.create_index("ix_title_tier_valid_to_valid_from_revoked_on", "title", WIDE)
    op.drop_index("ix_title_tier_valid_to", "title")


def downgrade() -> None:
    op.create_index("ix_title_tier_valid_to", "title", NARROW)
    op.drop_index("ix_title_tier_valid_to_valid_from_revoked_on", "title")
