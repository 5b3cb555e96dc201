"""Where alerts stand after the changes that were told of them. Pure: nothing is decided again."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from contracts.alert_chains import CHAIN_ADAPTER, ChainStated
from contracts.alerts import ALERT_ADAPTER, AlertChanged, AlertData
from contracts.parameters import PARAMETERS_ADAPTER, ParametersFitted
from contracts.status import STATUS_ADAPTER, StatusData
from domain.alerting import Alert, Risk, Stage
from services.alerts.assessing.lifecycle import basis_of


class Unreadable(ValueError):
    """A record is not what its topic carries; the words say where and why."""


class LifeBroken(ValueError):
    """The changes of an alert are not numbered from one without a gap."""


def read_change(value: bytes | None) -> AlertChanged:
    """Read a record of the topic of alerts.

    Raises:
        Unreadable: it is no change of an alert.
    """
    try:
        return ALERT_ADAPTER.validate_json(value or b"")
    except ValidationError as error:
        raise Unreadable(_first(error)) from None


def read_parameters(value: bytes) -> ParametersFitted:
    """Read parameters that the topic of alerts tells of.

    Raises:
        Unreadable: they are none.
    """
    try:
        return PARAMETERS_ADAPTER.validate_json(value)
    except ValidationError as error:
        raise Unreadable(_first(error)) from None


def read_chain(value: bytes) -> ChainStated:
    """Read a chain that the topic of alerts states.

    Raises:
        Unreadable: it is none.
    """
    try:
        return CHAIN_ADAPTER.validate_json(value)
    except ValidationError as error:
        raise Unreadable(_first(error)) from None


def read_status(value: bytes | None) -> StatusData:
    """Read a record of the topic of statuses.

    Raises:
        Unreadable: it is no status.
    """
    try:
        return STATUS_ADAPTER.validate_json(value or b"").data
    except ValidationError as error:
        raise Unreadable(_first(error)) from None


def standing(life: Sequence[AlertChanged]) -> Alert:
    """Return where one alert stands after all of its changes, the first one first.

    Risk, stage and basis of a closed alert are those of when it was last open.

    Raises:
        LifeBroken: a change is missing.
    """
    open_as: AlertData | None = None
    for number, change in enumerate(life, start=1):
        said = change.data
        open_as = said if said.state == "open" else open_as
        if said.seq != number or open_as is None:
            raise LifeBroken(f"{said.alert}: {said.seq} in place of {number}")
    if open_as is None:
        raise LifeBroken("an alert without a change")
    last = life[-1].data
    return Alert(
        opening=last.opening,
        seq=last.seq,
        open=last.state == "open",
        risk=Risk(open_as.evidence.risk),
        basis=basis_of(open_as),
        stage=Stage(open_as.stage),
        dismissed=bool(last.closing and last.closing.outcome == "dismissed"),
    )


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'value'}: {first['msg']}"
