"""The report as JSON: the same rows as in the files, and what keeps it from being issued."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.plan import Plan
from services.api import answers
from services.api.assemble import plan_item
from services.api.load import Moment
from services.api.moments import told
from services.api.reports.build import Content
from services.api.reports.silent import SilentAgency
from services.api.reports.target_rows import ReportRow


class RowItem(answers.Answer):
    """A row of the report. Text may hold several lines, one per part of the row.

    `needs_reason`: it is *chưa đạt* and the report cannot be issued before `evaluation.confirmed`
    has given the reason. `followed` is false where the row has no target or task here.
    """

    row_id: str
    number: str = Field(examples=["4"])
    section: str
    text: str
    result: str = Field(examples=["25,94%"])
    estimate: str = Field(description="Ước cả năm; của nhiệm vụ: thời hạn.")
    verdict: str = Field(examples=["Chưa đạt", "Đạt (tạm tính)"])
    note: str
    official: bool
    needs_reason: bool
    followed: bool


class SilentItem(answers.Answer):
    """An agency with overdue reports; `since_on` the first day on which one was late."""

    agency: str
    agency_name: str
    reports: int
    numbers: list[str]
    since_on: date


class ReportAnswer(answers.Known):
    """The report of a plan on a day. `owing`: reports that are not yet due."""

    plan: answers.PlanItem
    headline: list[str]
    targets: list[RowItem]
    tasks: list[RowItem]
    silent: list[SilentItem]
    owing: int


def report_answer(plan: Plan, said: Content, moment: Moment) -> ReportAnswer:
    """Return the report as it is answered."""
    return ReportAnswer(
        **told(moment),
        plan=plan_item(plan),
        headline=list(said.headline),
        targets=[_row(row) for row in said.targets],
        tasks=[_row(row) for row in said.tasks],
        silent=[_silent(one) for one in said.silent],
        owing=said.owing,
    )


def _row(row: ReportRow) -> RowItem:
    return RowItem(
        row_id=row.row_id,
        number=row.number,
        section=row.section,
        text=row.text,
        result=row.result,
        estimate=row.estimate,
        verdict=row.verdict,
        note=row.note,
        official=row.official,
        needs_reason=row.needs_reason,
        followed=row.followed,
    )


def _silent(one: SilentAgency) -> SilentItem:
    return SilentItem(
        agency=one.agency_id,
        agency_name=one.agency,
        reports=one.reports,
        numbers=list(one.numbers),
        since_on=one.since_on,
    )
