"""docs/operacion.md says what is: every variable, every metric, every command."""

from __future__ import annotations

import re

import prometheus_client

import settings
from connectors.delivery import metrics
from connectors.telegram import live
from connectors.whatsapp import delivery, statuses
from tests.deploy.tools import ROOT

TEXT = (ROOT / "docs" / "operacion.md").read_text(encoding="utf-8")


def table(title: str) -> set[str]:
    """What the first column of the table under a heading names."""
    section = TEXT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)", section, re.MULTILINE))


def test_the_table_of_variables_is_complete():
    source = (ROOT / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:_text|_number|environ\.get)\(\s*"(\w+)"', source)) | set(settings.WHATSAPP_VARIABLES)
    assert len(read) > 20
    assert table("Variables") == read


def test_the_example_of_variables_names_only_variables():
    lines = (ROOT / "deploy" / "enlace.env.ejemplo").read_text(encoding="utf-8").splitlines()
    named = {line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#?[A-Z_]+=", line)}
    assert named and named <= table("Variables")


def test_every_metric_is_explained():
    ours = {metrics.INCOMING, live.ASKED, delivery.STOPPED, statuses.STATUSES}  # of every module that has some
    exported = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in prometheus_client.REGISTRY.collect()
        if family.name.startswith("enlace_")
    }
    assert len(exported) > len(ours)
    assert table("Qué vigilar") == exported


def test_every_make_command_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([\w-]+)", TEXT)) <= targets


def test_every_file_it_names_is_there():
    for path in re.findall(r"deploy/[\w/@.-]+\.(?:conf|yml|ejemplo)", TEXT):
        assert (ROOT / path).exists(), path
