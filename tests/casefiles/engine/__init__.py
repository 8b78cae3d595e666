"""Tests of `casefiles.engine`."""
