"""Mark alerts once the target's verdict is there. Pure: lives of alerts and a status in, marks out.

The hook (`hook.py`) loads the lives and appends what comes of it; `chitieu alerts verify`
derives the same marks again. Alerts of a missing report or a suspicious value foretell nothing, so
they are not marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime

from contracts.alerts import DECIDED_TYPES, AlertChanged, AlertData, ClosingWord, Decision
from contracts.common import Words
from contracts.fields import period
from contracts.scores import FORECASTS_MAX, SCORED_TYPE, ForecastMade, Score
from contracts.status import StatusData, TargetStatus, TaskStatus
from domain.alert_scoring import (
    MARK_WORDS,
    Ending,
    Life,
    Mark,
    Marked,
    Outcome,
    Told,
    marked,
    reporting_period_days,
)
from domain.period import FREQUENCY_DAYS
from domain.reasons import VERDICT_WORDS, Phase, Verdict
from services.alerts.assessing.held import event
from services.alerts.wording.alerts import alert_words
from services.alerts.wording.said import TEXT_MAX, name

SCORING = "score-1"
"""The version of these rules, as decisions record it."""

TASK_DAYS = 30
"""A task is reported month by month."""
_SCORED_KINDS = ("target", "task")
_UNSAID = (Verdict.UNDETERMINED, Verdict.NO_DATA)
_ENDINGS: dict[ClosingWord, Ending] = {
    "target_withdrawn": Ending.WITHDRAWN,
    "cause_withdrawn": Ending.WITHDRAWN,
    "officially_reached": Ending.VERDICT,
    "officially_missed": Ending.VERDICT,
    "officially_undetermined": Ending.VERDICT,
    "officially_without_data": Ending.VERDICT,
    "missed_at_deadline": Ending.VERDICT,
    "evaluated": Ending.VERDICT,
    "reached": Ending.MEASUREMENT,
    "chance_low": Ending.MEASUREMENT,
    "pace_suffices": Ending.MEASUREMENT,
    "task_done": Ending.MEASUREMENT,
    "task_reported": Ending.MEASUREMENT,
    "amended": Ending.AMENDMENT,
    "deadline_open": Ending.AMENDMENT,
    "closed_by_hand": Ending.HAND,
}


def outcome_of(data: StatusData, as_of: date, *, settled: bool) -> Outcome | None:
    """Return what became of a target or task as of a day; None while nothing has.

    `settled`: it has been quiet for the hold, so that what stands after the deadline is taken for
    the result until the verdict is confirmed. A result that says nothing is none.
    """
    status = data.status
    withdrawn = status.phase == Phase.WITHDRAWN.value
    official = status.official_verdict is not None
    verdict = Verdict(status.official_verdict or _provisional(status))
    if not (official or withdrawn):
        past = status.phase == Phase.PAST_DUE.value
        if not (past and settled) or verdict in _UNSAID:
            return None
    return Outcome(
        verdict=verdict,
        official=official,
        due_on=status.due_on,
        known_on=as_of,
        period_days=_period_days(status),
        withdrawn=withdrawn,
    )


def life_of(changes: Sequence[AlertChanged]) -> Life:
    """Return what an alert told, from its changes in their order, the first one first."""
    decided = [change.data for change in changes if change.type in DECIDED_TYPES]
    closing = changes[-1].data.closing
    return Life(
        warned_on=next((d.decision.as_of for d in decided if _warns(d)), None),
        ended_on=changes[-1].data.closed_on,
        ending=_ENDINGS.get(closing.reason) if closing else None,
        told=tuple(
            Told(d.decision.as_of, d.decision.chance)
            for d in decided
            if d.decision.chance is not None and _foretells(d)
        ),
    )


def score_of(changes: Sequence[AlertChanged], outcome: Outcome) -> Score | None:
    """Return an alert's mark; None where it is of no kind that is marked, or another deadline's."""
    last = changes[-1].data
    if last.kind not in _SCORED_KINDS:
        return None
    if outcome.due_on is not None and last.due_on not in (None, outcome.due_on):
        return None
    return _score(life_of(changes), marked(life_of(changes), outcome))


def news(changes: Sequence[AlertChanged], outcome: Outcome) -> Score | None:
    """Return an alert's mark where it is another than the one that it has."""
    score, known = score_of(changes, outcome), changes[-1].data.score
    if score is None or known is None:
        return score
    if changes[-1].data.kind == "task" and known.verdict == Verdict.MISSED.value:
        # What was not done in time is not done in time later, unless somebody finds otherwise.
        score = score if score.official else known
    same = score.model_copy(update={"marked_on": known.marked_on}) == known
    return None if same else score


