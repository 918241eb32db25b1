"""What a ranking says of itself: the document that asks for it and a note to its readers."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("document", "note"):
        op.add_column("ranking", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in ("note", "document"):
        op.drop_column("ranking", name)
