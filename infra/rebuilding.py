"""What every rebuild of tables from a topic says: its report, its refusals, who looks on."""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from infra.health import Reason
from infra.twins import Comparison

SKIPPED_TOLD = 20

Outcome: TypeAlias = Literal["equal", "differs", "declined", "replaced"]


class RebuildRefused(Exception):
    """The tables cannot be built from this topic now; nothing has changed. `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.code}: {reason.en}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that no table can hold: where it stands, and why."""

    partition: int
    offset: int
    why: str


@dataclass(slots=True)
class Report:
    """What one run did. `held_seconds`: how long the service had to wait for it.

    `rows` are those built, by table; `skipped` the first records that could not be read, of
    `skipped_records`.
    """

    of: str
    outcome: Outcome = "equal"
    records: int = 0
    build_seconds: float = 0.0
    compare_seconds: float = 0.0
    held_seconds: float = 0.0
    seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)
    comparison: Comparison = field(default_factory=lambda: Comparison({}, ()))
    skipped: list[Skipped] = field(default_factory=list)
    skipped_records: int = 0

    def skip(self, partition: int, offset: int, why: str) -> None:
        """Note a record that was passed over."""
        self.skipped_records += 1
        if len(self.skipped) < SKIPPED_TOLD:
            self.skipped.append(Skipped(partition, offset, why))

    def told_as(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        rate = self.records / self.build_seconds if self.build_seconds else 0
        return {
            "of": self.of,
            "outcome": self.outcome,
            "records": self.records,
            "records_per_second": round(rate),
            "build_seconds": round(self.build_seconds, 3),
            "compare_seconds": round(self.compare_seconds, 3),
            "held_seconds": round(self.held_seconds, 3),
            "seconds": round(self.seconds, 3),
            "built": self.rows,
            "equal": self.comparison.equal,
            "differing": [
                {"table": table, "kind": kind, "rows": count}
                for (table, kind), count in sorted(self.comparison.counts.items())
            ],
            "rows": [
                {
                    "table": one.table,
                    "key": one.key,
                    "kind": one.kind,
                    "changes": [
                        {"column": cell.column, "old": cell.old, "new": cell.new}
                        for cell in one.changes
                    ],
                }
                for one in self.comparison.rows
            ],
            "skipped_records": self.skipped_records,
            "skipped": [
                {"partition": one.partition, "offset": one.offset, "why": one.why}
                for one in self.skipped
            ],
        }


class Onlooker(Protocol):
    """Is told how a rebuild goes, and asked before live tables change."""

    def phase(self, name: str, records: int) -> None:
        """A phase begins, of so many records, or of an unknown amount of work (0)."""

    def done(self, records: int) -> None:
        """So many records of the phase are done."""

    def may_replace(self, report: Report) -> bool:
        """Whether to replace what differs."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one run has come: what its report says of it, and whoever looks on."""

    report: Report
    onlooker: Onlooker

    def count(self, records: int) -> None:
        """So many more records were read."""
        self.report.records += records
        self.onlooker.done(self.report.records)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: only to compare, or also to replace."""

    dry_run: bool = False


def another_runs() -> Reason:
    """Two rebuilds of the same tables at a time."""
    return Reason(
        "another_rebuild",
        "một lần dựng lại khác đang chạy: chờ nó xong rồi chạy lại",
        "another rebuild of these tables runs: wait for it, then run this again",
    )


def too_busy() -> Reason:
    """The service did not stand still for a moment, however often it was asked."""
    return Reason(
        "too_busy",
        "dịch vụ bận, chưa khóa được (mọi thứ giữ nguyên): chạy lại khi bớt tải",
        "the service was too busy to be held still (nothing has changed): run it again when"
        " there is less load",
    )


def head_missing(topic: str, partition: int, begin: int) -> Reason:
    """The topic no longer has its beginning, so nothing can be derived from it."""
    return Reason(
        "log_head_missing",
        f"{topic}: phân vùng {partition} bắt đầu từ {begin}, không phải 0: nhật ký đã mất phần đầu;"
        " khôi phục từ bản lưu trữ ('chitieu restore') rồi chạy lại",
        f"{topic}: partition {partition} begins at {begin}, not at 0: the log has lost its head;"
        " restore it from its archive ('chitieu restore'), then run this again",
    )


def not_migrated(missing: str) -> Reason:
    """The database is older than this program."""
    return Reason(
        "not_migrated",
        f"cơ sở dữ liệu chưa được nâng cấp ({missing}): chạy 'chitieu migrate'",
        f"the database lacks {missing}: run 'chitieu migrate'",
    )
