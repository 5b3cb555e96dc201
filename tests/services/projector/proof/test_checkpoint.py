"""A checkpoint's file and its signature, which an outsider checks without us."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from services.projector.proof.checkpoint import (
    Checkpoint,
    CheckpointError,
    Head,
    PartitionCheckpoint,
    known_heads,
    read_checkpoint,
    write_checkpoint,
)
from services.projector.proof.signing import SigningError, check_signature, new_key, sign

CHECKPOINT = Checkpoint(
    log="chitieu.events.v1",
    written_at="2026-11-22T00:00:00Z",
    every=10,
    partitions=(
        PartitionCheckpoint(
            partition=0,
            next_offset=12,
            chain_sha256="ab" * 32,
            records=12,
            last_record_at="2026-11-21T23:59:59.123Z",
            heads=(Head(next_offset=10, chain_sha256="cd" * 32),),
        ),
    ),
)


def test_a_checkpoint_comes_back_as_it_was_written() -> None:
    """Canonical JSON; its heads in order, the last among them."""
    data = write_checkpoint(CHECKPOINT)
    assert read_checkpoint(data) == CHECKPOINT
    assert write_checkpoint(read_checkpoint(data)) == data
    assert [one.next_offset for one in known_heads(CHECKPOINT.partitions[0])] == [10, 12]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"every":10', b'"every":0', "every"),
        (b"checkpoint-v1", b"checkpoint-v2", "format"),
        (b"abab", b"ABAB", "chain_sha256"),
        (b'"log"', b'"lag"', "lag|log"),
        (b"{", b"", "JSON"),
    ],
)
def test_what_is_no_checkpoint_is_refused_in_words(old: bytes, new: bytes, said: str) -> None:
    """The words name the field."""
    with pytest.raises(CheckpointError, match=said):
        read_checkpoint(write_checkpoint(CHECKPOINT).replace(old, new, 1))


def test_openssl_alone_checks_the_signature(tmp_path: Path) -> None:
    """And refuses it once a byte of the file is another."""
    key, path = tmp_path / "chitieu.key", tmp_path / "log.checkpoint"
    public = new_key(key)
    path.write_bytes(write_checkpoint(CHECKPOINT))
    signature = tmp_path / "log.checkpoint.sig"
    signature.write_bytes(sign(path.read_bytes(), key))
    command = f"openssl pkeyutl -verify -pubin -inkey {public} -rawin -in {path}".split()
    command += ["-sigfile", str(signature)]

    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    check_signature(path.read_bytes(), signature.read_bytes(), public)
    path.write_bytes(path.read_bytes().replace(b'"next_offset":12', b'"next_offset":11'))
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0
    with pytest.raises(SigningError, match="not of this file"):
        check_signature(path.read_bytes(), signature.read_bytes(), public)


def test_a_private_key_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    """Mode 0600; a second key of the same name is refused."""
    key = tmp_path / "chitieu.key"
    new_key(key)
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    with pytest.raises(SigningError, match="exists"):
        new_key(key)
    assert key.read_bytes() == before


def test_what_is_no_key_is_refused_in_words(tmp_path: Path) -> None:
    """The public key does not sign, the private one does not check, a text does neither."""
    key = tmp_path / "chitieu.key"
    public = new_key(key)
    with pytest.raises(SigningError, match="no private key"):
        sign(b"x", public)
    with pytest.raises(SigningError, match="no public key"):
        check_signature(b"x", bytes(64), key)
    with pytest.raises(SigningError, match="No such file"):
        sign(b"x", tmp_path / "none")
