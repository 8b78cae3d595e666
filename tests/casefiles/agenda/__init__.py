"""Tests of `casefiles.agenda`."""
