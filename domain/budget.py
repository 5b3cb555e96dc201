"""Money of a plan's projects: what is planned or disbursed, for which year, from which source.

One statement is about one year and one source, so that a table's cells add up. What a table
does not print stays None: it is neither zero nor guessed, and no sum hides it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from domain.identity import Stamp
from domain.task import TaskState

if TYPE_CHECKING:
    from domain.history import History

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


@dataclass(frozen=True, slots=True)
class Line:
    """An amount of one year from one source, in million đồng; None is *not printed*."""

    kind: MoneyKind
    year: int
    source: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its amounts, ordered by kind, year and source, as a day has them."""

    id: str
    plan_id: str
    facts: ProjectFacts
    lines: tuple[Line, ...]


def projects_on(history: History, as_of: date) -> tuple[Project, ...]:
    """Return the projects of a history as a day has them, each once for every plan that names it.

    One of which no amount stands on that day is left out. What is said of a project is what
    the latest statement of its plan says.
    """
    standing: dict[tuple[str, str], list[BudgetStated]] = {}
    for name in sorted(name for kind, name in history.stated if kind is BudgetStated):
        fact = history.standing(BudgetStated, name, as_of)
        if isinstance(fact, BudgetStated):
            standing.setdefault((fact.plan_id, fact.project_id), []).append(fact)
    return tuple(_project(facts) for _, facts in sorted(standing.items()))


def _project(standing: Sequence[BudgetStated]) -> Project:
    latest = max(standing, key=lambda fact: (fact.stamp.effective_on or date.min, fact.stamp.order))
    ordered = sorted(standing, key=lambda fact: (fact.kind, fact.year, fact.source))
    return Project(
        latest.project_id,
        latest.plan_id,
        latest.project,
        tuple(Line(one.kind, one.year, one.source, one.amount) for one in ordered),
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """An exact sum, in million đồng, with how many amounts it holds and how many are missing."""

    amount: Decimal
    printed: int
    not_printed: int


def sum_of(amounts: Iterable[Decimal | None]) -> Sum:
    """Add amounts exactly; those not printed are counted, not taken for zero."""
    given = list(amounts)
    printed = [amount for amount in given if amount is not None]
    return Sum(sum(printed, Decimal(0)), len(printed), len(given) - len(printed))
