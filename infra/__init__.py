"""Plumbing and deployment: drivers, bounds, health. It knows no target and no agency."""
