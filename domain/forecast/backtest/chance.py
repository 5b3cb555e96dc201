"""Chance without a generator: a number that depends on what it is for, and on the seed alone.

A generator's next number depends on all drawn before; then a row appended to a table would
change what was drawn for another. Here each draw stands for itself.
"""

from __future__ import annotations

from datetime import date
from hashlib import blake2b


def share_of(seed: int, purpose: str, name: str, *days: date) -> float:
    """Return a number from 0 up to 1, the same for the same arguments."""
    drawn_for = "\0".join((str(seed), purpose, name, *map(str, days)))
    digest = blake2b(drawn_for.encode(), digest_size=7).digest()
    return (int.from_bytes(digest, "big") >> 3) / (1 << 53)
