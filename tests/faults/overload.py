"""Ten times as many events as ever, on a database that crawls: what is refused, and how."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from tests.faults.clients import HttpClient, Said
from tests.faults.stack import Stage
from tests.faults.toxics import Bandwidth, Latency
from tests.faults.workload import Reports

REQUESTS, EVENTS_EACH = 30, 100
BYTES_PER_SECOND = 20_000
LATE_SECONDS = 0.25


async def burst(stage: Stage, client: HttpClient, reports: Reports) -> int:
    """Send everything at once, each batch once; how many requests were told to come later."""
    name, proxy = "chitieu-ingest", stage.servers.postgres_proxy
    batches: list[list[Said]] = [
        [("report", reports.next()) for _ in range(EVENTS_EACH)] for _ in range(REQUESTS)
    ]
    with ExitStack() as lifted:
        lifted.enter_context(proxy.poisoned(Latency(client=name, seconds=LATE_SECONDS)))
        lifted.enter_context(
            proxy.poisoned(Bandwidth(client=name, bytes_per_second=BYTES_PER_SECOND))
        )
        await asyncio.gather(*(client.publish(batch, give_up=True) for batch in batches))
    await stage.victims["ingest"].until_ready()
    return client.answers.get(429, 0) + client.answers.get(503, 0)
