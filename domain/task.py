"""A task (*nhiệm vụ*) and what its lead says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.deadline import Deadline
from domain.identity import Stamp
from domain.measurement import Value
from domain.period import Period
from domain.target import Rule


class TaskState(StrEnum):
    """The states that the official tables use (Phụ lục II and V of the plan of 2023)."""

    NOT_STARTED = "chua_trien_khai"
    IN_PROCEDURE = "dang_lam_thu_tuc"
    IN_PROGRESS = "dang_trien_khai"
    IN_USE = "da_dua_vao_su_dung"
    DONE = "hoan_thanh"

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self in (TaskState.DONE, TaskState.IN_USE)

    @property
    def under_way(self) -> bool:
        """Whether it is being carried out, or has been."""
        return self.finished or self is TaskState.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class Task:
    """A task as its plan assigns it; `quantity` where it names a number to reach."""

    id: str
    plan_id: str
    row_id: str
    number: str
    section: str
    text: str
    scope: str
    period: Period
    deadline: Deadline
    lead: tuple[str, ...]
    coordinators: tuple[str, ...] = ()
    quantity: Rule | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TaskStated:
    """A task assigned (revision 1) or amended."""

    stamp: Stamp
    task: Task
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TaskWithdrawn:
    """A task taken out of its plan."""

    stamp: Stamp
    task_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class TaskReported:
    """The state of a task on a day, in the words in which it was reported.

    `quantities` are the values of the parts, where the task's quantity has several.
    """

    stamp: Stamp
    task_id: str
    scope: str
    as_of_on: date
    state: TaskState
    phrase: str = ""
    quantity: Value | None = None
    source_kind: str | None = None
    quantities: tuple[tuple[str, Value], ...] = ()


TaskFact = TaskStated | TaskWithdrawn
