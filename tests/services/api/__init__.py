"""Tests of the api: JSON and pages on a real PostgreSQL."""