def scored(
    changes: Sequence[AlertChanged],
    score: Score,
    data: StatusData,
    *,
    at: datetime,
    settled: bool,
) -> AlertChanged:
    """Return the change that tells a mark: the alert's state as it was, with the mark in it."""
    before = changes[-1].data
    said = before.model_copy(
        update={
            "seq": before.seq + 1,
            "score": score,
            "words": _with_mark(before, score),
            "decision": Decision(
                as_of=score.marked_on,
                known_at=data.known_at,
                status_seq=data.status_seq,
                deciding=data.status.deciding,
                series=before.decision.series,
                parameters=SCORING,
                absence_settled=settled,
            ),
        }
    )
    return event(said, SCORED_TYPE, at)


def _with_mark(before: AlertData, score: Score) -> Words:
    """Return an alert's words with its mark: what is open still says what is feared."""
    mark = score_words(score)
    if before.state == "open":
        said = alert_words(before)
        vi, en = said.vi, said.en
    else:
        vi, en = (f"{words}." for words in astuple(name(before)))
    return Words(vi=f"{vi} {mark.vi}"[:TEXT_MAX], en=f"{en} {mark.en}"[:TEXT_MAX])


def score_words(score: Score) -> Words:
    """Say a mark: what was foretold, what happened, and how long before."""
    mark, verdict = MARK_WORDS[Mark(score.mark)], VERDICT_WORDS[Verdict(score.verdict)]
    vi, en = f"{mark.vi}: kết quả {verdict.vi.lower()}", f"{mark.en}: {verdict.en.lower()}"
    if not score.official:
        vi, en = f"{vi} (tạm, chờ xác nhận)", f"{en} (provisional, to be confirmed)"
    if score.lead_days is not None:
        days, early = abs(score.lead_days), score.lead_days >= 0
        vi += f"; đã cảnh báo {'trước' if early else 'sau'} hạn {days} ngày"
        en += f"; warned {days} days {'before' if early else 'after'} the deadline"
    return Words(vi=f"{vi}.", en=f"{en}.")


def _score(life: Life, done: Marked) -> Score:
    kept = _kept(done.told)
    return Score(
        mark=done.mark.value,
        verdict=done.outcome.verdict.value,
        official=done.outcome.official,
        due_on=done.outcome.due_on,
        warned_on=life.warned_on,
        marked_on=done.outcome.known_on,
        lead_days=done.lead_days,
        lead_periods=done.lead_periods,
        chance=done.chance,
        forecasts=tuple(ForecastMade(on=one.on, chance=one.chance) for one in kept),
        forecasts_omitted=len(done.told) - len(kept),
        brier=done.brier,
    )


def _kept(told: Sequence[Told]) -> Sequence[Told]:
    """Return at most FORECASTS_MAX: of very many the first half and the newest."""
    if len(told) <= FORECASTS_MAX:
        return told
    half = FORECASTS_MAX // 2
    return [*told[:half], *told[-half:]]


def _warns(said: AlertData) -> bool:
    """Tell whether a miss was foretold: that nobody reports foretells none."""
    return said.state == "open" and said.stage in ("at_risk", "overdue")


def _provisional(status: TargetStatus | TaskStatus) -> str:
    """Return what a result would be found to be today; a task is done in time, or missed."""
    if isinstance(status, TargetStatus) or status.quantity is not None:
        return status.provisional_verdict
    return Verdict.MISSED.value if status.overdue else Verdict.MET.value


def _foretells(said: AlertData) -> bool:
    """Tell whether a chance was told beforehand: a verdict foretells nothing."""
    before = said.due_on is None or said.decision.as_of < said.due_on
    ended = _ENDINGS.get(said.closing.reason) if said.closing else Ending.MEASUREMENT
    return before and ended is Ending.MEASUREMENT


def _period_days(status: TargetStatus | TaskStatus) -> int:
    if isinstance(status, TaskStatus):
        return TASK_DAYS
    whole = period(status.period)
    given = ((status.due_on or whole.end_on) - whole.start_on).days
    return reporting_period_days(FREQUENCY_DAYS[status.frequency], given)
