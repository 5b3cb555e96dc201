"""Which targets, tasks and alerts a list is asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TargetFilter:
    """Which targets to list; None lets all pass. `verdict`: the official, else provisional."""

    plan: str | None = None
    verdict: str | None = None
    phase: str | None = None
    lead: str | None = None
    indicator: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to list; None lets all pass."""

    plan: str | None = None
    state: str | None = None
    phase: str | None = None
    lead: str | None = None
    overdue: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts to list; None or empty lets all pass. `agency`: one that must act."""

    state: str | None = None
    plan: str | None = None
    target: str | None = None
    agency: str | None = None
    kind: str | None = None
    stages: tuple[str, ...] = ()
    handling: str | None = None
