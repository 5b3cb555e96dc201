"""Tests of what a person does, with the real programs."""
