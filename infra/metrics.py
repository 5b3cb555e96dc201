"""The metrics of all services: every name is a typed row of one table, with its meaning.

A name that is not in the table does not type-check, so a dashboard can be built from this
page. All carry the prefix `chitieu_` and the label `service`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

CounterName = Literal[
    "accepted_total",
    "duplicate_total",
    "rejected_total",
    "records_total",
    "quarantined_total",
    "sent_total",
    "alerts_opened_total",
    "alerts_closed_total",
    "alerts_told_to_nobody_total",
    "deliveries_total",
    "errors_total",
]
GaugeName = Literal[
    "lag_events",
    "lag_seconds",
    "outbox_rows",
    "outbox_refused_rows",
    "log_check_age_seconds",
    "reserved_rows",
    "alerts_open",
    "swept_to_day",
    "view_version",
    "parked_subjects",
    "parked_events",
    "refused",
    "notices_waiting",
    "channels_failing",
]
HistogramName = Literal["batch_seconds", "request_seconds", "delivery_seconds"]


@dataclass(frozen=True, slots=True)
class Row:
    """What a metric means, how to read it, and its labels besides `service`."""

    meaning: str
    note: str = ""
    labels: tuple[str, ...] = ()


_WAY = "way: http or kafka."

COUNTERS: Mapping[CounterName, Row] = {
    "accepted_total": Row("Events admitted to the log", _WAY, ("way",)),
    "duplicate_total": Row(
        "Events offered again with the same content",
        f"{_WAY} A success without effect; many of them say that a sender retries.",
        ("way",),
    ),
    "rejected_total": Row(
        "Events refused", f"{_WAY} code: the stable code of the refusal.", ("way", "code")
    ),
    "records_total": Row("Records consumed and committed", labels=("topic",)),
    "quarantined_total": Row(
        "Records put aside because they cannot be read",
        "No retry can mend them. Should stay 0.",
        ("topic",),
    ),
    "sent_total": Row("Records sent and acknowledged by Kafka", labels=("topic",)),
    "alerts_opened_total": Row("Alerts opened"),
    "alerts_closed_total": Row(
        "Alerts closed, by outcome",
        "outcome: averted, missed, undetermined or withdrawn.",
        ("outcome",),
    ),
    "alerts_told_to_nobody_total": Row(
        "Changes of alerts of which an agency was to be told, and has no address on any channel",
        "Once for each agency; the log names it (alert_told_to_nobody). Put it into `contacts`.",
    ),
    "deliveries_total": Row(
        "Attempts to deliver a message on a channel",
        "outcome: delivered, waiting (failed, and tried again later) or given_up.",
        ("channel", "outcome"),
    ),
    "errors_total": Row(
        "Attempts that failed and will be made again",
        "kind: postgres, kafka, channel or internal. A retry that fails counts again.",
        ("kind",),
    ),
}

GAUGES: Mapping[GaugeName, Row] = {
    "lag_events": Row(
        "Records not yet applied",
        "The log's end minus the next offset to apply.",
        ("topic", "partition"),
    ),
    "lag_seconds": Row(
        "How long records have waited to be applied",
        "0 when nothing waits. Projector: since the oldest of them was written; alerts: since "
        "the one applied last was written.",
        ("topic", "partition"),
    ),
    "outbox_rows": Row(
        "Rows waiting to be sent", "A steady rise says that Kafka does not take them."
    ),
    "outbox_refused_rows": Row(
        "Statuses that Kafka refuses for good, as too large",
        "Of the partitions that the process owns. Should be 0: readers of the topic see the "
        "status before it until the target or task has another one.",
    ),
    "log_check_age_seconds": Row(
        "How long ago the log was last compared with what was applied of it",
        "Some seconds; beyond five minutes /ready says so.",
    ),
    "reserved_rows": Row(
        "Events reserved and not yet positioned",
        "Admitted in PostgreSQL, without a position on the log yet.",
    ),
    "alerts_open": Row("Alerts now open"),
    "swept_to_day": Row(
        "Business day judged as of, as days since 1970-01-01",
        "A partition behind the others has not been swept yet.",
        ("partition",),
    ),
    "view_version": Row("Version of the views that readers see"),
    "refused": Row(
        "1 where the service has stopped and will not go on by itself",
        "code: why, as in /live; log_cut, log_head_missing, other_log and gap_in_log say that the "
        "log is not the one that was applied, or not all of it.",
        ("code",),
    ),
    "parked_subjects": Row(
        "Subjects whose events wait behind one that cannot be applied",
        "Of the partitions that the process owns. Should be 0: see `GET /v1/parked`.",
    ),
    "parked_events": Row(
        "Events that wait behind one that cannot be applied",
        "Of the partitions that the process owns. `chitieu redrive` applies them after the fix.",
    ),
    "notices_waiting": Row(
        "Notices that wait for a channel, those for the next digest too", labels=("channel",)
    ),
    "channels_failing": Row(
        "Channels that take nothing at present",
        "Should be 0: see /ready of the alerts service for which, since when and why.",
    ),
}

HISTOGRAMS: Mapping[HistogramName, Row] = {
    "batch_seconds": Row(
        "Duration of one batch, by stage",
        "stage: what part of the work, such as admit, send, apply.",
        ("stage",),
    ),
    "request_seconds": Row(
        "Duration of an HTTP request, by route",
        "route: the pattern of the path, never the path itself (its ids are unbounded).",
        ("route",),
    ),
    "delivery_seconds": Row(
        "From the decision of a notice to its delivery, by channel",
        "A digest counts from its oldest notice, so it is hours.",
        ("channel",),
    ),
}

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One process's metrics, in a registry of their own.

    Labels are given by name and must be those of the table's row: prometheus-client raises
    ValueError for others.
    """

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._service = service
        self._counters = {
            name: Counter(
                f"chitieu_{name}", row.meaning, ("service", *row.labels), registry=self.registry
            )
            for name, row in COUNTERS.items()
        }
        self._gauges = {
            name: Gauge(
                f"chitieu_{name}", row.meaning, ("service", *row.labels), registry=self.registry
            )
            for name, row in GAUGES.items()
        }
        self._histograms = {
            name: Histogram(
                f"chitieu_{name}",
                row.meaning,
                ("service", *row.labels),
                registry=self.registry,
                buckets=_BUCKETS,
            )
            for name, row in HISTOGRAMS.items()
        }

    def count(self, name: CounterName, by: float = 1, **labels: str) -> None:
        """Add to a counter."""
        self._counters[name].labels(service=self._service, **labels).inc(by)

    def gauge(self, name: GaugeName, value: float, **labels: str) -> None:
        """Set a gauge."""
        self._gauges[name].labels(service=self._service, **labels).set(value)

    def observe(self, name: HistogramName, seconds: float, **labels: str) -> None:
        """Record one duration, in seconds."""
        self._histograms[name].labels(service=self._service, **labels).observe(seconds)

    def render(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)
