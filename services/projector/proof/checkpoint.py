"""A checkpoint: what the log was at a moment, small enough to keep elsewhere and to sign.

Whoever holds one, and the log or an archive of it, can tell whether anything before it was
changed, and within which records, without asking anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FORMAT: Literal["chitieu-log-checkpoint-v1"] = "chitieu-log-checkpoint-v1"
# The heads of four billion records, one for each 10,000.
CHECKPOINT_BYTES = 48 * 1_048_576

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Offset = Annotated[int, Field(ge=0, lt=2**63)]


class CheckpointError(Exception):
    """A file is no checkpoint; the text says what is wrong with it."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Head(_Model):
    """The head of a partition's chain when `next_offset` was the next record to come."""

    next_offset: Offset
    chain_sha256: Digest


class PartitionCheckpoint(_Model):
    """A partition at the moment; `records` counts from its first record."""

    partition: Annotated[int, Field(ge=0)]
    next_offset: Offset
    chain_sha256: Digest
    records: Offset
    last_record_at: str | None
    heads: tuple[Head, ...]


class Checkpoint(_Model):
    """All partitions of one log, each with a head after every `every` records."""

    format: Literal["chitieu-log-checkpoint-v1"] = FORMAT
    log: str
    written_at: str
    every: Annotated[int, Field(ge=1)]
    partitions: tuple[PartitionCheckpoint, ...]

    def by_partition(self) -> Mapping[int, PartitionCheckpoint]:
        """Return the partitions by number."""
        return {one.partition: one for one in self.partitions}


@dataclass(frozen=True, slots=True)
class Known:
    """A head that somebody vouches for: a checkpoint, the live view, or an archive."""

    source: Literal["checkpoint", "view", "archive"]
    next_offset: int
    chain: bytes


def known_heads(checkpoint: PartitionCheckpoint) -> list[Known]:
    """Return all heads of a partition's checkpoint, in order."""
    last = Head(next_offset=checkpoint.next_offset, chain_sha256=checkpoint.chain_sha256)
    found = {one.next_offset: one.chain_sha256 for one in (*checkpoint.heads, last)}
    return [Known("checkpoint", at, bytes.fromhex(found[at])) for at in sorted(found)]


def write_checkpoint(checkpoint: Checkpoint) -> bytes:
    """Return the canonical JSON of a checkpoint (RFC 8785): what is signed."""
    return orjson.dumps(checkpoint.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def read_checkpoint(data: bytes) -> Checkpoint:
    """Return the checkpoint that a file holds.

    Raises:
        CheckpointError: it holds none.
    """
    if len(data) > CHECKPOINT_BYTES:
        raise CheckpointError(f"file: larger than {CHECKPOINT_BYTES} bytes")
    try:
        checkpoint = Checkpoint.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise CheckpointError(f"{where}: {first['msg']}") from None
    if len(checkpoint.by_partition()) != len(checkpoint.partitions):
        raise CheckpointError("partitions: one stands twice")
    return checkpoint


def instant_of(timestamp_ms: int) -> str:
    """Return a record's time as text, in UTC, to the millisecond."""
    moment = datetime.fromtimestamp(timestamp_ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
