"""Lint: every kind of finding on a plan made by hand, and all findings of two real plans."""
