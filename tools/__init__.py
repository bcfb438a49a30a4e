"""Checks that stand outside the test run: of the files committed, and of the wheel."""
