"""An amount beside an entry of the service log: vouchers, rewards, loans."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("service_entry", sa.Column("amount", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("service_entry", "amount")
