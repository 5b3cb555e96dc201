"""Compute a log's hash chains from an archive and compare them with a checkpoint.

Written for whoever trusts neither chitieu nor its operators: it shares no code with either.

    pip install zstandard
    python check_log.py ARCHIVE_FOLDER CHECKPOINT_FILE
"""

import base64
import hashlib
import io
import json
import struct
import sys
from pathlib import Path

import zstandard


def raw(shown):
    """The bytes of a key or value: text, base64 of what is no text, or none."""
    if isinstance(shown, dict):
        return base64.b64decode(shown["base64"])
    return None if shown is None else shown.encode()


def field(data):
    """Length in four bytes (-1 for none), then the bytes."""
    return struct.pack(">i", -1) if data is None else struct.pack(">i", len(data)) + data


def heads(folder, partition):
    """The offset behind each record of a partition, and the chain's head there."""
    head = hashlib.sha256(b"chitieu.log.v1" + struct.pack(">i", partition)).digest()
    for path in sorted((folder / f"{partition:05d}").glob("*.jsonl.zst")):
        with path.open("rb") as file:
            plain = zstandard.ZstdDecompressor().stream_reader(file)
            for line in io.TextIOWrapper(plain, "utf-8", newline="\n"):
                told = json.loads(line)
                record = struct.pack(">qq", told["offset"], told["timestamp"])
                record += field(raw(told["key"])) + struct.pack(">i", len(told["headers"]))
                for name, value in told["headers"]:
                    record += field(name.encode()) + field(raw(value))
                record += field(raw(told["value"]))
                head = hashlib.sha256(head + hashlib.sha256(record).digest()).digest()
                yield told["offset"] + 1, head.hex()


def main(folder, checkpoint):
    """Print what differs; the exit code is 1 where anything does."""
    bad = 0
    for one in json.loads(checkpoint.read_bytes())["partitions"]:
        wanted = {known["next_offset"]: known["chain_sha256"] for known in one["heads"]}
        wanted[one["next_offset"]] = one["chain_sha256"]
        wanted.pop(0, None)
        sound = 0
        try:
            for next_offset, head in heads(folder, one["partition"]):
                if wanted.get(next_offset, head) != head:
                    break
                if wanted.pop(next_offset, None):
                    sound = next_offset
        except (ValueError, zstandard.ZstdError) as error:
            print(f"partition {one['partition']}: a file cannot be read: {error}")
        first = min(wanted, default=None)
        if first is not None:
            bad += 1
            print(f"partition {one['partition']}: differs in records {sound} to {first - 1}")
    print("sound" if not bad else f"{bad} partitions differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
