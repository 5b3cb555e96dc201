"""The one file that says who is told of which alerts, how, and when; reviewed as code is.

Pure: the models of its sections. `file.py` reads it. Without a file alerts go to the
service's log, as `DEFAULT` says.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from contracts.alerts import KindWord, StageWord
from contracts.fields import AgencyId, Slug
from services.alerts.channels.kinds import Kind, LogKind
from services.alerts.configuration.escalation import Escalation
from services.alerts.configuration.part import Name, Part
from services.alerts.configuration.rules import Rules

LOG_CHANNEL = "log"

ChangeWord = Literal[
    "opened", "updated", "closed", "acknowledged", "snoozed", "noted", "resumed", "escalated",
    "reminded", "scored",
]  # fmt: skip
TOLD: tuple[ChangeWord, ...] = (
    "opened", "updated", "closed", "resumed", "escalated", "reminded",
)  # fmt: skip
"""The changes that a route tells of unless it says otherwise."""

Recipient = Annotated[str, Field(min_length=1, max_length=254, pattern=r"^\S+$")]
"""An address on the channel; or @addressees, @lead, @coordinators, @escalation, or @<contact>."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("zone", "a time zone such as Asia/Ho_Chi_Minh") from None
    return name


class When(Part):
    """Which alerts a route is for. What is not named is not asked; of a list, one must fit.

    `agency`: those who must act. Stage watch is told only where a route names it.
    """

    agency: tuple[AgencyId, ...] = ()
    section: tuple[Annotated[str, Field(max_length=200)], ...] = ()
    plan: tuple[Slug, ...] = ()
    kind: tuple[KindWord, ...] = ()
    stage: tuple[StageWord, ...] = ("at_risk", "overdue", "stale")
    change: tuple[ChangeWord, ...] = TOLD
    level_at_least: Annotated[int, Field(ge=0, le=10)] = 0
    """How far an alert must have been escalated."""


class Send(Part):
    """A channel, those it goes to, and how: `auto` gathers what is not urgent into the digest."""

    channel: Name
    to: Annotated[tuple[Recipient, ...], Field(max_length=100)] = ()
    mode: Annotated[Literal["auto", "now", "digest"], Field(alias="as")] = "auto"


class Route(Part):
    """The first route that fits decides, unless it says `continue: true`.

    `quiet_while`: of an alert that people have snoozed or acknowledged, changes of the value are
    not told; that it closed, resumed, got worse, nears its deadline or was escalated is.
    """

    name: Name
    when: When = When()
    send: Annotated[tuple[Send, ...], Field(max_length=20)]
    go_on: Annotated[bool, Field(alias="continue")] = False
    quiet_while: tuple[Literal["snoozed", "acknowledged"], ...] = ("snoozed",)


class Urgent(Part):
    """What is told at once although there is a digest.

    Not what goes up the chain: forty alerts of one day do so on one day, and are one message.
    """

    stage: tuple[StageWord, ...] = ("overdue",)
    change: tuple[ChangeWord, ...] = ("resumed",)
    days_before_due: Annotated[int, Field(ge=0, le=366)] = 7


class Digest(Part):
    """One message per recipient on the morning of each working day, at a local time."""

    at: time = time(7, 30)
    zone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    urgent: Urgent = Urgent()


class Swap(Part):
    """A working day that is free, and the day that is worked for it, if any."""

    off: date
    worked: date | None = None


class Calendar(Part):
    """Working days beside the country's own: `swaps` moves days, `holidays` adds the province's."""

    country: Literal["VN"] = "VN"
    holidays: Annotated[tuple[date, ...], Field(max_length=200)] = ()
    swaps: Annotated[tuple[Swap, ...], Field(max_length=200)] = ()


class Fallback(Part):
    """Where it is told that a channel is dead."""

    channel: Name = LOG_CHANNEL
    to: Annotated[tuple[Recipient, ...], Field(max_length=20)] = ()


class Delivery(Part):
    """`report_after`: failures of one message that, with nothing taken, mean a dead channel."""

    fallback: Fallback = Fallback()
    report_after: Annotated[int, Field(ge=1, le=10)] = 5


class Configuration(Part):
    """The whole file. `contacts`: by agency (or another name) and channel, who is written to."""

    channels: Annotated[dict[Name, Kind], Field(max_length=50)] = Field(default_factory=dict)
    contacts: Annotated[
        dict[
            Annotated[str, Field(max_length=64)],
            dict[Name, Annotated[tuple[Recipient, ...], Field(max_length=20)]],
        ],
        Field(max_length=2_000),
    ] = Field(default_factory=dict)
    routes: Annotated[tuple[Route, ...], Field(max_length=200)] = ()
    digest: Digest | None = None
    calendar: Calendar = Calendar()
    delivery: Delivery = Delivery()
    escalation: Escalation = Escalation()
    rules: Rules = Rules()
    names: Annotated[
        dict[AgencyId, Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=2_000)
    ] = Field(default_factory=dict)
    """What agencies are called in messages; without, by their ids."""
    page_url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)] | None = None
    """Where the page is, for links in messages."""

    def channel(self, name: str) -> Kind | None:
        """Return a channel by name; the log is always there."""
        return self.channels.get(name) or (LogKind(kind="log") if name == LOG_CHANNEL else None)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """The names of all channels, the log's too."""
        return tuple(dict.fromkeys((*self.channels, LOG_CHANNEL)))


DEFAULT = Configuration(
    routes=(Route(name="log", send=(Send(channel=LOG_CHANNEL),), quiet_while=()),)
)
"""What holds without a file: everything worth telling goes to the service's log, at once."""
