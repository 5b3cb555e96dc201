"""Readers of plans: what each format becomes, and what is refused."""
