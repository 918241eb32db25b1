"""Runs the migrations on the connection that `registry.store.schema` hands over, all in its one transaction."""

from alembic import context

from registry.store.schema import METADATA, has_model

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, include_name=has_model)
with context.begin_transaction():
    context.run_migrations()
