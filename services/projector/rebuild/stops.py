"""Why a rebuild stops, each reason a code, and words in two languages with the next step."""

from __future__ import annotations

from collections.abc import Sequence

from infra.health import Reason


def nothing_live() -> Reason:
    """There is nothing to rebuild beside."""
    return Reason(
        "no_live_views",
        "chưa có phiên bản khung nhìn nào: hãy chạy 'chitieu migrate'",
        "no version of the views exists: run 'chitieu migrate'",
    )


def another_runs() -> Reason:
    """One rebuild at a time."""
    return Reason(
        "another_rebuild_runs",
        "một lần dựng lại khác đang chạy: hãy chờ; 'chitieu rebuild --list' cho biết đến đâu",
        "another rebuild is running: wait for it; 'chitieu rebuild --list' tells how far it is",
    )


def no_former() -> Reason:
    """There is nothing to return to."""
    return Reason(
        "no_former_version",
        "không có phiên bản trước để quay lại: dựng lại bằng 'chitieu rebuild'",
        "there is no former version to return to: build one with 'chitieu rebuild'",
    )


def busy() -> Reason:
    """Live was never quiet enough for the swap."""
    return Reason(
        "too_busy_to_swap",
        "hệ thống bận, chưa đổi được phiên bản (mọi thứ giữ nguyên): chạy lại 'chitieu rebuild'"
        " khi bớt tải, phần đã dựng được dùng lại",
        "live was too busy for the swap (nothing has changed): run 'chitieu rebuild' again when"
        " there is less load; what is built is used again",
    )


def views_held(holders: Sequence[str]) -> Reason:
    """Somebody has read from the views, and has not ended his transaction."""
    by = ", ".join(holders) or "?"
    return Reason(
        "views_held",
        f"một giao dịch khác đang giữ các khung nhìn ({by}), ví dụ một lần sao lưu: mọi thứ giữ"
        " nguyên; chạy lại 'chitieu rebuild' khi nó xong, phần đã dựng được dùng lại",
        f"another transaction holds the views ({by}), as a dump does: nothing has changed; run"
        " 'chitieu rebuild' again when it has ended, what is built is used again",
    )


def differs_since_proof(statuses: int) -> Reason:
    """The versions were equal at the proof and are no longer: not what was agreed to."""
    return Reason(
        "differs_since_proof",
        f"sau khi chứng minh bằng nhau lại có {statuses} trạng thái khác: chưa đổi gì; chạy lại"
        " 'chitieu rebuild --dry-run' để xem khác ở đâu",
        f"{statuses} statuses have come to differ since both were proved equal: nothing has"
        " changed; 'chitieu rebuild --dry-run' shows where they differ",
    )


def live_changed() -> Reason:
    """What was proved was proved against a version that is not live any more."""
    return Reason(
        "live_changed",
        "phiên bản đang phục vụ đã đổi trong khi dựng lại: chạy lại 'chitieu rebuild'",
        "another version became live meanwhile: run 'chitieu rebuild' again",
    )


def redriven_meanwhile() -> Reason:
    """Live has applied what waits in the version that was to take its place."""
    return Reason(
        "redriven_meanwhile",
        "'chitieu redrive' đã áp dụng sự kiện trong khi dựng lại: chạy lại 'chitieu rebuild', phần"
        " đã dựng được dùng lại",
        "a 'chitieu redrive' has applied events meanwhile: run 'chitieu rebuild' again; what is"
        " built is used again",
    )


def chain_differs(partition: int) -> Reason:
    """The log read now is not, byte for byte, the one that live has read."""
    return Reason(
        "other_log",
        f"chuỗi băm của phân vùng {partition} khác với chuỗi đã áp dụng: nhật ký đã bị sửa; chạy "
        "'chitieu verify' rồi khôi phục nhật ký từ bản lưu trữ",
        f"the hash chain of partition {partition} differs from the one that was applied: the log"
        " was changed; run 'chitieu verify', then restore the log from its archive",
    )


def position_differs(partition: int) -> Reason:
    """What was built cannot be brought to where live stands."""
    return Reason(
        "position_differs",
        f"phân vùng {partition} của bản dựng lại không về đúng vị trí đang phục vụ: xóa bản này "
        "('chitieu rebuild --drop') và dựng lại",
        f"partition {partition} of what was built cannot be brought to where live stands: drop it"
        " ('chitieu rebuild --drop') and rebuild",
    )
