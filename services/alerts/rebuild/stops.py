"""Why the alerts' tables cannot be built from their topic: reasons in two languages."""

from __future__ import annotations

from infra.health import Reason


def queued(changes: int) -> Reason:
    """What was decided has not all been told, so the topic does not have it yet."""
    return Reason(
        "outbox_not_empty",
        f"{changes} thay đổi cảnh báo còn chờ gửi, chưa có trên chủ đề: để dịch vụ alerts chạy và "
        "gửi hết ('chitieu alerts'), rồi chạy lại. Không thay đổi gì",
        f"{changes} changes of alerts wait to be sent and are not on the topic yet: let the alerts"
        " service run until they are ('chitieu alerts'), then run this again. Nothing has changed",
    )


def not_on_the_topic(rows: int, first: str) -> Reason:
    """Changes that were told are not on this topic."""
    return Reason(
        "other_log",
        f"{rows} thay đổi cảnh báo đã gửi không có trên chủ đề này (đầu tiên: {first}): chủ đề đã "
        "bị cắt hoặc tạo lại; khôi phục chủ đề trước. Không thay đổi gì",
        f"{rows} changes of alerts that were sent are not on this topic (the first: {first}): it"
        " was cut or made anew; restore it first. Nothing has changed",
    )


def two_contents(partition: int, offset: int) -> Reason:
    """One change of an alert was told with two contents, which the relay never does."""
    return Reason(
        "two_contents",
        f"chủ đề cảnh báo có hai nội dung cho một thay đổi, ở phân vùng {partition} từ {offset}: "
        "có người khác đã ghi vào chủ đề",
        f"the topic of alerts holds two contents of one change, on partition {partition} from"
        f" {offset} on: somebody else wrote to it",
    )


def life_broken(problem: str) -> Reason:
    """A change of an alert is missing on the topic."""
    return Reason(
        "life_broken",
        f"chủ đề cảnh báo thiếu một thay đổi ({problem}): bản ghi bị mất hoặc không đọc được",
        f"a change of an alert is missing on the topic ({problem}): it was lost, or cannot be read",
    )
