"""Tests of `casefiles.cases`."""
