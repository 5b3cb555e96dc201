"""Serve what is known, as JSON and as Vietnamese pages, from a role that can only read."""
