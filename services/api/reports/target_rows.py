"""A plan's target rows in the printed columns: one row each, its parts in lines. Pure.

A row of several targets stands as the worst of them, as in the headline. A row that nobody has
set as a target is printed too: what is not followed must be seen to be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.status import TargetStatus
from domain.obligation import Obligation, ReportState
from domain.plan import Plan, PlanRow, RowKind
from domain.reasons import REASON_WORDS, Reason, Verdict, worst
from services.api.reports.values import NO_RESULT, ReportYear, by_estimate, part_values
from services.api.reports.words import in_short, noted, pointed, verdict_text
from services.api.rows import Known
from services.api.series import breaks
from services.api.views import Names, target_line
from services.api.wording import period_words

NEEDS_REASON = "[Cần nêu nguyên nhân chưa đạt]"
NOT_FOLLOWED = "Chưa theo dõi"
_SAID_BY_THE_VERDICT = {
    Reason.ABOVE_TARGET,
    Reason.ON_TARGET,
    Reason.WITHIN_BAND,
    Reason.SHORT_OF_TARGET,
    Reason.COMPLETED,
    Reason.ALL_MEET,
    Reason.WORST_PART,
    Reason.WITHDRAWN,
}

Silent = Mapping[tuple[str, str], Sequence[str]]
"""Who is silent on a target or task: agencies' names by kind and id."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the report.

    `official`: its verdict is confirmed. `needs_reason`: it is missed, and the report cannot be
    issued before the authority has confirmed that with a reason.
    """

    row_id: str
    number: str
    section: str
    text: str
    result: str
    estimate: str
    verdict: str
    note: str
    official: bool = False
    needs_reason: bool = False
    followed: bool = True


def silent_on(owed: Iterable[Obligation], names: Names) -> dict[tuple[str, str], list[str]]:
    """Return who is silent on each target and task."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in owed:
        if one.state is ReportState.SILENT:
            own = found.setdefault((one.kind, one.subject_id), [])
            name = names.short(one.agency)
            if name not in own:
                own.append(name)
    return found


def target_rows(
    plan: Plan,
    targets: Sequence[Known[TargetStatus]],
    others: frozenset[str],
    year: ReportYear,
    names: Names,
    silent: Silent,
) -> list[ReportRow]:
    """Return the target rows in the plan's order; `others` are rows followed in another table."""
    own: dict[str, list[Known[TargetStatus]]] = {}
    for known in targets:
        own.setdefault(known.status.row, []).append(known)
    rows = []
    for row in plan.rows:
        if row.id in own:
            rows.append(_row(row, own.pop(row.id), year, names, silent))
        elif row.kind is RowKind.TARGET and row.id not in others:
            rows.append(_not_followed(row))
    # Targets whose row the plan no longer has come last, as on the page.
    for found in own.values():
        first = found[0].status
        kept = PlanRow(first.row, first.number, first.section, first.text, RowKind.TARGET)
        rows.append(_row(kept, found, year, names, silent))
    return rows


def _not_followed(row: PlanRow) -> ReportRow:
    return ReportRow(
        row_id=row.id,
        number=row.number,
        section=row.section,
        text=row.text,
        result="",
        estimate="",
        verdict=NOT_FOLLOWED,
        note="Dòng này chưa được đặt thành chỉ tiêu trong hệ thống",
        followed=False,
    )


def _row(
    row: PlanRow,
    targets: Sequence[Known[TargetStatus]],
    year: ReportYear,
    names: Names,
    silent: Silent,
) -> ReportRow:
    statuses = [known.status for known in targets]
    texts, results, estimates = _lines(statuses, year)
    in_force = [one for one in statuses if one.phase != "withdrawn"]
    shown = len(texts) > 1 or _other_words(texts[0], row.text)
    notes = [_note(known, names, silent) for known in targets]
    return ReportRow(
        row_id=row.id,
        number=row.number,
        section=row.section,
        text="\n".join([row.text, pointed(texts)]) if shown else row.text,
        result=pointed(results),
        estimate=pointed(estimates),
        verdict=_verdict(in_force, statuses, year),
        note=noted(notes),
        official=bool(in_force) and all(one.official_verdict for one in in_force),
        needs_reason=any(needs_reason(one) for one in in_force),
    )


def _other_words(target: str, row: str) -> bool:
    """Tell whether a target is about something else than its row says, as one part of it is."""
    return " ".join(target.split()) != " ".join(row.split())


