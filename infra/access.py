"""API keys: how one looks, how it is kept, and what it lets its holder do.

A key is `chitieu_<key id>_<secret>`. Only a SHA-256 of the secret is kept. Slow password
hashes exist because people choose guessable passwords; this secret is 256 random bits, so
guessing it takes as long behind one SHA-256 as behind a million, and a fast hash lets
every request be checked without a cache of open keys. Storage belongs to the services.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

_PREFIX = "chitieu"
_KEY_ID_BYTES = 10  # 16 base32 letters: names a key, hides nothing
_SECRET_BYTES = 32  # 52 base32 letters
_KEY_FORM = re.compile(r"^chitieu_([a-z2-7]{16})_([a-z2-7]{52})$", re.ASCII)
_SCOPE_FORM = re.compile(r"^(report|plan|directory|alerts|plan:[A-Za-z0-9][A-Za-z0-9._:-]{0,63})$")


@dataclass(frozen=True, slots=True)
class Credential:
    """Who is asking and what he may do, as the service's storage tells it.

    `agency` is the holder's id; `every_agency` lets the local operator key speak for all.
    """

    key_id: str
    agency: str | None
    scopes: frozenset[str]
    every_agency: bool = False


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: `text` is shown once, the digest is kept."""

    key_id: str
    text: str = field(repr=False)
    secret_sha256: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """A key as somebody sent it, not yet believed."""

    key_id: str
    secret: str = field(repr=False)


def _letters(data: bytes) -> str:
    # Lower-case base32: no '_' or '-', so the parts divide cleanly and a double click selects.
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("ascii")).digest()


def generate_key(token: Callable[[int], bytes]) -> NewKey:
    """Make a key from `token`, the clock's source of random bytes."""
    key_id, secret = _letters(token(_KEY_ID_BYTES)), _letters(token(_SECRET_BYTES))
    return NewKey(key_id, f"{_PREFIX}_{key_id}_{secret}", _digest(secret))


def parse_key(text: str) -> PresentedKey | None:
    """The parts of a key, or None where the text has not the form of one."""
    parts = _KEY_FORM.fullmatch(text)
    return PresentedKey(parts[1], parts[2]) if parts else None


def matches(presented: PresentedKey, secret_sha256: bytes) -> bool:
    """Whether the secret is the one whose digest is kept, in time that tells nothing."""
    return hmac.compare_digest(_digest(presented.secret), secret_sha256)


def bearer_token(authorization: str | None) -> str | None:
    """The token of an `Authorization: Bearer <token>` header, or None."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def check_scope(scope: str) -> str:
    """The scope itself; raises ValueError naming the allowed forms."""
    if not _SCOPE_FORM.fullmatch(scope):
        raise ValueError(
            f"unknown scope {scope!r}: use report, plan, plan:<issuer>, directory or alerts"
        )
    return scope
