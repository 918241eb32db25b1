"""An index of the pieces of names for searching, on SQLite: three letters each, kept by triggers up to the ids in `name_words_upto`.

What lies beyond is taken in later, in portions (`registry/store/name_words.py`). The triggers are SQLite's own language only,
so that whatever program writes the file keeps the index.
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TEXTS = {  # of a table the sign of its rows' places in the index, and what is indexed; two blanks end each piece of writing
    "firm": ("", "{0}.name_key || '  ' || {0}.initials || '  '"),
    "former_name": ("-", "{0}.name_key || '  '"),
}
INDEXED = {"firm": "name_key, initials", "former_name": "name_key"}
TRIGGERS = tuple(f"{table}_words_{event}" for table in TEXTS for event in ("added", "changed", "gone"))


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    kept = "content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1'"
    op.execute(f"CREATE VIRTUAL TABLE name_words USING fts5(text, {kept})")
    op.execute("CREATE VIRTUAL TABLE name_word USING fts5vocab(name_words, instance)")
    op.execute("CREATE TABLE name_words_upto (firm INTEGER NOT NULL, former_name INTEGER NOT NULL)")
    op.execute("INSERT INTO name_words_upto VALUES (0, 0)")
    for table in TEXTS:
        added, gone = _taken_in(table), _taken_out(table)
        op.execute(f"CREATE TRIGGER {table}_words_added AFTER INSERT ON {table} BEGIN {added}; END")
        changed = f"AFTER UPDATE OF id, {INDEXED[table]} ON {table}"
        op.execute(f"CREATE TRIGGER {table}_words_changed {changed} BEGIN {gone}; {added}; END")
        op.execute(f"CREATE TRIGGER {table}_words_gone AFTER DELETE ON {table} BEGIN {gone}; END")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for trigger in TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger}")
    for table in ("name_word", "name_words", "name_words_upto"):
        op.execute(f"DROP TABLE {table}")


def _taken_in(table: str) -> str:
    sign, text = TEXTS[table]
    row = f"{sign}new.id, {text.format('new')}"
    return f"INSERT INTO name_words (rowid, text) SELECT {row} FROM name_words_upto WHERE new.id <= {table}"


def _taken_out(table: str) -> str:
    sign, text = TEXTS[table]
    row = f"'delete', {sign}old.id, {text.format('old')}"
    return f"INSERT INTO name_words (name_words, rowid, text) SELECT {row} FROM name_words_upto WHERE old.id <= {table}"
