"""`make audit` never takes what it could not look up for what is free of faults."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.deploy.tools import ROOT

CLEAN = {"name": "uno", "version": "1.0", "vulns": []}
FAULTY = {
    "name": "dos", "version": "2.0",
    "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"]}],
}  # fmt: skip
UNKNOWN = {"name": "tres", "skip_reason": "could not be audited"}


@pytest.mark.parametrize(
    ("libraries", "code", "said"),
    [
        ([CLEAN], 0, "Las 1 bibliotecas fijadas están sin vulnerabilidades"),
        ([CLEAN, FAULTY], 1, "dos 2.0: PYSEC-2026-1, CVE-2026-1. Corregida en: 2.1."),
        ([CLEAN, UNKNOWN], 2, "No se pudieron revisar 1 de 2"),
        ([UNKNOWN], 2, "no se revisó ninguna biblioteca"),
        ([], 2, "no se revisó ninguna biblioteca"),
        (None, 2, "no se revisó ninguna biblioteca"),
    ],
)
def test_the_report_says_what_was_looked_up_and_what_was_not(tmp_path, libraries, code, said):
    (tmp_path / "found.json").write_text("" if libraries is None else json.dumps({"dependencies": libraries}))
    done = subprocess.run(
        [sys.executable, "scripts/report_audit.py", tmp_path / "found.json"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == code and said in done.stdout
    assert ("sin vulnerabilidades" in done.stdout) == (code == 0)
