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
    "errors_total",
]
GaugeName = Literal[
    "lag_events",
    "lag_seconds",
    "outbox_rows",
    "reserved_rows",
    "parked_subjects",
    "alerts_open",
    "swept_to_day",
    "view_version",
]
HistogramName = Literal["batch_seconds", "request_seconds"]


@dataclass(frozen=True, slots=True)
class _Row:
    meaning: str
    labels: tuple[str, ...] = ()


_COUNTERS: Mapping[CounterName, _Row] = {
    # way: http or kafka. Together with the next two: what became of each event offered.
    "accepted_total": _Row("Events admitted to the log", ("way",)),
    # A duplicate is a success without effect; many of them say that a sender retries.
    "duplicate_total": _Row("Events offered again with the same content", ("way",)),
    # code: the stable code of the refusal.
    "rejected_total": _Row("Events refused", ("way", "code")),
    # What a consumer has committed, by topic.
    "records_total": _Row("Records consumed and committed", ("topic",)),
    # Records that no retry can mend, put aside with their reason. Should stay 0.
    "quarantined_total": _Row("Records put aside because they cannot be read", ("topic",)),
    # Acknowledged by Kafka.
    "sent_total": _Row("Records sent and acknowledged", ("topic",)),
    "alerts_opened_total": _Row("Alerts opened"),
    # outcome: averted, missed or withdrawn.
    "alerts_closed_total": _Row("Alerts closed, by outcome", ("outcome",)),
    # kind: postgres, kafka or internal. Counts attempts, so a retry counts again.
    "errors_total": _Row("Attempts that failed and will be made again", ("kind",)),
}

_GAUGES: Mapping[GaugeName, _Row] = {
    # The log's end minus the next offset to apply.
    "lag_events": _Row("Records not yet applied", ("topic", "partition")),
    # 0 when nothing waits; else the age of the last record applied.
    "lag_seconds": _Row("Age of what is applied while records wait", ("topic", "partition")),
    # Rows waiting to be sent; a steady rise says that Kafka does not take them.
    "outbox_rows": _Row("Rows waiting to be sent"),
    # Admitted in PostgreSQL, without a position on the log yet.
    "reserved_rows": _Row("Events reserved and not yet positioned"),
    # Subjects whose later events wait behind a poison one. Should stay 0.
    "parked_subjects": _Row("Subjects waiting behind a record that cannot be applied"),
    "alerts_open": _Row("Alerts now open"),
    # Days since 1970-01-01 of the day that the partition is judged as of.
    "swept_to_day": _Row("Business day judged as of, as days since 1970", ("partition",)),
    "view_version": _Row("Version of the views that readers see"),
}

_HISTOGRAMS: Mapping[HistogramName, _Row] = {
    # stage: what part of the work, such as admit, send, apply.
    "batch_seconds": _Row("Duration of one batch, by stage", ("stage",)),
    # route: the pattern of the path, never the path itself (its ids are unbounded).
    "request_seconds": _Row("Duration of an HTTP request, by route", ("route",)),
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
            for name, row in _COUNTERS.items()
        }
        self._gauges = {
            name: Gauge(
                f"chitieu_{name}", row.meaning, ("service", *row.labels), registry=self.registry
            )
            for name, row in _GAUGES.items()
        }
        self._histograms = {
            name: Histogram(
                f"chitieu_{name}",
                row.meaning,
                ("service", *row.labels),
                registry=self.registry,
                buckets=_BUCKETS,
            )
            for name, row in _HISTOGRAMS.items()
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
