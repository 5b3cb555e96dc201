"""An archive's files: what they hold is what was on the log, and whatever is done to them tells."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import pytest
import zstandard

from services.projector.chain import begin
from services.projector.proof.archive import CheckJob, check_partition
from services.projector.proof.checkpoint import Known
from services.projector.proof.exam import Finding
from services.projector.proof.files import PARTIAL
from services.projector.proof.manifest import (
    MANIFEST,
    Manifest,
    ManifestError,
    read_manifest,
    write_manifest,
)
from services.projector.proof.restore import ORIGIN, planned
from services.projector.proof.segments import BadSegment, SegmentWriter, read_segment
from tests.services.projector.proof.histories import (
    forged,
    heads,
    history,
    middle,
    record,
    write_archive,
)

SOUND = history(0, 40)


def checked(folder: Path, known: Sequence[Known] = ()) -> list[Finding]:
    """What is wrong with an archive's first partition."""
    manifest = read_manifest(folder)
    return check_partition(CheckJob(folder, manifest.partitions[0], tuple(known), True))


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    """Key, time, headers that are no text, null and value come back as they stood."""
    manifest = write_archive(tmp_path / "a", [SOUND, []])
    assert len(manifest.partitions[0].segments) > 5
    read = [
        one
        for segment in manifest.partitions[0].segments
        for records in read_segment(tmp_path / "a", segment, 0)
        for one in records
    ]
    assert read == SOUND
    assert checked(tmp_path / "a") == []


def test_a_file_is_read_without_chitieu(tmp_path: Path) -> None:
    """Any zstd decompresses it to JSON Lines with Vietnamese as text."""
    manifest = write_archive(tmp_path / "a", [SOUND])
    path = tmp_path / "a" / manifest.partitions[0].segments[0].file
    with path.open("rb") as file:
        lines = zstandard.ZstdDecompressor().stream_reader(file).read().splitlines()
    first = orjson.loads(lines[0])
    assert (first["offset"], first["key"]) == (0, "indicator/chi-tieu-0-0")
    assert "Tỷ trọng kinh tế số" in first["value"]


def flip(path: Path) -> None:
    """Change one byte in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "tamper",
    [
        flip,
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-3]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(next(path.parent.iterdir()).read_bytes() + b"x"),
    ],
    ids=["a byte flipped", "removed", "truncated", "emptied", "replaced"],
)
def test_a_file_that_was_touched_is_named(tamper: Callable[[Path], None], tmp_path: Path) -> None:
    """With the records that it held, and the advice to take another copy; restore refuses it."""
    manifest = write_archive(tmp_path / "a", [SOUND])
    segment = middle(manifest)
    tamper(tmp_path / "a" / segment.file)

    [found] = checked(tmp_path / "a")
    assert (found.code, found.first_offset, found.last_offset) == (
        "file_differs",
        segment.first_offset,
        segment.next_offset - 1,
    )
    assert "bản sao khác" in found.vi
    with pytest.raises(BadSegment, match=str(segment.first_offset)):
        list(planned(tmp_path / "a", manifest, 1))


def test_files_and_manifest_forged_together_are_found_by_the_checkpoint(tmp_path: Path) -> None:
    """Whoever can write the archive can write its hashes; what was signed elsewhere he cannot."""
    folder = tmp_path / "a"
    write_archive(folder, [[*SOUND[:17], forged(SOUND[17]), *SOUND[18:]]])
    assert checked(folder) == []
    [found] = checked(folder, heads(0, SOUND, 10))
    assert (found.code, found.first_offset, found.last_offset) == (
        "differs_from_checkpoint",
        10,
        19,
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"offset": 1.0}, "no number"),
        ({"timestamp": 2**63}, "no number"),
        ({"timestamp": True}, "no number"),
        ({"headers": [[7, "x"]]}, "no text"),
        ({"value": ["x"]}, "no record"),
        ({"offset": 2}, "not the record of its place"),
    ],
)
def test_a_forged_line_is_told_and_stops_nothing_else(
    line: dict[str, object], said: str, tmp_path: Path
) -> None:
    """Whoever forged manifest and file cannot make the reader fall over, nor move a record."""
    manifest = write_archive(tmp_path / "a", [history(0, 2)], limit=10**6)
    sound = {"offset": 1, "timestamp": 0, "key": "k", "headers": [], "value": "{}"}
    forge(tmp_path / "a", manifest, [{**sound, "offset": 0}, {**sound, **line}])

    [found] = checked(tmp_path / "a")
    assert found.code == "file_differs"
    assert said in found.en


def forge(folder: Path, manifest: Manifest, lines: Sequence[object]) -> None:
    """Put other lines into an archive's only file, and its hash into the manifest."""
    plain = b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in lines)
    data = zstandard.ZstdCompressor().compress(plain)
    [partition] = manifest.partitions
    [segment] = partition.segments
    (folder / segment.file).write_bytes(data)
    changes = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "plain_bytes": len(plain),
        "records": len(lines),
    }
    forged_segment = segment.model_copy(update=changes)
    forged_partition = partition.model_copy(
        update={"segments": (forged_segment,), "next_offset": len(lines)}
    )
    write_manifest(folder, manifest.model_copy(update={"partitions": (forged_partition,)}))