def _lines(
    statuses: Sequence[TargetStatus], year: ReportYear
) -> tuple[list[str], list[str], list[str]]:
    """Return texts, results and estimates: a line per part, of several targets one per target."""
    texts, results, estimates = [], [], []
    for status in statuses:
        found = [part_values(part, status, year) for part in status.parts]
        if len(statuses) == 1:
            texts += [part.text for part in status.parts]
            results += [one.result or NO_RESULT for one in found]
            estimates += [one.estimate for one in found]
        else:
            texts.append(status.text)
            results.append("; ".join(o.result for o in found if o.result) or NO_RESULT)
            estimates.append("; ".join(dict.fromkeys(o.estimate for o in found if o.estimate)))
    return texts, results, estimates if any(estimates) else [""]


def _verdict(
    in_force: Sequence[TargetStatus], statuses: Sequence[TargetStatus], year: ReportYear
) -> str:
    if not in_force:
        return "Đã rút khỏi kế hoạch"
    official = [Verdict(one.official_verdict) for one in in_force if one.official_verdict]
    whole = verdict_text(
        worst([Verdict(one.official_verdict or one.provisional_verdict) for one in in_force]),
        worst(official) if len(official) == len(in_force) else None,
        settled=all(settled(one) for one in in_force),
        by_estimate=any(by_estimate(one, year) for one in in_force),
    )
    if len(statuses) > 1:
        return _with_parts(whole, [_own_verdict(one, year) for one in statuses])
    (status,) = in_force
    if len(status.parts) > 1 and not status.official_verdict:
        parts = [
            verdict_text(Verdict(part.verdict), None, settled=settled(status))
            for part in status.parts
        ]
        return _with_parts(whole, parts)
    return whole


def _with_parts(whole: str, parts: Sequence[str]) -> str:
    """Return the verdict of a row, and those of its parts where one of them differs."""
    return whole if set(parts) == {whole} else f"{whole}\n{pointed(parts)}"


def _own_verdict(status: TargetStatus, year: ReportYear) -> str:
    if status.phase == "withdrawn":
        return "Đã rút"
    return verdict_text(
        Verdict(status.provisional_verdict),
        Verdict(status.official_verdict) if status.official_verdict else None,
        settled=settled(status),
        by_estimate=by_estimate(status, year),
    )


def settled(status: TargetStatus) -> bool:
    """Whether a target's evaluation time has come."""
    return status.official_verdict is not None or status.phase == "past_due"


def needs_reason(status: TargetStatus) -> bool:
    """Whether a target is missed, its time over, and nobody has confirmed why."""
    missed = Verdict(status.official_verdict or status.provisional_verdict) is Verdict.MISSED
    return missed and settled(status) and not status.official_reason


def _note(known: Known[TargetStatus], names: Names, silent: Silent) -> list[str]:
    """Return what must be known beside a value: why, of how many members, who is silent.

    Of a confirmed verdict the authority's own reason, and what is special about the number.
    """
    status = known.status
    line = target_line(known, names)
    said = [status.official_reason]
    if needs_reason(status):
        said.append(NEEDS_REASON)
    if not status.official_verdict:
        said.append(_reason(status))
    if line.last_value:
        said.append(f"Số liệu gần nhất: {line.last_value.text}")
    said.append(line.coverage)
    said += _broken(status)
    said += [
        f"Số liệu {mark.text}" for mark in line.marks if mark.kind in ("derived", "illustrative")
    ]
    absent = silent.get(("target", status.target), ())
    if absent and not status.official_verdict:
        said.append(f"Quá hạn chưa báo cáo: {in_short(absent)}")
    return list(dict.fromkeys(one for one in said if one))


def _reason(status: TargetStatus) -> str:
    """Return why the provisional verdict is what it is, unless that is plain from it."""
    own = [status.reason]
    if status.reason == Reason.WORST_PART:
        own = [part.reason for part in status.parts]
    reasons = (Reason(reason) for reason in own)
    return pointed(["" if one in _SAID_BY_THE_VERDICT else REASON_WORDS[one].vi for one in reasons])


def _broken(status: TargetStatus) -> list[str]:
    ends = (period_words(found.last_period) for found in breaks(status))
    return [
        f"Gián đoạn chuỗi: không so sánh được với số liệu đến {end[:1].lower()}{end[1:]}"
        for end in ends
    ]
