"""The events that publishing the three plan files gives, one file after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.envelope import AnyEvent
from contracts.indicators import IndicatorDefined, IndicatorRedefined
from contracts.publication import Publication, StandingAgency, StandingIndicator
from examples import directory
from examples.build_plans import FILES
from examples.plan_decisions import PLANS
from services.cli.plan.plan_file import load
from services.cli.plan.prepare import Options, Prepared, prepare
from services.cli.plan.sending import nothing_standing

TODAY = date(2023, 9, 15)


def publications() -> dict[str, Prepared]:
    """Prepare each plan file, given that the directory and the plans before it stand."""
    found: dict[str, Prepared] = {}
    events: list[AnyEvent] = []
    for plan in PLANS:
        draft = load(FILES / f"{plan}.yaml")
        found[plan] = prepare(draft, _standing(nothing_standing(draft), events), Options(TODAY))
        events += [step.event for step in found[plan].compared.steps]
    return found


def _standing(nothing: Publication, events: Iterable[AnyEvent]) -> Publication:
    indicators: dict[str, StandingIndicator] = {}
    for event in events:
        if isinstance(event.data, IndicatorDefined | IndicatorRedefined):
            id_ = event.subject.partition("/")[2]
            number = event.data.revision if isinstance(event.data, IndicatorRedefined) else 1
            before = indicators[id_].definitions if id_ in indicators else {}
            indicators[id_] = StandingIndicator(
                id=id_,
                revision=number,
                owner="H20",
                digest=None,
                definitions={**before, number: event.data.parts},
            )
    return nothing.model_copy(
        update={"indicators": tuple(indicators.values()), "directory": registered()}
    )


def registered() -> tuple[StandingAgency, ...]:
    """Return the directory of the examples as it stands once it has been sent."""
    return tuple(
        StandingAgency(
            agency=event["subject"].partition("/")[2],
            statement="registered",
            revision=1,
            effective_on=event["data"]["effective_on"],
            name=event["data"]["name"],
            kind=event["data"]["kind"],
            members=tuple(event["data"].get("members", ())),
        )
        for event in (
            *directory.issuer_and_focal_point(),
            *directory.reporters(),
            *directory.others(),
        )
    )
