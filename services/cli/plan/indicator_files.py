"""The indicators that exist already: of earlier plan files, or of events (JSON lines)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from contracts.indicators import IndicatorDefined, IndicatorRedefined
from contracts.targets import TargetAmended, TargetSet
from domain.draft import IndicatorChoice, PlanDraft
from domain.vietnamese.reading import Understood
from domain.vietnamese.targets import parse_target
from services.cli.plan.catalogue import indicator_key, targets_of
from services.cli.plan.event_files import events_of, is_events
from services.cli.plan.indicators import Definition, defined
from services.cli.plan.plan_file import load


def read_indicators(paths: Iterable[Path]) -> tuple[Definition, ...]:
    """Return every definition that the files hold; a later file adds wordings to an earlier.

    Raises:
        CommandFailed: a file is neither, or not a right one: what is wrong, and where.
    """
    found: dict[tuple[str, int], tuple[IndicatorChoice, list[str]]] = {}
    for path in paths:
        pairs = _of_events(path) if is_events(path) else of_draft(load(path))
        for choice, wording in pairs:
            key = indicator_key(choice)
            known = found.setdefault(key, (choice, []))
            known[1].append(wording)
    return tuple(defined(choice, wordings) for choice, wordings in found.values())


def of_draft(draft: PlanDraft) -> Iterator[tuple[IndicatorChoice, str]]:
    """Yield the indicators of a plan, with the words of each target on them."""
    for target in targets_of(draft):
        if target.indicator:
            yield _existing(target.indicator), target.subject


def _existing(choice: IndicatorChoice) -> IndicatorChoice:
    return IndicatorChoice(
        choice.id, choice.name, choice.unit, choice.definition, True, "", choice.direction
    )


def _of_events(path: Path) -> Iterator[tuple[IndicatorChoice, str]]:
    choices: dict[tuple[str, int], IndicatorChoice] = {}
    for event in events_of(path):
        data: Any = event.data
        id_ = event.subject.partition("/")[2]
        match data:
            case IndicatorDefined() | IndicatorRedefined():
                definition = data.revision if isinstance(data, IndicatorRedefined) else 1
                choice = IndicatorChoice(
                    id_, data.name, data.unit, definition, True, "", data.direction
                )
                choices[indicator_key(choice)] = choice
                yield choice, data.numerator or ""
            case TargetSet() | TargetAmended() if (id_, data.definition) in choices:
                yield choices[id_, data.definition], _subject(data.text)


def _subject(text: str) -> str:
    reading = parse_target(text)
    if isinstance(reading, Understood) and len(reading.value) == 1:
        return reading.value[0].subject
    return ""
