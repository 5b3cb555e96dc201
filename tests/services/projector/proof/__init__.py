"""Proofs about the log, and copies of it."""
