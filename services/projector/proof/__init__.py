"""Proofs about the log, and copies of it: verify, checkpoint, archive, restore."""
