"""The projects of a plan with their money, as a day has them, and exact sums of it.

What a table does not print stays None, and no sum hides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.budget import BudgetStated, MoneyKind, ProjectFacts
from domain.history import History


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
