"""What the officer says about a document before it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Which tables to take, and what the document itself may leave blank.

    `tables` names tables by id, number or words of the heading; none means all. `directory`
    gives the id of an agency by its canonical name. `issuer`, `province`, `title`, `number`,
    `issued_on` and `plan_id` stand in for what is not printed, and win over what is.
    """

    tables: tuple[str, ...] = ()
    directory: Mapping[str, str] = field(default_factory=dict)
    issuer: str = ""
    province: str = ""
    title: str = ""
    number: str | None = None
    issued_on: date | None = None
    plan_id: str = ""
