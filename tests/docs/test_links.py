"""Links between pages lead to files and headings that exist."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.settings import SOURCE_TREE
from services.cli.reference.markdown import anchor

_LINK = re.compile(r"\]\((?!https?:)([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Every Markdown page that is or will be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=SOURCE_TREE,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return [SOURCE_TREE / name for name in listed.stdout.split("\n") if name]


def words(page: Path) -> str:
    """A page without what stands in fences."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> Iterator[str]:
    """The anchors of a page's headings."""
    for line in words(page).splitlines():
        if line.startswith("#"):
            yield anchor(line.lstrip("#").strip())


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(SOURCE_TREE).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link names a file of the repository, and a heading that this file has."""
    for link in _LINK.findall(words(page)):
        name, sign, heading = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link}: there is no {target}"
        if sign and target.suffix == ".md":
            assert f"#{heading}" in set(anchors(target)), f"{link}: no such heading"
