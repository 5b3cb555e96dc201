"""Bring the pinned uv to a machine whose Python has no `venv` (Debian without python3-venv).

Runs on the system's own Python, before there is any environment: standard library only.

    python3 bring_uv.py TARGET_DIRECTORY [INDEX_URL]
"""

import hashlib
import io
import json
import platform
import re
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

PINNED = Path(__file__).with_name("uv-requirements.txt")
INDEX = "https://pypi.org/simple"
TIMEOUT_SECONDS = 60
WHEEL_MAX_BYTES = 200 * 1_048_576


def pinned() -> tuple[str, set[str]]:
    """The version of uv that is pinned, and the digests of its files."""
    text = PINNED.read_text(encoding="utf-8")
    version = re.findall(r"^uv==([0-9.]+)", text, re.MULTILINE)
    return version[0], set(re.findall(r"sha256:([0-9a-f]{64})", text))


def wheel_for(
    files: list[dict[str, str]], version: str, machine: str
) -> "dict[str, str] | None":  # quoted: the system's Python may be older than ours
    """The file of the index that fits this version on this kind of glibc Linux, or None."""
    fits = re.compile(
        rf"uv-{re.escape(version)}-py3-none-manylinux\S*_{re.escape(machine)}\S*\.whl"
    )
    return next((file for file in files if fits.fullmatch(file["filename"])), None)


def fetch(url: str, accept: str = "*/*") -> bytes:
    """The bytes behind an address of the index."""
    if not url.startswith(("https://", "http://")):
        sys.exit(f"{url} is not a web address")
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 - checked above
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
        return bytes(answer.read(WHEEL_MAX_BYTES))


def main(target: str, index: str = INDEX) -> None:
    """Download, check the digest, put the program into the target folder."""
    version, digests = pinned()
    listing = fetch(f"{index.rstrip('/')}/uv/", "application/vnd.pypi.simple.v1+json")
    file = wheel_for(json.loads(listing)["files"], version, platform.machine())
    if file is None:
        sys.exit(f"{index} has no uv {version} for {platform.machine()} Linux")
    wheel = fetch(file["url"])
    if hashlib.sha256(wheel).hexdigest() not in digests:
        sys.exit(f"{file['filename']} is not the file that {PINNED.name} pins: its digest differs")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        program = archive.read(f"uv-{version}.data/scripts/uv")
    Path(target).mkdir(parents=True, exist_ok=True)
    partial = Path(target) / "uv.partial"
    partial.write_bytes(program)
    partial.chmod(0o755)
    partial.replace(Path(target) / "uv")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except (OSError, urllib.error.URLError) as error:
        sys.exit(f"uv could not be downloaded: {error}")