def test_long_lines_that_compress_to_nothing_do_not_fill_the_memory(tmp_path: Path) -> None:
    """A few kilobytes may say gigabytes: however many lines, some megabytes are held at a time."""
    manifest = write_archive(tmp_path / "a", [history(0, 2)], limit=10**6)
    line = {"timestamp": 0, "key": "k", "headers": [], "value": " " * 4_000_000}
    forge(tmp_path / "a", manifest, [{"offset": at, **line} for at in range(24)])
    segment = read_manifest(tmp_path / "a").partitions[0].segments[0]
    assert segment.bytes < 100_000

    pieces = list(map(len, read_segment(tmp_path / "a", segment, 0)))

    assert max(pieces) <= 3


def test_two_files_whose_names_were_swapped_are_found(tmp_path: Path) -> None:
    """The hash is that of the file under that name."""
    manifest = write_archive(tmp_path / "a", [SOUND])
    one, other = [tmp_path / "a" / s.file for s in manifest.partitions[0].segments[1:3]]
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)
    assert [found.code for found in checked(tmp_path / "a")] == ["file_differs"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.pop("log"), "log"),
        (lambda told: told["partitions"].pop(0), "numbered"),
        (lambda told: told["partitions"][0]["segments"].pop(1), "does not follow"),
        (lambda told: told["partitions"][0]["segments"].pop(), "does not end"),
        (
            lambda told: told["partitions"][0]["segments"][0].update(file="../../etc/passwd"),
            "file",
        ),
    ],
    ids=["no log", "no partition", "a file less", "the last file less", "a file elsewhere"],
)
def test_a_manifest_that_contradicts_itself_is_refused(
    change: Callable[[dict[str, object]], None], said: str, tmp_path: Path
) -> None:
    """In words, before any file is opened."""
    write_archive(tmp_path / "a", [SOUND, SOUND])
    path = tmp_path / "a" / MANIFEST
    told = orjson.loads(path.read_bytes())
    change(told)
    path.write_bytes(orjson.dumps(told))
    with pytest.raises(ManifestError, match=said):
        read_manifest(tmp_path / "a")


def test_a_run_that_was_killed_leaves_no_file_that_counts(tmp_path: Path) -> None:
    """What it was writing has another name, and the manifest does not know of it."""
    folder = tmp_path / "a"
    manifest = write_archive(folder, [SOUND])
    writer = SegmentWriter(folder, 0, begin(0), 10**9)
    writer.take([record(0, 40)])
    assert [one.name for one in (folder / "00000").glob(f"*{PARTIAL}")]
    assert read_manifest(folder) == manifest
    assert checked(folder) == []
    writer.abandon()
    assert not list((folder / "00000").glob(f"*{PARTIAL}"))


def test_keyed_again_every_subject_keeps_its_order_and_its_first_place(tmp_path: Path) -> None:
    """Each record once, a subject in one partition, no gap, the first place in a header."""
    sound = [history(number, 30 + number, subjects=5) for number in range(3)]
    manifest = write_archive(tmp_path / "a", sound)
    moved = list(planned(tmp_path / "a", manifest, 7))

    homes = {one.key: {o.partition for o in moved if o.key == one.key} for one in moved}
    assert all(len(found) == 1 for found in homes.values())
    for key in homes:
        before = [one.value for ones in sound for one in ones if one.key == key]
        assert [one.value for one in moved if one.key == key] == before
    for number in range(7):
        offsets = [one.offset for one in moved if one.partition == number]
        assert offsets == list(range(len(offsets)))
    origins = {dict(one.headers)[ORIGIN] for one in moved}
    assert origins == {f"{one.partition}:{one.offset}".encode() for ones in sound for one in ones}


def test_moved_twice_a_record_still_names_where_it_stood_first(tmp_path: Path) -> None:
    """An archive of a restored log keeps the first place, not the second."""
    manifest = write_archive(tmp_path / "a", [history(0, 9)])
    moved: list[list[object]] = [[], []]
    for one in planned(tmp_path / "a", manifest, 2):
        moved[one.partition].append(one)
    again = write_archive(tmp_path / "b", moved)  # type: ignore[arg-type] # records, by partition
    back = list(planned(tmp_path / "b", again, 1)) + list(planned(tmp_path / "b", again, 5))
    assert {dict(one.headers)[ORIGIN] for one in back} == {f"0:{n}".encode() for n in range(9)}


def test_a_manifest_is_replaced_whole(tmp_path: Path) -> None:
    """Written beside and renamed: what is there is one or the other."""
    manifest = write_archive(tmp_path / "a", [SOUND])
    later: Manifest = manifest.model_copy(update={"written_at": "2027-01-01T00:00:00Z"})
    write_manifest(tmp_path / "a", later)
    assert read_manifest(tmp_path / "a") == later
    assert sorted(one.name for one in (tmp_path / "a").iterdir()) == ["00000", MANIFEST]
