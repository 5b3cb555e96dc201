"""Cut a Markdown page into the commands that its reader types and the answers that it shows.

A block fenced as `sh` is run. A `text` block right behind it shows lines that must be in its
output, where `…` stands for anything within a line. What was sent again after a 503, whose first
sending may have been taken, answers that it is a duplicate: that is as good.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)

# What is told of an event that was taken, and of the same one sent again.
_SENT_AGAIN = (
    ('"status":"accepted"', '"status":"duplicate"'),
    ("HTTP 201", "HTTP 200"),
    (": accepted at", ": duplicate at"),
    ('"accepted":1,"duplicate":0', '"accepted":0,"duplicate":1'),
    ("1 sự kiện được nhận / accepted", "0 sự kiện được nhận / accepted, 1 đã có từ trước"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """Commands of one fence, with the line of the page where they begin."""

    line: int
    commands: str
    expected: tuple[str, ...]

    def missing(self, output: str) -> list[str]:
        """Return the shown lines that no line of the output has."""
        return [shown for shown in self.expected if not _stands_in(output, shown)]


def _stands_in(output: str, shown: str) -> bool:
    again = shown
    for first, then in _SENT_AGAIN:
        again = again.replace(first, then)
    return any(_pattern(words).search(output) for words in (shown, again))


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
