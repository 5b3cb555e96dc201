"""An alert in words, Vietnamese first: what a chairman reads in half a minute. Pure.

First what is feared and how likely it is, in tenths; then what is known, what would turn it, who
must act; last how good the evidence is. Nothing is said here that the typed fields do not hold.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from contracts.alert_evidence import Evidence, ForecastEvidence
from contracts.alerts import AlertData, Closing, KindWord
from contracts.common import Words as WordsMessage
from domain.alert_words import GRADE_WORDS, QUALITY_WORDS, rough_ends
from domain.alerting import CLOSING_WORDS, OUTCOME_WORDS, ClosingReason, Outcome
from domain.period import Period
from domain.reasons import Words
from services.alerts.wording.kinds import input_words, report_words, task_words
from services.alerts.wording.said import (
    UPDATE,
    amount,
    asked_en,
    asked_of,
    chance_words,
    day,
    joined,
    name,
    own_thresholds,
    period_said,
    points,
    within_reach,
)

_TENTH = Decimal("0.1")


def alert_words(said: AlertData) -> WordsMessage:
    """Return what an open alert says."""
    return joined([*_BY_KIND[said.kind](said), _who(said)])


def closing_words(said: AlertData, value_text: str) -> WordsMessage:
    """Return what a closed alert says; `value_text` is the result as it stands."""
    if said.closing is None:
        raise ValueError("an alert that is closed says why")
    ended = OUTCOME_WORDS[Outcome(said.closing.outcome)]
    why = CLOSING_WORDS[ClosingReason(said.closing.reason)]
    named = name(said)
    lines = [
        Words(
            f"{named.vi}: đóng cảnh báo, {ended.vi.lower()}. {why.vi}.",
            f"{named.en}: alert closed, {ended.en.lower()}. {why.en}.",
        )
    ]
    if value_text and said.kind != "report":
        lines.append(Words(f"Kết quả hiện nay: {value_text}.", f"Result now: {value_text}."))
    if said.closing.raised_by:
        lines.append(_withdrawn(said.closing))
    return joined(lines)


def _withdrawn(closing: Closing) -> Words:
    gone = ", ".join(f"{event.id} ({event.agency})" for event in closing.raised_by)
    came = ", ".join(f"{event.id} ({event.agency})" for event in closing.cancelled_by)
    vi, en = f"Cảnh báo đã dựa vào báo cáo {gone}", f"It had rested on the report {gone}"
    if came:
        return Words(f"{vi}, nay được thay bằng {came}.", f"{en}, now replaced by {came}.")
    return Words(f"{vi}, nay đã rút.", f"{en}, now withdrawn.")


def _target_words(said: AlertData) -> list[Words]:
    forecast = said.evidence.forecast
    lines = [_headline(said), *_measured(said)]
    if forecast is not None:
        lines += [*_range(said, forecast), *_pace(said), *_turn(said, forecast)]
        lines += [*own_thresholds(said), _ground(said)]
        lines += _record(forecast)
    if said.evidence.risk == "missed_in_a_period":
        lines += asked_of(said, UPDATE)
    return lines


def _headline(said: AlertData) -> Words:
    evidence, named = said.evidence, name(said)
    asked = evidence.target_text
    due = day(said.due_on)
    if evidence.risk == "missed_in_a_period":
        return Words(
            f"{named.vi}: phải đạt {asked} trong từng kỳ, nhưng đã có kỳ chưa tới. Hạn {due}.",
            f"{named.en}: {asked_en(evidence)} must hold in every period, and one has fallen"
            f" short. Due {due}.",
        )
    forecast = evidence.forecast
    chance = Words("có thể", "may well")
    if forecast is not None:
        chance = chance_words(forecast.chance, sure=evidence.sure)
    mark = Words("Cần theo dõi. ", "To watch. ") if said.stage == "watch" else Words("", "")
    reached = f"đạt mức đề ra ({asked})" if evidence.target_relation else "hoàn thành"
    return Words(
        f"{mark.vi}{named.vi}: {chance.vi} không {reached} vào {due}.",
        f"{mark.en}{named.en}: {chance.en} to miss the target ({asked_en(evidence)}) by {due}.",
    )


def _measured(said: AlertData) -> list[Words]:
    evidence = said.evidence
    if not evidence.value_period:
        return []
    vi = f"Số liệu mới nhất: {evidence.value_text} ({period_said(evidence.value_period)})"
    en = f"Latest: {evidence.value_text} ({evidence.value_period})"
    if evidence.gap is not None and evidence.gap > 0:
        gap = points(evidence.gap, evidence.unit)
        vi, en = f"{vi}, còn thiếu {gap.vi}", f"{en}, {gap.en} to go"
    elif evidence.gap == 0 and evidence.target_relation in ("above", "below"):
        vi, en = f"{vi}, bằng mức đề ra nhưng chưa vượt", f"{en}, on the mark but not beyond it"
    return [Words(f"{vi}.", f"{en}.")]


def _range(said: AlertData, forecast: ForecastEvidence) -> list[Words]:
    evidence = said.evidence
    if forecast.low is None or forecast.high is None or evidence.target_value is None:
        return []
    ends = rough_ends(forecast.low, forecast.high)
    low, high = amount(ends[0], ""), amount(ends[1], evidence.unit)
    if ends[0] == ends[1]:
        return []
    return [
        Words(
            f"Đến hạn, kết quả có 8 phần 10 khả năng nằm trong khoảng {low.vi} đến {high.vi}.",
            f"At the deadline the result lies between {low.en} and {high.en} in 8 cases of 10.",
        )
    ]


def _pace(said: AlertData) -> list[Words]:
    """Say how fast it went and must go; with little time left, how many times as fast."""
    evidence = said.evidence
    if evidence.pace_needed is None or evidence.gap is None or evidence.gap <= 0:
        return []
    needed = points(evidence.pace_needed, evidence.unit)
    if evidence.pace_so_far is None:
        return _time_left(said)
    so_far, ratio = evidence.pace_so_far, None
    if so_far and so_far * evidence.pace_needed > 0:
        ratio = evidence.pace_needed / so_far
    if ratio is None:
        return [
            Words(
                f"Đến nay chưa tiến thêm ({points(so_far, evidence.unit).vi} mỗi năm), "
                f"cần {needed.vi} mỗi năm.",
                f"No headway so far ({points(so_far, evidence.unit).en} a year), needed"
                f" {needed.en} a year.",
            )
        ]
    times = amount(ratio.quantize(_TENTH), "")
    pace = points(so_far, evidence.unit)
    newest = evidence.counting_window == "last" and len(evidence.windows) > 1
    which = Words("Tốc độ đến nay", "Pace so far")
    which = Words("Tốc độ kỳ gần nhất", "Pace of late") if newest else which
    more = f", tức nhanh gấp {times.vi} lần" if ratio > 1 else ""
    more_en = f", {times.en} times as fast" if ratio > 1 else ""
    return [
        Words(
            f"{which.vi} {pace.vi} mỗi năm, cần {needed.vi} mỗi năm{more}.",
            f"{which.en} {pace.en} a year, needed {needed.en} a year{more_en}.",
        )
    ]


def _time_left(said: AlertData) -> list[Words]:
    """Say how many days were left when it was said: of one report there is no pace to tell."""
    left = (said.due_on - said.decision.as_of).days if said.due_on else 0
    if left <= 0:
        return []
    on = day(said.decision.as_of)
    return [Words(f"Tính từ {on}, đến hạn còn {left} ngày.", f"As of {on}, {left} days are left.")]


def _turn(said: AlertData, forecast: ForecastEvidence) -> list[Words]:
    """Say what would turn it: the value that the next report must show, and until when."""
    lines = []
    if forecast.needed_next is not None and forecast.next_on is not None:
        when = _next_report(forecast.next_on, now=said.decision.as_of)
        needed = _needed(forecast.needed_next, said.evidence)
        lines.append(
            Words(
                f"Để đóng cảnh báo, {when.vi} phải {needed.vi}.",
                f"To close this alert, {when.en} must {needed.en}.",
            )
        )
    last, now = forecast.no_return_on, said.decision.as_of
    if last is None or said.due_on is None or within_reach(said.evidence, forecast):
        return lines
    if last < now:
        lines.append(_last_day("", ahead=False))
    elif last < said.due_on - _period_length(said.evidence):
        lines.append(_last_day(day(last), ahead=True))
    return lines


def _period_length(evidence: Evidence) -> timedelta:
    """Return how long a reported period is: a day later than that before the deadline says nothing.

    No further report would come in between by which anybody could decide.
    """
    if not evidence.value_period:
        return timedelta()
    told = Period.parse(evidence.value_period)
    return told.end_on - told.start_on


def _needed(value: Decimal, evidence: Evidence) -> Words:
    if value == evidence.target_value:
        return Words("đạt mức đề ra", "meet the target")
    needed = amount(value, evidence.unit)
    if evidence.target_relation in ("at_most", "below"):
        return Words(f"còn không quá {needed.vi}", f"show at most {needed.en}")
    return Words(f"đạt từ {needed.vi} trở lên", f"show at least {needed.en}")


def _next_report(on: date, *, now: date) -> Words:
    if on <= now:
        return Words("một báo cáo giữa kỳ ngay lúc này", "an interim report made now")
    return Words(f"báo cáo kế tiếp (đến {day(on)})", f"the next report (up to {day(on)})")


def _last_day(last: str, *, ahead: bool) -> Words:
    if ahead:
        return Words(
            f"Nếu đến {last} vẫn như vậy thì dù tiến nhanh như những nơi nhanh nhất cũng khó kịp.",
            f"Unless this changes by {last}, even the fastest usual pace would hardly reach it.",
        )
    return Words(
        "Từ nay, dù tiến nhanh như những nơi nhanh nhất cũng khó kịp.",
        "From now on even the fastest usual pace would hardly reach it.",
    )


def _ground(said: AlertData) -> Words:
    evidence = said.evidence
    number = evidence.measurements
    vi = f"{number} số liệu" if number > 1 else GRADE_WORDS[evidence.grade].vi
    en = f"{number} measurements" if number > 1 else GRADE_WORDS[evidence.grade].en
    marks = [words for field, words in QUALITY_WORDS.items() if getattr(evidence, field)]
    vi = ", ".join([vi, *(each.vi for each in marks)])
    en = ", ".join([en, *(each.en for each in marks)])
    age = evidence.newest_age_days
    if age:
        vi = f"{vi}; số liệu mới nhất cách đây {age} ngày"
        en = f"{en}; the newest is {age} days old"
    thin = number < 2
    note = (
        Words("; có thêm số liệu, dự báo có thể khác nhiều", "; one more may change much")
        if thin
        else Words("", "")
    )
    return Words(f"Căn cứ: {vi}{note.vi}.", f"Evidence: {en}{note.en}.")


def _record(forecast: ForecastEvidence) -> list[Words]:
    record = forecast.record
    if record is None:
        return []
    number = f"{record.windows:,}"
    return [
        Words(
            f"Cách dự báo rút ra từ {number.replace(',', '.')} trường hợp đã qua: {record.source}.",
            f"The way of forecasting was drawn from {number} cases of the past.",
        )
    ]


def _who(said: AlertData) -> Words:
    lead = ", ".join(said.lead)
    vi, en = f"Chủ trì: {lead or 'chưa giao'}", f"Lead: {lead or 'nobody yet'}"
    explained = said.evidence.explained
    if explained:
        share = explained.share * 100
        named = ", ".join(said.addressees)
        vi = f"Cần xử lý: {named} ({share:.0f}% phần còn thiếu). {vi}"
        en = f"To act: {named} ({share:.0f} % of what is missing). {en}"
    if said.coordinators:
        others = ", ".join(said.coordinators)
        vi, en = f"{vi}; phối hợp: {others}", f"{en}; with: {others}"
    return Words(f"{vi}.", f"{en}.")


_BY_KIND: dict[KindWord, Callable[[AlertData], list[Words]]] = {
    "target": _target_words,
    "report": report_words,
    "input": input_words,
    "task": task_words,
}
