"""Why ledger and registry cannot be built from this log: reasons in two languages."""

from __future__ import annotations

from domain.identity import EventRef
from infra.health import Reason


def two_contents(ref: EventRef, partition: int, offset: int) -> Reason:
    """One id has two contents on the log, which ingest never writes."""
    return Reason(
        "two_contents",
        f"nhật ký có hai nội dung dưới một mã sự kiện, ở phân vùng {partition} từ {offset} "
        f"({ref.agency}/{ref.id} hoặc sau đó): có người khác đã ghi vào nhật ký; kiểm tra bằng "
        "'chitieu verify'",
        f"the log holds two contents under one event id, on partition {partition} from {offset} "
        f"on ({ref.agency}/{ref.id} or after it): somebody else wrote to it; 'chitieu verify'",
    )


def not_on_the_log(rows: int, first: str) -> Reason:
    """Events that were acknowledged are not on this log."""
    return Reason(
        "other_log",
        f"{rows} sự kiện đã xác nhận không có trong nhật ký này (đầu tiên: {first}): nhật ký đã bị "
        "cắt hoặc là nhật ký khác; khôi phục nó từ bản lưu trữ ('chitieu restore'). Không thay đổi "
        "gì",
        f"{rows} acknowledged events are not on this log (the first: {first}): it was cut or is "
        "another; restore it from its archive ('chitieu restore'). Nothing has changed",
    )
