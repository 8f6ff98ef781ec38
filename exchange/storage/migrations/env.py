"""Runs the steps on the connection that `exchange.storage.database.migrate` hands over, inside its transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["tables"],
    transactional_ddl=True,
)
context.run_migrations()
