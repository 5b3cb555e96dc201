"""The report of a rebuild in words: what was proved, what differs and why, what was told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table

ROWS_SHOWN = 20
OUTCOMES = {
    "swapped": "đã đổi, đang phục vụ / swapped, live now",
    "proved": "đã chứng minh, chưa đổi / proved, not swapped",
    "declined": "đã chứng minh, không đổi / proved, declined",
    "refused": "TỪ CHỐI: có dòng khác chưa khai báo / REFUSED: rows differ that nobody declared",
    "building": "đang dựng hoặc bị ngắt / being built, or interrupted",
    "built": "đã dựng, chưa chứng minh / built, not proved",
    "dropped": "đã xóa / dropped",
}


def summary(report: Mapping[str, Any]) -> list[str]:
    """Return a report as lines."""
    return list(_lines(report))


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    outcome = told.get("outcome") or told.get("state", "")
    what = "quay lại / back to" if told["kind"] == "back" else "phiên bản / version"
    yield (
        f"#{told['id']} {what} read_{told['version']} (thay / in place of read_{told['replaces']}):"
        f" {OUTCOMES.get(outcome, outcome)}"
    )
    if told.get("build_seconds"):
        yield (
            f"  {told['records']:,} bản ghi / records, {told['records_per_second']:,}/s,"
            f" {told['processes']} tiến trình / processes, ≤ {told['rss_mib']} MiB;"
            f" {told['seconds']:.1f} s"
        )
    if "equal" not in told:
        return
    prints = told["fingerprint"]
    facts = told["digests"].get("facts", {"new": "0:"})["new"].partition(":")[0]
    if told["equal"]:
        yield f"  bằng nhau / equal: {facts} sự kiện / facts, {prints['new'][:16]}"
    else:
        yield f"  khác nhau / differ: {prints['old'][:16]} → {prints['new'][:16]}"
        yield from _differences(told)
    if outcome == "swapped":
        yield f"  trạng thái phải báo lại / statuses told anew: {told['told']}"
    if outcome == "refused":
        yield (
            "  Tiếp theo / Next: sửa quy tắc rồi chạy lại, hoặc khai báo các dòng này"
            " (đổi quy tắc, hoặc dữ liệu đang phục vụ đã bị sửa)"
            " / mend the rule, or declare these rows (the rule was changed, or the live rows were):"
            " chitieu rebuild --expect FILE"
        )


def _differences(told: Mapping[str, Any]) -> Iterator[str]:
    for one in told["differing"]:
        yield f"  {one['table']}: {one['rows']} {one['kind']}"
    for one in told["expected"]:
        kept = "" if one["rows"] else " (không xảy ra / did not occur)"
        yield f"  đã khai báo / declared: {one['table']} {one['rows']}{kept} — {one['why']}"
    for row in told["rows"][:ROWS_SHOWN]:
        cells = "; ".join(f"{c['column']}: {c['old']} → {c['new']}" for c in row["changes"])
        yield f"    {row['table']} {row['key']} {row['kind']} {cells}".rstrip()
    more = sum(one["rows"] for one in told["differing"]) - ROWS_SHOWN
    if more > 0:
        yield f"    … và {more} dòng khác / and more: --report {told['id']} --json"


def listed(found: Sequence[Mapping[str, Any]]) -> Table:
    """Return the reports as a table."""
    table = Table()
    for name in ("#", "Phiên bản", "Bắt đầu", "Chương trình", "Kết quả", "Khác", "Báo lại"):
        table.add_column(name)
    for one in found:
        rows = sum(each["rows"] for each in one.get("differing", ()))
        table.add_row(
            str(one["id"]),
            f"read_{one['version']}" + (" (back)" if one["kind"] == "back" else ""),
            str(one["begun_at"])[:19],
            one["program"],
            OUTCOMES.get(one["state"], one["state"]),
            str(rows) if "equal" in one else "",
            str(one["told"]) if "told" in one else "",
        )
    return table
