"""`python -m maintenance`: prepare, back up, restore, delete what is too old."""

from maintenance.cli import app

app(prog_name="python -m maintenance")
