"""Killing the process with -9 at any moment loses nothing that was said to be stored, and leaves nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select

from casefiles.database import reading
from casefiles.models import CaseFile, Change
from tests.casefiles.conftest import Desk

ROOT = Path(__file__).resolve().parents[3]

# Answers without end, and says each one once it is stored.
WRITER = """
import sys
from itertools import count
from knowledge.database import open_engine
from tests.casefiles.conftest import Desk

url, person, case, first = sys.argv[1:]
desk = Desk.__new__(Desk)
desk.engine, desk.id = open_engine(url), person
for number in count(int(first)):
    desk.answers(case, f"E1.{number}", number)
    print(number, flush=True)
"""


def test_kill_minus_nine_between_any_two_messages_loses_nothing(ana: Desk, case: str, engine):
    said = -1
    for round_ in range(3):
        arguments = [str(engine.url.render_as_string(hide_password=False)), ana.id, case, str(said + 1)]
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", WRITER, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        heard = [process.stdout.readline()]
        time.sleep(0.05 + 0.13 * round_)  # anywhere: reading, writing, committing
        os.kill(process.pid, signal.SIGKILL)
        heard += process.stdout.read().splitlines()
        process.stdout.close()
        process.wait()
        said = max(int(line) for line in heard if line.strip())

        answers = ana.state(case).answers
        kept = sorted(answer.value for answer in answers.values())  # type: ignore[type-var]
        # The last one may be stored and not yet said; the next round says it again and it stays one.
        assert kept in (list(range(said + 1)), list(range(said + 2)))
        with reading(engine) as session:
            changes = session.scalars(select(Change).where(Change.kind == "responder")).all()
            version = session.get(CaseFile, case).version
            assert sorted(change.after["valor"] for change in changes) == kept
            assert max(change.version for change in changes) == version
    assert said > 5
