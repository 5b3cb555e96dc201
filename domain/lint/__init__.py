"""Contradictions inside a plan, and across plans: found before the year starts."""
