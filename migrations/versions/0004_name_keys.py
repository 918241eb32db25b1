"""Name keys without separating dots and with more kinds of brackets, as readers have compared names all along.

Taking it back changes nothing: what the dots were is still in the names, and a key without them finds its firm.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DROPPED, OPENING, CLOSING = "·•‧∙・\u2060", "《「『〖", "》」』〗"


def upgrade() -> None:
    key = "name_key"
    for characters, written in ((DROPPED, ""), (OPENING, "("), (CLOSING, ")")):
        for character in characters:
            key = f"replace({key}, '{character}', '{written}')"
    op.execute(f"DELETE FROM former_name WHERE id NOT IN (SELECT min(id) FROM former_name GROUP BY firm_id, {key})")
    for table in ("firm", "former_name"):
        op.execute(f"UPDATE {table} SET name_key = {key} WHERE name_key <> {key}")


def downgrade() -> None:
    pass
