"""The manifest of an archive: which files it consists of, and what they must hold.

It is written last, so a file that it does not name does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.projector.proof.checkpoint import Digest, Offset
from services.projector.proof.files import write_whole

FORMAT: Literal["chitieu-log-archive-v1"] = "chitieu-log-archive-v1"
MANIFEST = "manifest.json"
# Of 60,000 files, 4 TB of a log at the usual size; parsed, it takes ten times as much memory.
MANIFEST_BYTES = 16 * 1_048_576


class ManifestError(Exception):
    """There is no archive, or its manifest cannot be read; the text says why."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Segment(_Model):
    """A file of consecutive records; `chain_sha256` is the partition's head behind the last."""

    file: Annotated[str, Field(pattern=r"^\d{5}/\d{20}-\d{20}\.jsonl\.zst$")]
    first_offset: Offset
    records: Annotated[int, Field(gt=0)]
    bytes: Annotated[int, Field(gt=0)]
    plain_bytes: Annotated[int, Field(gt=0)]
    sha256: Digest
    chain_sha256: Digest

    @property
    def next_offset(self) -> int:
        """The offset behind the last record."""
        return self.first_offset + self.records


class PartitionArchive(_Model):
    """The files of one partition, in order, and where they end."""

    partition: Annotated[int, Field(ge=0, lt=100_000)]
    next_offset: Offset
    chain_sha256: Digest
    last_record_at: str | None
    segments: tuple[Segment, ...]


class Manifest(_Model):
    """An archive of one log; `topic_config` are the settings by which its topic was kept."""

    format: Literal["chitieu-log-archive-v1"] = FORMAT
    log: str
    of: Literal["events", "alerts"]
    written_at: str
    topic_config: Mapping[str, str]
    partitions: tuple[PartitionArchive, ...]

    @property
    def records(self) -> int:
        """How many records it holds."""
        return sum(one.next_offset for one in self.partitions)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in place of the one that stands.

    Raises:
        ManifestError: nobody could read it again.
    """
    data = orjson.dumps(
        manifest.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2
    )
    if len(data) > MANIFEST_BYTES:
        raise ManifestError(f"{folder / MANIFEST}: too many files; begin anew with larger ones")
    write_whole(folder / MANIFEST, data)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of an archive.

    Raises:
        ManifestError: there is none, or it contradicts itself.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            data = file.read(MANIFEST_BYTES + 1)
        if len(data) > MANIFEST_BYTES:
            raise ManifestError(f"{path}: larger than {MANIFEST_BYTES} bytes")
        manifest = Manifest.model_validate_json(data)
    except OSError as error:
        raise ManifestError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise ManifestError(f"{path}: {where}: {first['msg']}") from None
    if [one.partition for one in manifest.partitions] != list(range(len(manifest.partitions))):
        raise ManifestError(f"{path}: partitions: not numbered from 0 on")
    for one in manifest.partitions:
        ends = 0
        for segment in one.segments:
            if segment.first_offset != ends:
                raise ManifestError(f"{path}: {segment.file} does not follow on {ends}")
            ends = segment.next_offset
        if ends != one.next_offset:
            raise ManifestError(f"{path}: partition {one.partition} does not end where it says")
    return manifest
