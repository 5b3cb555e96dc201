"""A column that holds the lead and those who help in one cell."""

from __future__ import annotations

import re

from services.cli.plan.importing.words import plain

_HELPED = re.compile(
    r"(?:[;.,\n-]\s*|\s)?(?:đơn vị\s+|cơ quan\s+)?phối hợp\s*(?:với|cùng)?\s*:?\s*", re.IGNORECASE
)
_LEADS = re.compile(r"^\W*(?:đơn vị\s+|cơ quan\s+)?chủ trì\s*:?\s*", re.IGNORECASE)


def split_both(text: str) -> tuple[str, str, str]:
    """Return lead, helpers, and the whole as a doubt where nothing divides the two."""
    words = plain(text)
    headless = _LEADS.sub("", words).strip()
    parts = _HELPED.split(headless, maxsplit=1)
    if len(parts) == 2 and parts[0].strip(" ,;.-"):
        return parts[0].strip(" ,;.-"), parts[1].strip(" ,;.-"), ""
    if headless != words and len(parts) == 1:
        return headless, "", ""
    return "", "", words
