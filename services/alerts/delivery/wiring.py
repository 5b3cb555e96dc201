"""Put the way from a queued notice to its channels together."""

from __future__ import annotations

import orjson

from contracts.alerts import ALERT_ADAPTER
from contracts.topics import Topics
from domain.reasons import Words
from infra.clock import Clock
from infra.kafka import Producer
from infra.metrics import Metrics
from infra.postgres import Pool
from services.alerts.channels.main import open_channels, revision_of
from services.alerts.channels.port import Channel, Notice
from services.alerts.configuration.document import Configuration
from services.alerts.consuming import ROLE
from services.alerts.delivery.calendar import workdays
from services.alerts.delivery.courier import Courier, Office
from services.alerts.delivery.deliveries import Due
from services.alerts.delivery.dispatch import Delivering
from services.alerts.delivery.notices import notices_of
from services.alerts.delivery.relay import Relay
from services.alerts.delivery.routing import about, route
from services.alerts.delivery.trouble import HEADLINES, reports_of
from services.alerts.settings import AlertsSettings, environment_variable
from services.alerts.wording.notices import Writer


def wire_delivery(
    settings: AlertsSettings,
    configuration: Configuration,
    pool: Pool,
    producer: Producer,
    clock: Clock,
    metrics: Metrics,
) -> tuple[Relay, Delivering]:
    """Construct the relay and the couriers of all channels of the file; nothing is started.

    Raises:
        services.alerts.channels.main.ChannelUnusable: a channel lacks something.
    """
    channels = open_channels(
        configuration,
        environment=environment_variable,
        clock=clock,
        kafka_bootstrap=settings.kafka_bootstrap,
    )
    days = workdays(configuration.calendar)
    topics = Topics(settings.topic_namespace, settings.log_partitions)
    relay = Relay(
        pool,
        producer,
        lambda change, now: notices_of(change, configuration, days, now),
        topic=topics.alerts.name,
        clock=clock,
        metrics=metrics,
        unknown_of=lambda change: route(configuration, about(change)).unknown,
    )
    office = office_of(configuration, pool, clock, metrics)
    revisions = {
        name: revision_of(kind) for name in channels if (kind := configuration.channel(name))
    }
    couriers = [_courier(channel, configuration, office) for channel in channels.values()]
    delivering = Delivering(
        settings.database_url, pool, couriers, revisions, role=ROLE, clock=clock, metrics=metrics
    )
    return relay, delivering


def office_of(configuration: Configuration, pool: Pool, clock: Clock, metrics: Metrics) -> Office:
    """Return what the couriers of a configuration share."""
    writer = Writer(configuration.page_url, configuration.names)
    return Office(
        pool=pool,
        clock=clock,
        metrics=metrics,
        write=lambda due: notice_of(due, writer),
        reports=lambda trouble, now: reports_of(trouble, configuration, now),
        report_after=configuration.delivery.report_after,
    )


def _courier(channel: Channel, configuration: Configuration, office: Office) -> Courier:
    kind = configuration.channel(channel.name)
    return Courier(channel, office, concurrency=kind.concurrency if kind else 1)


def notice_of(due: Due, writer: Writer) -> Notice | None:
    """Return a message in words; None where what it told of is not kept any more. Pure."""
    if (report := due.rows[0].report) is not None:
        told = orjson.loads(report)
        # Those queued by an earlier version say nothing of what is to blame: all were of channels.
        headline = HEADLINES[told.get("blame", "channel")]
        written = writer.report(headline, Words(told["vi"], told["en"]))
        return Notice(due.message, "report", due.recipient, due.queued_at, written)
    changes = tuple(ALERT_ADAPTER.validate_json(row.body) for row in due.rows if row.body)
    if not changes:
        return None
    if due.digest_on is None:
        written = writer.alert(changes[0])
        return Notice(due.message, "alert", due.recipient, due.queued_at, written, changes[:1])
    written = writer.digest(changes, due.digest_on)
    return Notice(due.message, "digest", due.recipient, due.queued_at, written, changes)
