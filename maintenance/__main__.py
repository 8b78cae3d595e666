"""`python -m maintenance`: prepare, back up, restore, delete what is too old."""

import settings
from maintenance.cli import app

settings.keep_private()
app(prog_name="python -m maintenance")
