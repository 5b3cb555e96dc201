"""Of last year's plan often only its results are at hand, as a table of this year's plan.

Pure. Taken alone, that table is the earlier plan: its targets with what came of them. The
prose around it, its objectives and its report duties are this year's plan's, and stay there.
"""

from __future__ import annotations

from dataclasses import replace

from domain.deadline import due_on
from domain.draft import PlanDraft, TableRole
from domain.period import Period


def as_own_plan(draft: PlanDraft) -> PlanDraft:
    """Return the plan whose results a draft holds, if it holds tables of results only."""
    if not draft.tables or any(table.role is not TableRole.RESULTS for table in draft.tables):
        return draft
    days = [due for row in draft.rows if row.deadline and (due := due_on(row.deadline))]
    period = Period.parse(str(max(days).year)) if days else draft.period
    return replace(
        draft,
        period=period,
        tables=tuple(replace(table, role=TableRole.ASSIGNMENT) for table in draft.tables),
        objectives=(),
        duties=(),
        totals=(),
        statements=(),
        documents=(),
    )
