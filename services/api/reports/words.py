"""The words of a report: verdicts official or provisional, marks of lines, names in short. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from domain.reasons import VERDICT_WORDS, Phase, Verdict, shown_words

# The points of a Vietnamese document: there is no f, j, w or z.
_POINTS = "abcdđeghiklmnopqrstuvxy"
NAMES_MAX = 5


def verdict_text(
    provisional: Verdict, official: Verdict | None, *, settled: bool, by_estimate: bool = False
) -> str:
    """Return *Đạt*, or *Đạt (tạm tính)* until it is confirmed; never *chưa đạt* before its time.

    `settled`: its evaluation time has come; `by_estimate`: an estimate decides.
    """
    if official is not None:
        return VERDICT_WORDS[official].vi
    if provisional in (Verdict.NO_DATA, Verdict.UNDETERMINED):
        return VERDICT_WORDS[provisional].vi
    if provisional is Verdict.MISSED and not settled:
        words = shown_words(provisional, None, Phase.NOT_DUE).vi
        return f"{words} (theo số ước)" if by_estimate else words
    basis = "tạm tính, theo số ước" if by_estimate else "tạm tính"
    return f"{VERDICT_WORDS[provisional].vi} ({basis})"


def pointed(lines: Sequence[str]) -> str:
    """Return the lines of a row's parts as *a) …*, *b) …*; what all of them say is said once."""
    if len(set(lines)) == 1:
        return lines[0]
    return "\n".join(f"{point_of(number)} {line}" for number, line in enumerate(lines) if line)


def noted(notes: Sequence[Sequence[str]]) -> str:
    """Return the notes of a row's targets, each under its mark; what is said of all comes last."""
    shared = [line for line in notes[0] if all(line in others for others in notes)]
    own = ["\n".join(line for line in lines if line not in shared) for lines in notes]
    return "\n".join(said for said in (pointed(own), *shared) if said)


def point_of(number: int) -> str:
    """Return the mark of a row's part, from 0."""
    return f"{_POINTS[number]})" if number < len(_POINTS) else f"{number + 1})"


def in_short(names: Sequence[str]) -> str:
    """Return some names, and how many more there are."""
    shown = ", ".join(names[:NAMES_MAX])
    more = len(names) - NAMES_MAX
    return f"{shown} và {more} đơn vị khác" if more > 0 else shown
