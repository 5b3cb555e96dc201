"""A plan's scorecard: how many of its rows are met, and the answer that says so. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from contracts.status import TargetStatus
from domain.reasons import Phase, Verdict
from domain.scorecard import Scorecard, Standing, Tally, scorecard, scorecard_words
from services.api import answers
from services.api.load import Moment, PlanPicture
from services.api.moments import axes
from services.api.rows import Known


class TallyItem(answers.Answer):
    """Numbers of rows by verdict."""

    exceeded: int
    met: int
    missed: int
    undetermined: int
    no_data: int
    total: int


class ScorecardAnswer(answers.Axes):
    """A plan's rows by verdict; a row of several targets counts once, as its worst.

    `settled`: rows whose evaluation time has come (whether the answer is settled, `unsettled`
    tells); `running`: the others, as they stand so far; `unconfirmed`: settled rows that wait
    for the authority.
    """

    plan_id: str
    words: str = Field(examples=["13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt"])
    total: int
    settled: TallyItem
    running: TallyItem
    unconfirmed: int


def scorecard_of(targets: Iterable[Known[TargetStatus]]) -> Scorecard:
    """Count the rows of the targets given."""
    return scorecard(
        Standing(
            row_id=known.status.row,
            phase=Phase(known.status.phase),
            provisional=Verdict(known.status.provisional_verdict),
            official=Verdict(known.status.official_verdict)
            if known.status.official_verdict
            else None,
        )
        for known in targets
    )


def scorecard_answer(picture: PlanPicture, moment: Moment) -> ScorecardAnswer:
    """Return a plan's scorecard."""
    card = scorecard_of(picture.targets)
    return ScorecardAnswer(
        **axes(moment),
        plan_id=picture.plan.id,
        words=scorecard_words(card),
        total=card.total,
        settled=_tally(card.settled),
        running=_tally(card.running),
        unconfirmed=card.unconfirmed,
    )


def _tally(tally: Tally) -> TallyItem:
    return TallyItem(
        exceeded=tally.exceeded,
        met=tally.met,
        missed=tally.missed,
        undetermined=tally.undetermined,
        no_data=tally.no_data,
        total=tally.total,
    )
