"""The sources that the guide may cite."""

from __future__ import annotations

import yaml

from knowledge.answers.content_files import CONTENT


def shipped_sources() -> frozenset[str]:
    """Keys of `sources.yml`, whose entries `knowledge.answers.content_files` checks."""
    entries = yaml.safe_load((CONTENT / "sources.yml").read_text(encoding="utf-8"))
    return frozenset(entry["clave"] for entry in entries)
