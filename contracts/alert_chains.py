"""Up which chain alerts go while nobody takes them, on `chitieu.alerts.v1`, with its working days.

Key and subject are `escalation/<digest>`. Every step and every reminder names the digest that it
was made by, so it can be made again. The days off are told as they were counted with, one by one:
the library that knows them learns of a year's moved days late, and may change its mind.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from contracts.alert_handling import Role
from contracts.codec import encode
from contracts.fields import AgencyId, Contract, Day, Instant
from contracts.record_type import is_of_type

CHAIN_TYPE: Final = "vn.chitieu.escalation.stated.v1"
SUBJECT_PREFIX: Final = "escalation/"
DIGEST_LENGTH: Final = 12
DAYS_MAX: Final = 2_000

WaitingDays = Annotated[int, Field(ge=1, le=250)]
"""Working days."""
Days = Annotated[tuple[Day, ...], Field(max_length=DAYS_MAX)]


class SectionAgency(Contract):
    """The agency of a step where the plan's section begins with these words, in any case."""

    begins: Annotated[str, Field(max_length=200)]
    to: AgencyId


class ChainStep(Contract):
    """One level: an office, its agency, and how long the level below has.

    Of `by_section` the first that fits decides, else `to`; `lead` is the lead of the target, else
    whoever must act.
    """

    role: Role
    to: Literal["lead"] | AgencyId
    by_section: Annotated[tuple[SectionAgency, ...], Field(max_length=100)] = ()
    after_working_days: WaitingDays


class ChainReminders(Contract):
    """When those who know are told once more."""

    each_reporting_period: bool
    working_days_before_deadline: Annotated[tuple[WaitingDays, ...], Field(max_length=10)]


class ChainData(Contract):
    """A chain, and which days are worked: Monday to Friday, save `off`, and what is in `worked`."""

    steps: Annotated[tuple[ChainStep, ...], Field(max_length=10)] = ()
    remind: ChainReminders | None = None
    off: Days = ()
    worked: Days = ()

    @property
    def digest(self) -> str:
        """Which chain and calendar it is: the first letters of the SHA-256 of its encoding."""
        return hashlib.sha256(encode(self)).hexdigest()[:DIGEST_LENGTH]


class ChainStated(Contract):
    """A CloudEvent: a chain is in force; steps and reminders that name its digest rest on it."""

    specversion: Literal["1.0"]
    id: str
    source: Literal["/chitieu/alerts"]
    type: Literal["vn.chitieu.escalation.stated.v1"]
    subject: Annotated[str, Field(pattern=r"^escalation/[0-9a-f]{12}$")]
    time: Instant
    data: ChainData


CHAIN_ADAPTER: TypeAdapter[ChainStated] = TypeAdapter(ChainStated)


def is_chain(value: bytes | None) -> bool:
    """Whether a record of the topic states a chain, so that it is no change of an alert."""
    return is_of_type(value, CHAIN_TYPE)
