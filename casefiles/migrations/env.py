"""Alembic's environment; it works on the connection that casefiles.database hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    version_table="alembic_version_casefiles",
)
with context.begin_transaction():
    context.run_migrations()
