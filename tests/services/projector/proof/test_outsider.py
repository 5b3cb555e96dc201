"""The program for whoever trusts neither us nor our code finds what was done to an archive."""

from __future__ import annotations

import runpy
from pathlib import Path

import orjson
import pytest

from infra.local.settings import SOURCE_TREE
from services.projector.fold import LogRecord
from tests.services.projector.proof.histories import (
    forged,
    heads,
    history,
    middle,
    renumbered,
    write_archive,
)

SOUND = history(0, 40)
check_log = runpy.run_path(str(SOURCE_TREE / "docs/howto/check_log.py"))["main"]


def checkpoint(folder: Path) -> Path:
    """What was given away of the sound log: a head after every ten records."""
    told = [
        {"next_offset": one.next_offset, "chain_sha256": one.chain.hex()}
        for one in heads(0, SOUND, 10)
    ]
    path = folder / "log.checkpoint"
    path.write_bytes(orjson.dumps({"partitions": [{"partition": 0, "heads": told, **told[-1]}]}))
    return path


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (SOUND, "sound"),
        ([*SOUND, *history(0, 45)[40:]], "sound"),
        ([*SOUND[:17], forged(SOUND[17]), *SOUND[18:]], "partition 0: differs in records 10 to 19"),
        (renumbered([*SOUND[:25], *SOUND[26:]]), "partition 0: differs in records 20 to 29"),
        (SOUND[:31], "partition 0: differs in records 30 to 39"),
    ],
    ids=["sound", "grown", "forged", "one_less", "cut"],
)
def test_an_archive_is_held_against_a_checkpoint(
    records: list[LogRecord], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was changed lies within the records that it names."""
    write_archive(tmp_path / "a", [records])

    code = check_log(tmp_path / "a", checkpoint(tmp_path))

    assert (capsys.readouterr().out.splitlines()[0], code) == (said, int(said != "sound"))


def test_a_damaged_file_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A byte of a compressed file has flipped: no trace of a program, but where, and that it is."""
    manifest = write_archive(tmp_path / "a", [SOUND])
    file = tmp_path / "a" / middle(manifest).file
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)

    code = check_log(tmp_path / "a", checkpoint(tmp_path))

    said = capsys.readouterr().out
    assert "differs in records" in said
    assert code == 1
