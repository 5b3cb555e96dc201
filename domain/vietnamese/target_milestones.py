"""Phrases without a number: what is done once and for all, what is work, what is neither."""

from __future__ import annotations

import re
from enum import Enum


class Activity(Enum):
    """Whether a phrase names an event that is reached, or work that is carried out."""

    MILESTONE = "milestone"
    WORK = "work"


_LEAD = re.compile(
    r"(?:(?:phấn đấu|tiếp tục|từng bước|chủ động|tích cực|cơ bản|đã|sẽ|phải|cần|tập trung"
    r"|chính thức"
    r"|đến hết □+|đến □+|trước □+|trong □+|□+),? ){0,4}"
)
_EVENTS = re.compile(
    r"(?:công bố|hình thành|đưa (?:vào|[^.;]{1,80} vào) (?:hoạt động|sử dụng|vận hành|khai thác)"
    r"|phổ cập"
    r"|hoàn thành|hoàn thiện|khai trương|ra mắt|vận hành|mở dữ liệu|mở|chuyển đổi toàn bộ"
    r"|đi vào hoạt động"
    r"|chấm dứt|xóa bỏ|xóa)(?![^\W_])"
)
_PASSIVE = re.compile(
    r"[^.;]{3,300} được (?:đưa vào|ban hành|thành lập|công bố|hoàn thành|phê duyệt|khai trương"
    r"|hình thành"
    r"|nâng cấp|vận hành|kiện toàn|triển khai|xây dựng|kết nối|phổ cập|hoàn thiện)(?![^\W_])"
    r"|[^.;]{3,300} (?:đi vào|chính thức) (?:hoạt động|vận hành)(?![^\W_])"
    r"|[^.;]{2,300} (?:đạt chuẩn|đạt tiêu chuẩn|đạt danh hiệu)(?![^\W_])"
)
_WORK = re.compile(
    r"(?:ban hành|xây dựng|thành lập|thiết lập|triển khai|tổ chức|tham mưu|hỗ trợ|kiểm tra"
    r"|đánh giá|tập huấn"
    r"|bồi dưỡng|đào tạo|hưởng ứng|duy trì|tuyên truyền|đẩy mạnh|tăng cường|phát triển|thúc đẩy"
    r"|nghiên cứu"
    r"|rà soát|thực hiện|phối hợp|hướng dẫn|khuyến khích|khảo sát|đầu tư|nâng cấp|nâng cao|mở rộng"
    r"|kết nối"
    r"|tích hợp|ứng dụng|chia sẻ|cập nhật|cung cấp|quản lý|giám sát|bảo đảm|đảm bảo|lắp đặt|số hóa"
    r"|tạo lập"
    r"|tạo|sử dụng|khai thác|thí điểm|nhân rộng|phổ biến|quán triệt|cụ thể hóa|đôn đốc|theo dõi"
    r"|báo cáo"
    r"|sơ kết|tổng kết|kiện toàn|bố trí|thu hút|huy động|vận động|giới thiệu|đề xuất|đăng ký"
    r"|lựa chọn"
    r"|áp dụng|chuẩn hóa|chuyển đổi|phát động|phê duyệt|lập|thuê|mua sắm|trang bị|quy hoạch|bổ sung"
    r"|sửa đổi|thống kê|thu thập|tối ưu|cải thiện|cải cách|giảm|cắt giảm|gắn|giao|chỉ đạo|kêu gọi"
    r"|ký kết"
    r"|tham gia|đưa|làm|đồng bộ|liên thông|phân công|xác định|tăng|hợp tác|biên soạn|đề nghị"
    r"|hoạch định"
    r"|tôn vinh|khen thưởng|tuyển dụng|rút ngắn|chuyển giao|chủ trì|thẩm định|cho phép|xem xét"
    r"|hợp nhất)"
    r"(?![^\W_])"
)


def activity(covered: str) -> Activity | None:
    """Return what a phrase with no number asks to be done; None where it asks for nothing."""
    lead = _LEAD.match(covered)
    at = lead.end() if lead else 0
    if _EVENTS.match(covered, at) or _PASSIVE.match(covered, at):
        return Activity.MILESTONE
    return Activity.WORK if _WORK.match(covered, at) else None
