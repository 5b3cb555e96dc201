"""Which agencies of the examples stand already, as a stack has them that was used before. Pure.

A stack on which a plan was published knows the agencies that its file names: the story goes on
with these where they mean the same, and stops where they do not.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.directory import AgencyRegistered
from contracts.envelope import AnyEvent
from contracts.publication import StandingAgency
from contracts.rejections import RefusalCode
from domain.vietnamese.text import clean, fold
from services.cli.ingest_client import Outcome

PLACE = "đồng tháp"
ALREADY = RefusalCode.ALREADY_STATED.value


def may_stand(refused: Outcome) -> bool:
    """Tell whether an event was refused only because its thing was stated before."""
    return refused.code == ALREADY


def stands_alike(event: AnyEvent, directory: Iterable[StandingAgency]) -> bool:
    """Tell whether the agency that an event registers stands with the same meaning.

    It is of the same kind and, as a group, of the same members. A plan's file says *Sở Y tế*
    where the directory adds *tỉnh Đồng Tháp*.
    """
    if not isinstance(event.data, AgencyRegistered):
        return False
    subject = event.subject.partition("/")[2]
    stated = [one for one in directory if one.agency == subject]
    latest = max(stated, key=lambda one: one.revision, default=None)
    return (
        latest is not None
        and latest.statement == "registered"
        and latest.kind == event.data.kind
        and frozenset(latest.members) == frozenset(event.data.members)
        and _bare(latest.name) == _bare(event.data.name)
    )


def _bare(name: str) -> str:
    """Return a name without the province at its end."""
    said = fold(clean(name).text).removesuffix(PLACE).rstrip(" ,")
    return said.removesuffix(" tỉnh").rstrip(" ,")
