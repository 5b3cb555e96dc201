"""Keep by what alerts are decided, as events: told before the first decision that rests on it.

What ships and what lies in the province's folder is taken in once, at start, whichever process is
first. From then on the event says what a version of parameters holds, and of a class the highest
version is in force; the files are no longer needed. So it is with the chain that alerts go up: the
one of the file is in force, and its event says what changes mean that name its digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts import alert_chains, parameters
from contracts.alert_chains import CHAIN_TYPE, ChainData, ChainStated
from contracts.alerts import ALERTS_SOURCE
from contracts.codec import encode
from contracts.parameters import (
    PARAMETERS_ADAPTER,
    PARAMETERS_TYPE,
    ParametersData,
    ParametersFitted,
)
from domain.forecast.parameters import ClassParameters
from infra.postgres import Connection, Pool, acquire
from infra.sql import load_queries
from services.alerts.assessing.parameters import version_of
from services.alerts.handling.chain import ChainInForce
from services.alerts.prior.shipped import own_of, ships

_SQL = load_queries("services.alerts", "in_force.sql")

Known = Mapping[tuple[str, int], ParametersData]
"""All parameters that were ever told, by class and version."""


class ParametersRefused(Exception):
    """A file gives a version that was told otherwise; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is kept and not on the topic yet, by its key there; a chain has one version, 0."""

    subject: str
    version: int
    body: bytes


def news(
    known: Known, ships: Iterable[ClassParameters], own: Iterable[ClassParameters]
) -> list[ParametersData]:
    """Return what is to be told: versions above all that were told of their class. Pure.

    What ships yields to what was told; the province's own must not differ from it.

    Raises:
        ParametersRefused: one of its own is not above, and not what was told under its version.
    """
    highest: dict[str, int] = {}
    for name, version in known:
        highest[name] = max(version, highest.get(name, version))
    found = []
    for fitted, yields in (*((one, True) for one in ships), *((one, False) for one in own)):
        told, name = ParametersData.of(fitted), fitted.class_id
        if fitted.version > highest.get(name, -1):
            highest[name] = fitted.version
            found.append(told)
        elif not yields and known.get((name, fitted.version)) != told:
            raise ParametersRefused(_not_above(name, fitted.version, highest[name]))
    return found


def in_force(known: Known) -> tuple[ClassParameters, ...]:
    """Return the highest version of each class. Pure."""
    highest = {name: told for (name, _), told in sorted(known.items(), key=lambda one: one[0])}
    return tuple(told.to_domain() for told in highest.values())


def event(told: ParametersData, at: datetime) -> ParametersFitted:
    """Return the event that tells of parameters; its id is what decisions name them by. Pure."""
    subject = parameters.SUBJECT_PREFIX + told.class_id
    return ParametersFitted(
        specversion="1.0",
        id=version_of(told.to_domain()),
        source=ALERTS_SOURCE,
        type=PARAMETERS_TYPE,
        subject=subject,
        time=at,
        data=told,
    )


def chain_event(told: ChainData, at: datetime) -> ChainStated:
    """Return the event that states a chain. Pure."""
    return ChainStated(
        specversion="1.0",
        id=told.digest,
        source=ALERTS_SOURCE,
        type=CHAIN_TYPE,
        subject=alert_chains.SUBJECT_PREFIX + told.digest,
        time=at,
        data=told,
    )


async def state_chain(pool: Pool, chain: ChainInForce, at: datetime) -> None:
    """Append a chain, to be told by the relay, unless it was before or says nothing."""
    if chain.says_something:
        body = encode(chain_event(chain.data, at))
        async with acquire(pool) as connection:
            await connection.execute(_SQL["append_chain"], chain.rule, body)


async def taken_in(pool: Pool, folder: Path | None, at: datetime) -> tuple[ClassParameters, ...]:
    """Append what ships and what lies in a folder, as far as it is news; return what is in force.

    Raises:
        NotParameters: a file is not right, or the folder is missing.
        ParametersRefused: a file differs from what was told.
    """
    own = own_of(folder)
    async with acquire(pool) as connection:
        return await take(connection, ships(), own, at)


async def take(
    connection: Connection,
    ships: Sequence[ClassParameters],
    own: Sequence[ClassParameters],
    at: datetime,
) -> tuple[ClassParameters, ...]:
    """Append what is news, to be told by the relay; return what is in force.

    Raises:
        ParametersRefused: a file of the province's own differs from what was told.
    """
    async with connection.transaction():
        known = await _known(connection)
        if found := sorted(news(known, ships, own), key=lambda one: (one.class_id, one.version)):
            await connection.execute(
                _SQL["append"],
                [one.class_id for one in found],
                [one.version for one in found],
                [encode(event(one, at)) for one in found],
            )
            # Another process may have been first, with another file under the same version.
            known = await _known(connection)
            news(known, (), own)
    return in_force(known)


async def next_queued(connection: Connection) -> list[Waiting]:
    """Return what waits to be sent."""
    rows = await connection.fetch(_SQL["next_queued"])
    return [Waiting(row["subject"], row["version"], row["body"]) for row in rows]


async def forget_queued(connection: Connection, sent: Sequence[Waiting]) -> None:
    """Drop from the outbox what has been sent."""
    await connection.execute(
        _SQL["forget_queued"], [one.subject for one in sent], [one.version for one in sent]
    )


async def anything_kept(pool: Pool) -> bool:
    """Tell whether the tables know anything that was told, so that they are not lost."""
    async with acquire(pool) as connection:
        return bool(await connection.fetchval(_SQL["anything_kept"]))


async def _known(connection: Connection) -> Known:
    rows = await connection.fetch(_SQL["known"])
    told = [PARAMETERS_ADAPTER.validate_json(row["body"]).data for row in rows]
    return {(one.class_id, one.version): one for one in told}


def _not_above(class_id: str, version: int, highest: int) -> str:
    return (
        f"tham số {class_id} bản {version} trong thư mục khác với bản đã dùng; cao nhất là bản "
        f"{highest}: đánh số từ {highest + 1} trở lên / parameters {class_id} version {version} in "
        f"the folder are not what was told; the highest is {highest}: number them {highest + 1} or "
        "above"
    )
