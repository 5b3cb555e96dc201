"""Ed25519 signatures beside a file, in the form that openssl makes and checks.

The private key is written once, readable by its owner only, and never shown; the public one
beside it is for whoever checks.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

KEY_BYTES = 16_384
SIGNATURE_BYTES = 64


class SigningError(Exception):
    """A key or a signature cannot be used; the text says why."""


def signature_path(path: Path) -> Path:
    """Return where the signature of a file stands."""
    return path.with_name(f"{path.name}.sig")


def new_key(path: Path) -> Path:
    """Write a new private key to `path` and its public key to `path`.pub; return the latter.

    Raises:
        SigningError: a file of that name stands already, or it cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    public_path = path.with_name(f"{path.name}.pub")
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        for target, text, mode in ((path, private, 0o600), (public_path, public, 0o644)):
            opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(opened, "wb") as file:
                file.write(text)
    except OSError as error:
        raise SigningError(f"{error.filename}: {error.strerror}") from None
    return public_path


def sign(data: bytes, key_path: Path) -> bytes:
    """Return the signature of bytes (64 bytes, as RFC 8032 has them).

    Raises:
        SigningError: the file is no private Ed25519 key in PEM.
    """
    try:
        key = load_pem_private_key(_read(key_path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningError(f"{key_path}: no private key in PEM without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningError(f"{key_path}: a key, but not of Ed25519")
    return key.sign(data)


def check_signature(data: bytes, signature: bytes, public_path: Path) -> None:
    """Check that bytes were signed by the holder of a key.

    Raises:
        SigningError: they were not, or the file is no public Ed25519 key in PEM.
    """
    try:
        key = load_pem_public_key(_read(public_path))
    except (ValueError, UnsupportedAlgorithm):
        raise SigningError(f"{public_path}: no public key in PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise SigningError(f"{public_path}: a key, but not of Ed25519")
    try:
        key.verify(signature, data)
    except InvalidSignature:
        raise SigningError(f"the signature is not of this file by {public_path}") from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(KEY_BYTES)
    except OSError as error:
        raise SigningError(f"{path}: {error.strerror}") from None
