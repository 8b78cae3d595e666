"""`python -m casefiles`: retention and export of the case files."""

from casefiles.cli import app

app(prog_name="python -m casefiles")
