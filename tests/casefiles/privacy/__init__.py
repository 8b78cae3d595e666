"""Tests of `casefiles.privacy`."""
