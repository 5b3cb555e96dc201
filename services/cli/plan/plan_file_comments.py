"""The comments of a plan file: what the file is, and what is asked of the officer."""

from __future__ import annotations

HEADER = """\
Tệp kế hoạch (chitieu): những gì đã đọc được từ văn bản, để cán bộ xem lại và sửa.
Sửa bằng Notepad được; thụt đầu dòng bằng dấu cách, lưu dạng UTF-8.
- Số thập phân viết dấu chấm: 25.94, không viết 25,94. Ngày viết 2023-12-31.
- Chữ có dấu hai chấm (:) hoặc dấu thăng (#) đặt trong dấu nháy "…".
- id: của mỗi dòng giữ nguyên mãi; nhập lại (plan import) nhận ra dòng nhờ nó.
- imported: là dấu vết của lần nhập, để lần sau biết cán bộ đã sửa gì; để nguyên.
- Xem xong một mục review: thì xóa mục đó, hoặc ghi reviewed: true cho cả dòng.
Nhập lại giữ các quyết định của cán bộ, nhưng không giữ các dòng ghi chú (#) như dòng này.
The plan as it was read, for review. Keys stay English; ids stay as they are."""

SECTIONS = {
    "duties": (
        "Chế độ báo cáo: ai báo cáo, qua đâu, cho ai, hạn chót (tính cả ngày đó).\n"
        "Không có ngày thì không công bố; reviewed: true là đã xem, không nhắc lại nữa."
    ),
    "agencies": (
        "Cơ quan: mỗi tên viết một lần; các dòng gọi bằng tên hoặc bằng chữ đã in (printed).\n"
        "id: null là chưa rõ cơ quan nào; proposed: true là mã đề xuất, chưa có trong danh bạ."
    ),
    "indicators": (
        "Chỉ số đề xuất cho từng chỉ tiêu; cán bộ quyết định. existing: đã có từ trước.\n"
        "Hai chỉ tiêu cùng một chỉ số thì ghi cùng một mã. mã@2 là định nghĩa thứ hai (change:\n"
        "khác thế nào): chuỗi số liệu gián đoạn, không so với trước."
    ),
    "tables": "Các bảng trong văn bản, theo tiêu đề đã in.",
    "rows": (
        "Các dòng, theo thứ tự đã in. kind: target (chỉ tiêu), task (nhiệm vụ), other (khác).\n"
        "target: threshold (relation: at_least từ … trở lên, above trên, at_most, below dưới),\n"
        "band, rank, count, growth, reduction, maintenance, for_all, entity_fraction, milestone,\n"
        "compound."
    ),
    "objectives": "Mục tiêu nêu trong phần lời; row: dòng giao mục tiêu đó, nếu có.",
    "projects": "Dự án và kinh phí, triệu đồng. null: bảng không in.",
    "totals": "Các số tổng đã in, triệu đồng; section: null là của cả bảng.",
    "statements": "Các câu ràng buộc khác trong phần lời.",
    "documents": "Các văn bản được viện dẫn.",
}
REVIEW = "CẦN XEM LẠI"
NOT_PRINTED = "không in / not printed"
NO_NUMBER = "văn bản để trống / blank"
