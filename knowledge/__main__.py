"""`python -m knowledge`: load, check, search, import and export the knowledge base."""

from knowledge.cli import app

app(prog_name="python -m knowledge")
