"""A column that holds the lead and those who help in one cell."""

from __future__ import annotations

import re

from services.cli.plan.importing.words import plain

_HELPED = re.compile(
    r"(?:[;.,\n-]\s*|\s)?(?:đơn vị\s+|cơ quan\s+)?phối hợp\s*(?:với|cùng)?\s*:?\s*", re.IGNORECASE
)
_SAID_LEAD = re.compile(
    r"^(?P<lead>[^:]*?\w)\s*(?:\(\s*chủ trì\s*\)|chủ trì)(?P<rest>[^\w].*)?$",
    re.IGNORECASE | re.DOTALL,
)
_SAID_HELP = re.compile(r"[\s,;(]*phối hợp(?:\s+(?:với|cùng))?\b[\s:)]*", re.IGNORECASE)
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


def split_said(text: str) -> tuple[str, str]:
    """Return lead and helpers of a cell of leads that says itself who only helps.

    *Sở A (chủ trì), Sở B (phối hợp)*, *Sở A chủ trì, phối hợp với Sở B*, *Sở A phối hợp với B*.
    """
    words = plain(text)
    if _LEADS.match(words):
        lead, helped, doubt = split_both(words)
        return (words, "") if doubt else (lead, helped)
    if found := _SAID_LEAD.match(words):
        helped = _SAID_HELP.sub(" ; ", found["rest"] or "")
        return found["lead"].strip(" ,;.-"), helped.strip(" ,;.-")
    parts = _SAID_HELP.split(words, maxsplit=1)
    if len(parts) == 2 and parts[0].strip() and parts[1].strip(" ,;.-"):
        return parts[0].strip(" ,;.-"), parts[1].strip(" ,;.-")
    return words, ""
