"""Made-up histories of partitions, as ingest would have written them, and what a tamperer does."""

from __future__ import annotations

from pathlib import Path

import orjson

from services.projector.chain import begin, link
from services.projector.fold import LogRecord
from services.projector.proof.checkpoint import Known
from services.projector.proof.manifest import (
    Manifest,
    PartitionArchive,
    Segment,
    read_manifest,
    write_manifest,
)
from services.projector.proof.segments import SegmentWriter

FIRST_MS = 1_672_884_000_000


def record(partition: int, offset: int, *, subject: str = "indicator/kinh-te-so") -> LogRecord:
    """One canonical record."""
    value = orjson.dumps(
        {"id": f"m-{offset}", "phrase": "Tỷ trọng kinh tế số", "source": "H20", "subject": subject},
        option=orjson.OPT_SORT_KEYS,
    )
    headers = (("nguồn", b"\xff\x00"), ("none", None)) if offset % 3 == 0 else ()
    return LogRecord(partition, offset, FIRST_MS + offset, subject.encode(), value, headers)


def history(partition: int, length: int, *, subjects: int = 3) -> list[LogRecord]:
    """A partition's records."""
    return [
        record(partition, at, subject=f"indicator/chi-tieu-{partition}-{at % subjects}")
        for at in range(length)
    ]


def heads(partition: int, records: list[LogRecord], every: int) -> list[Known]:
    """What a checkpoint of a history vouches for."""
    head, found = begin(partition), []
    for at, one in enumerate(records, start=1):
        head = link(head, one)
        if at % every == 0 or at == len(records):
            found.append(Known("checkpoint", at, head))
    return found


def forged(one: LogRecord) -> LogRecord:
    """A record whose value was changed, still canonical and under its key."""
    return one._replace(value=(one.value or b"").replace(b"kinh", b"KINH"))


def renumbered(records: list[LogRecord]) -> list[LogRecord]:
    """Records with offsets from 0 on, as whoever writes a log anew gets them."""
    return [one._replace(offset=at) for at, one in enumerate(records)]


def write_archive(folder: Path, histories: list[list[LogRecord]], *, limit: int = 600) -> Manifest:
    """An archive of these partitions, in files of a few records each."""
    partitions = []
    for number, records in enumerate(histories):
        folder.mkdir(exist_ok=True)
        writer = SegmentWriter(folder, number, begin(number), limit)
        writer.take(records)
        writer.finish()
        partitions.append(
            PartitionArchive(
                partition=number,
                next_offset=len(records),
                chain_sha256=writer.chain.hex(),
                last_record_at=None,
                segments=tuple(writer.written),
            )
        )
    manifest = Manifest(
        log="chitieu.events.v1",
        of="events",
        written_at="2026-11-22T00:00:00Z",
        topic_config={},
        partitions=tuple(partitions),
    )
    write_manifest(folder, manifest)
    return read_manifest(folder)


def middle(manifest: Manifest) -> Segment:
    """A file in the middle of the first partition."""
    segments = manifest.partitions[0].segments
    return segments[len(segments) // 2]
