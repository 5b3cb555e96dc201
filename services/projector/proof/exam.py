"""Examine a partition, record by record: pure, for a log as for an archive of it.

Says the first thing that is wrong, and exactly as much as can be said: a chain proves that
something before its head was changed, and between two heads that are known, between which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.projector.canonical import unlike_ingests
from services.projector.chain import begin, link
from services.projector.fold import LogRecord
from services.projector.proof.checkpoint import Known

_SOURCE_VI = {
    "checkpoint": "điểm kiểm chứng",
    "view": "khung nhìn đang dùng",
    "archive": "bản lưu trữ",
}
_SOURCE_EN = {"checkpoint": "the checkpoint", "view": "the live view", "archive": "the archive"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: between which offsets (both included), as code and in words."""

    code: str
    partition: int
    first_offset: int
    last_offset: int
    vi: str
    en: str


@dataclass(slots=True)
class Exam:
    """The state of an examination; `take` records in order, then `finish`.

    `known` are heads to compare with, in order; `heads` those kept after every `every` records.
    """

    partition: int
    every: int
    known: Sequence[Known] = ()
    keyed_by_subject: bool = True
    next_offset: int = 0
    chain: bytes = b""
    last_timestamp_ms: int | None = None
    heads: list[tuple[int, bytes]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _compared: int = 0
    _sound: dict[str, int] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chain = self.chain or begin(self.partition)
        self._compare()

    def take(self, records: Iterable[LogRecord]) -> bool:
        """Go on with records; False where one is missing, behind which nothing can be said."""
        for record in records:
            if record.offset != self.next_offset:
                self._gap(record.offset)
                return False
            self.chain = link(self.chain, record)
            self.next_offset += 1
            self.last_timestamp_ms = record.timestamp_ms
            keyed = self.keyed_by_subject
            if problem := unlike_ingests(record.key, record.value, keyed_by_subject=keyed):
                self._tell(problem, record.offset, record.offset, *_RECORD_WORDS[problem])
            if self.next_offset % self.every == 0:
                self.heads.append((self.next_offset, self.chain))
            self._compare()
        return True

    def finish(self) -> list[Finding]:
        """Say what the known heads expected beyond the end; returns all findings."""
        for one in self.known[self._compared :]:
            self._tell(
                f"shorter_than_{one.source}",
                self.next_offset,
                one.next_offset - 1,
                f"kết thúc ở {self.next_offset}, trong khi {_SOURCE_VI[one.source]} đã thấy đến "
                f"trước {one.next_offset}",
                f"ends at {self.next_offset}, while {_SOURCE_EN[one.source]} has seen it up to "
                f"{one.next_offset}",
            )
        return self.findings

    def _compare(self) -> None:
        while (
            self._compared < len(self.known)
            and self.known[self._compared].next_offset == self.next_offset
        ):
            one = self.known[self._compared]
            self._compared += 1
            if one.chain == self.chain:
                self._sound[one.source] = self.next_offset
                continue
            # An archive's heads stand beside its files: whoever forged one forged the other, so
            # only a checkpoint's narrow down what another source says.
            first = max(self._sound.get(one.source, 0), self._sound.get("checkpoint", 0))
            last = self.next_offset - 1
            self._tell(
                f"differs_from_{one.source}",
                first,
                last,
                f"khác với {_SOURCE_VI[one.source]}: một bản ghi từ {first} đến {last} đã bị "
                "sửa, bớt, thêm hoặc đổi chỗ",
                f"differs from {_SOURCE_EN[one.source]}: a record from {first} to {last} was "
                "changed, taken out, put in or moved",
            )

    def _gap(self, found: int) -> None:
        self._tell(
            "gap_in_log",
            self.next_offset,
            found - 1,
            f"thiếu bản ghi từ {self.next_offset} đến trước {found}",
            f"lacks the records {self.next_offset} up to {found}",
        )

    def _tell(self, code: str, first: int, last: int, vi: str, en: str) -> None:
        # Once broken, a chain stays so: the first finding of a kind is the one that says where.
        if code not in self._told:
            self._told.add(code)
            self.findings.append(Finding(code, self.partition, first, last, vi, en))


_RECORD_WORDS = {
    "not_canonical": (
        "bản ghi không ở dạng JSON chuẩn mà dịch vụ tiếp nhận ghi (chỉ nêu bản ghi đầu tiên)",
        "the record is not the canonical JSON that ingest writes (the first such one is named)",
    ),
    "key_not_subject": (
        "khóa của bản ghi không phải là đối tượng của sự kiện (chỉ nêu bản ghi đầu tiên)",
        "the record's key is not the event's subject (the first such one is named)",
    ),
}
