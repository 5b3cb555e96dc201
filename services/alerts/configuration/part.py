"""What every section of the alerts' configuration file is made of: closed and checked strictly.

Each section is a model of its own, owned by whoever reads it; the file is put together in
`configuration.py`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=40)]
"""A name that the file gives to something: small letters, digits, hyphens."""


class Part(BaseModel):
    """A part of the file. A flaw is told by its place, never with the value."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)
