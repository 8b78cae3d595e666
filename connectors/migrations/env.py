"""Alembic's environment; it works on the connection that bot.services.upgrade hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    version_table="alembic_version_connectors",
)
with context.begin_transaction():
    context.run_migrations()
