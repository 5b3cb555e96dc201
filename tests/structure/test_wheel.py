"""What is installed is what was written: the wheel holds the SQL, the templates, the schemas."""

import subprocess
import zipfile
from pathlib import Path

from tests.structure.source import PRODUCT, ROOT


def uv() -> str:
    """The uv that `make setup` found or brought, which need not be on PATH."""
    brought = ROOT / ".local/bin/uv"
    return str(brought) if brought.exists() else "uv"


def test_the_wheel_holds_every_file_of_the_product(tmp_path: Path) -> None:
    """Not the Python files alone: what a service loads at run time is installed beside them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *PRODUCT],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    wanted = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
    subprocess.run(
        [uv(), "build", "--wheel", "--quiet", "--out-dir", str(tmp_path), str(ROOT)],
        timeout=300,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert not wanted - packed
    assert {name.rpartition(".")[2] for name in wanted} >= {"py", "sql", "html", "json"}
