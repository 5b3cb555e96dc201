"""Kill the alerts service in mid-delivery, again and again; then ask who was told what.

`python -m tests.faults.deliveries --kills 50` runs it on servers of its own: a real Kafka, a real
PostgreSQL, a real mail server and a real HTTP server that remember what came. Every notice must
have come at least once, a duplicate under the same id and with the same words, none besides those
that were decided, and the changes of an alert in order.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from contracts.alerts import AlertChanged
from contracts.topics import Topics
from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres, create_database
from infra.logs import configure_logging
from infra.postgres import connect
from services.alerts.delivery.notices import notice_id
from tests.services.alerts.changes import change_of, queued
from tests.services.alerts.receivers import Hook, Mailbox, http_server, mail_server
from tests.services.alerts.world import World

MARKERS = (
    "delivery_attempted",  # the other side has it, and nothing is written down
    "delivery_begin",
    "alerts_sent",  # on Kafka, no notice queued
    "delivery_recorded",
    "alerts_dispatched",
)
ALERTS = 6
READER = "sotttt@example.vn"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FILE = """
channels:
  thu: {{kind: email, server: 127.0.0.1, port: {mail}, security: none, sender: c@example.vn}}
  hook:
    kind: webhook
    url: {hook}
    secrets: [{{env: CHITIEU_TEST_HOOK_SECRET}}]
    allow: [127.0.0.0/8]
routes:
  - {{name: all, send: [{{channel: thu, to: [{reader}]}}, {{channel: hook}}]}}
"""


@dataclass(slots=True)
class Told:
    """What was decided, and what came."""

    decided: list[AlertChanged] = field(default_factory=list)
    mailbox: Mailbox = field(default_factory=Mailbox)
    hook: Hook = field(default_factory=Hook)

    def wanted(self) -> dict[UUID, tuple[str, int]]:
        """Return the notices that must have come, with the alert and the number of the change."""
        return {
            notice_id(change.data.alert, change.data.seq, channel, recipient): (
                f"{channel}/{change.data.alert}",
                change.data.seq,
            )
            for change in self.decided
            for channel, recipient in (("thu", READER), ("hook", ""))
        }

    def came(self) -> list[tuple[UUID, object]]:
        """Return what came, in order for each channel, as id and content."""
        mails = [(UUID(one["X-Chitieu-Notice"]), bytes(one)) for one in self.mailbox.messages]
        posts = [(UUID(one.headers["webhook-id"]), one.body) for one in self.hook.posted]
        return [*mails, *posts]


async def run(world: World, *, kills: int, seed: int, folder: Path) -> Told:
    """Kill the service in mid-delivery, under new work each time; then let it finish."""
    told = Told()
    async with mail_server() as mailbox, http_server() as hook:
        told.mailbox, told.hook = mailbox, hook
        settings = _settings(folder, mailbox, hook)
        for number in range(kills):
            await _decide(world, told)
            marker = MARKERS[number % len(MARKERS)]
            once = marker.startswith("alerts_")
            after = 1 if once else (seed + 7 * number) % ALERTS + 1
            with world.alerts(settings, kill_at=marker, kill_after=after) as running:
                await world.until(running.ended)
            if running.process.returncode != -9 or not running.said(marker):
                raise AssertionError(f"kill {number + 1} missed the work: {running.lines[-3:]}")
        await _decide(world, told)
        with world.alerts(settings):
            await world.until_quiet(0)
    return told


def _settings(folder: Path, mailbox: Mailbox, hook: Hook) -> dict[str, str]:
    file = folder / "alerts.yaml"
    file.write_text(FILE.format(mail=mailbox.port, hook=hook.url, reader=READER), encoding="utf-8")
    return {"CHITIEU_ALERTS_FILE": str(file), "CHITIEU_TEST_HOOK_SECRET": SECRET}


async def _decide(world: World, told: Told) -> None:
    """Let every alert change once more."""
    seq = len(told.decided) // ALERTS + 1
    word = "opened" if seq == 1 else "updated"
    changes = [change_of(f"alert-{number}", seq, word) for number in range(ALERTS)]
    connection = await connect(world.database_url, role="chitieu_alerts", application_name="test")
    try:
        await queued(connection, changes)
    finally:
        await connection.close()
    told.decided += changes


def problems(told: Told) -> list[str]:
    """Return what is not as promised; none where all is well."""
    wanted, contents, found = told.wanted(), dict[UUID, object](), list[str]()
    first: dict[str, list[int]] = {}
    for notice, content in told.came():
        if contents.setdefault(notice, content) != content:
            found.append(f"{notice} came with two contents")
        if notice not in wanted:
            found.append(f"{notice} was never decided")
    for notice in contents.keys() & wanted.keys():
        place, seq = wanted[notice]
        first.setdefault(place, []).append(seq)
    for place in {place for place, _ in wanted.values()}:
        came = [wanted[n][1] for n in contents if n in wanted and wanted[n][0] == place]
        if came != sorted(came):
            found.append(f"{place} came out of order: {came}")
    found += [f"{notice} never came" for notice in wanted.keys() - contents.keys()]
    return found


def summary(told: Told) -> dict[str, int]:
    """Return the figures: notices decided, messages that came, how many came more than once."""
    counts = Counter(notice for notice, _ in told.came())
    return {
        "notices": len(told.wanted()),
        "messages": sum(counts.values()),
        "told_again": sum(count > 1 for count in counts.values()),
        "lost": len(told.wanted().keys() - counts.keys()),
    }


async def _campaign(kafka: str, postgres: str, *, kills: int, seed: int, folder: Path) -> Told:
    url = await create_database(postgres, f"deliveries_{seed}")
    world = World(kafka, url, Topics(f"deliveries{seed}."))
    await world.create()
    return await run(world, kills=kills, seed=seed, folder=folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign on servers of its own; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    configure_logging(service="faults", level="error", log_format="console")
    with tempfile.TemporaryDirectory(prefix="chitieu-deliveries-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        kafka = LocalKafka(folder / "kafka")
        postgres = LocalPostgres(folder / "postgres")
        kafka.start()
        postgres.start()
        try:
            told = asyncio.run(
                _campaign(
                    kafka.bootstrap, postgres.url, kills=asked.kills, seed=asked.seed, folder=folder
                )
            )
        finally:
            postgres.stop()
            kafka.stop()
    broken = problems(told)
    figures = {"kills": asked.kills, "seed": asked.seed, **summary(told)}
    sys.stdout.write("\n".join([json.dumps(figures), *broken, ""]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
