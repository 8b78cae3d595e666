"""`python -m casefiles`: retention and export of the case files."""

import settings
from casefiles.cli import app

settings.keep_private()
app(prog_name="python -m casefiles")
