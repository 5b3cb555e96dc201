"""Cut a Markdown page into the commands that its reader types and the answers that it shows.

A block fenced as `sh` is run. A `text` block right behind it shows lines that must be in its
output, where `…` stands for anything within a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """Commands of one fence, with the line of the page where they begin."""

    line: int
    commands: str
    expected: tuple[str, ...]

    def missing(self, output: str) -> list[str]:
        """Return the shown lines that no line of the output has."""
        return [shown for shown in self.expected if not _pattern(shown).search(output)]


def _pattern(shown: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in shown.split("…")))


def blocks(page: str) -> list[Block]:
    """Return the `sh` blocks of a page, in order."""
    fences = list(_FENCE.finditer(page))
    found = []
    for fence, after in zip(fences, [*fences[1:], None], strict=True):
        if fence[1] != "sh":
            continue
        shown = ""
        if after and after[1] == "text" and not page[fence.end() : after.start()].strip():
            shown = after[2]
        line = page.count("\n", 0, fence.start()) + 2
        expected = tuple(one.strip() for one in shown.splitlines() if one.strip())
        found.append(Block(line, fence[2], expected))
    return found


def section(page: str, heading: str) -> str:
    """Return the page with everything blanked but one section, so that line numbers stay.

    Raises:
        ValueError: the page has no such heading.
    """
    headings = [*_HEADING.finditer(page), None]
    for found, after in pairwise(headings):
        if found and found[1] == heading:
            end = after.start() if after else len(page)
            return "\n" * page.count("\n", 0, found.start()) + page[found.start() : end]
    raise ValueError(heading)
