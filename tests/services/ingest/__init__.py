"""Ingest: what it admits and refuses, and how an event comes onto the log."""
