"""Tests of `casefiles.answers`."""
