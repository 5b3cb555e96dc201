"""The table of crash points speaks of log lines that the services write."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from infra.local.settings import SOURCE_TREE
from services.projector.rebuild.steps import Step
from tests.faults.points import SERVICES, Service
from tests.faults.rebuilds import STEPS


def source(service: Service) -> str:
    """All that a service consists of, as text."""
    folder: Path = SOURCE_TREE / "services" / service.name
    return "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("**/*.py"))


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda one: one.name)
def test_every_point_is_a_line_of_its_service(service: Service) -> None:
    """A line that was renamed leaves a fault that strikes nobody: change it in points.py."""
    text = source(service)
    lines = [name for chain in service.chains for name in chain]
    assert [name for name in lines if f'_log.debug("{name}"' not in text] == []


def test_every_step_is_one_of_the_rebuild() -> None:
    """A rebuild is killed at steps that it has."""
    assert set(STEPS) <= set(get_args(Step))
