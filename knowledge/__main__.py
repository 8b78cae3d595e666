"""`python -m knowledge`: load, check, search, import and export the knowledge base."""

import settings
from knowledge.cli.commands import app

settings.keep_private()
app(prog_name="python -m knowledge")
