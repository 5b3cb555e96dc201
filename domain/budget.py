"""What is said of a project's money: planned or disbursed, for which year, from which source.

One statement is about one year and one source, so that a table's cells add up. What a table
does not print stays None: it is neither zero nor guessed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from domain.identity import Stamp
from domain.task import TaskState

SOURCE_IN_NAME_MAX = 60
MoneyKind = Literal["allocated", "disbursed"]


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What a row of a money table says of its project besides the amounts of years.

    `table` is the heading of the table; `total_investment` is in million đồng; `years` are the
    first and the last year of its execution.
    """

    name: str
    row: str | None = None
    table: str = ""
    number: str = ""
    section: str = ""
    agency: str | None = None
    total_investment: Decimal | None = None
    years: tuple[int, int] | None = None
    decision: str = ""
    objective: str = ""
    status: TaskState | None = None
    status_text: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class BudgetStated:
    """Money allocated to, or disbursed by, a project; `amount` is in million đồng.

    `amount` is None where the document prints the year or the source, and no amount.
    """

    stamp: Stamp
    project_id: str
    kind: MoneyKind
    plan_id: str
    year: int
    amount: Decimal | None
    source: str
    project: ProjectFacts
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BudgetWithdrawn:
    """An amount taken out of its plan."""

    stamp: Stamp
    project_id: str
    kind: MoneyKind
    plan_id: str
    year: int
    source: str
    reason: str


BudgetFact = BudgetStated | BudgetWithdrawn


def line_key(kind: str, year: int, source: str) -> str:
    """Return the name of an amount within its project; a long source by its digest."""
    if len(source) > SOURCE_IN_NAME_MAX:
        source = hashlib.sha256(source.encode()).hexdigest()[:16]
    return f"{kind}/{year}/{source}"


def line_name(fact: BudgetFact) -> str:
    """Return what a statement is about: two of one name are revisions of each other."""
    line = line_key(fact.kind, fact.year, fact.source)
    return f"{fact.plan_id}/{fact.project_id}/{line}"
