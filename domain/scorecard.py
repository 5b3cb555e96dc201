"""Count a plan's rows by verdict, as the opening line of an official report does.

*13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt*. A row of the plan counts once:
where it holds several targets, as the worst of them. A row whose evaluation time has not
come is counted apart and never as *chưa đạt*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.reasons import Phase, Verdict, worst


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one target stands: what a scorecard needs of its status."""

    row_id: str
    phase: Phase
    provisional: Verdict
    official: Verdict | None

    @property
    def verdict(self) -> Verdict:
        """The confirmed verdict, else the provisional one."""
        return self.official or self.provisional

    @property
    def settled(self) -> bool:
        """Whether its evaluation time has come: confirmed, or past its deadline."""
        return self.official is not None or self.phase is Phase.PAST_DUE


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of rows by verdict."""

    exceeded: int = 0
    met: int = 0
    missed: int = 0
    undetermined: int = 0
    no_data: int = 0

    @classmethod
    def of(cls, verdicts: list[Verdict]) -> Tally:
        """Count verdicts."""
        return cls(
            exceeded=verdicts.count(Verdict.EXCEEDED),
            met=verdicts.count(Verdict.MET),
            missed=verdicts.count(Verdict.MISSED),
            undetermined=verdicts.count(Verdict.UNDETERMINED),
            no_data=verdicts.count(Verdict.NO_DATA),
        )

    @property
    def total(self) -> int:
        """All rows counted."""
        return self.exceeded + self.met + self.missed + self.undetermined + self.no_data

    @property
    def good(self) -> int:
        """Rows *đạt và vượt*."""
        return self.exceeded + self.met


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A plan's rows: those whose evaluation time has come, and those still running.

    `unconfirmed` is how many of the settled rows still wait for the authority's verdict.
    """

    settled: Tally
    running: Tally
    unconfirmed: int

    @property
    def total(self) -> int:
        """All rows that have a target in force."""
        return self.settled.total + self.running.total


def scorecard(standings: Iterable[Standing]) -> Scorecard:
    """Count the rows of a plan; a withdrawn target counts in no row."""
    rows: dict[str, list[Standing]] = {}
    for standing in standings:
        if standing.phase is not Phase.WITHDRAWN:
            rows.setdefault(standing.row_id, []).append(standing)
    settled: list[Verdict] = []
    running: list[Verdict] = []
    unconfirmed = 0
    for targets in rows.values():
        verdict = worst([target.verdict for target in targets])
        if all(target.settled for target in targets):
            settled.append(verdict)
            unconfirmed += any(target.official is None for target in targets)
        else:
            running.append(verdict)
    return Scorecard(Tally.of(settled), Tally.of(running), unconfirmed)


def scorecard_words(card: Scorecard) -> str:
    """Return the one line in Vietnamese, in the form of the official report of 2022."""
    if card.total == 0:
        return "Chưa có chỉ tiêu nào"
    clauses = []
    if card.settled.total:
        clauses.append(_settled_words(card))
    if card.running.total:
        waiting = f"{card.running.total:02d} chưa đến thời điểm đánh giá"
        start = "" if card.settled.total else f"{card.total} chỉ tiêu: "
        clauses.append(f"{start}{waiting} (tạm tính: {_running_words(card.running)})")
    return "; ".join(clauses)


def _settled_words(card: Scorecard) -> str:
    tally = card.settled
    counts = [
        f"{tally.exceeded:02d} vượt",
        f"{tally.met:02d} đạt",
        f"{tally.missed:02d} chưa đạt",
    ]
    if tally.undetermined:
        counts.append(f"{tally.undetermined:02d} không xác định")
    if tally.no_data:
        counts.append(f"{tally.no_data:02d} chưa có số liệu")
    waiting = f" ({card.unconfirmed:02d} chờ xác nhận)" if card.unconfirmed else ""
    return f"{tally.good}/{card.total} chỉ tiêu đạt và vượt: {', '.join(counts)}{waiting}"


def _running_words(tally: Tally) -> str:
    counts = (
        (tally.exceeded, "vượt"),
        (tally.met, "đạt"),
        (tally.missed, "chưa tới mức đề ra"),
        (tally.undetermined, "không xác định"),
        (tally.no_data, "chưa có số liệu"),
    )
    return ", ".join(f"{count:02d} {words}" for count, words in counts if count)
