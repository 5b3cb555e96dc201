"""What was wrong with a field, and what would be right: stable codes, words in two languages.

The words never quote the sender's input: a refusal may be logged and shown to others.
"""

from __future__ import annotations

from enum import StrEnum

from contracts.fields import Contract
from domain.reasons import Words

PROBLEMS_MAX = 20


class FieldCode(StrEnum):
    """Why an event, or a field of it, cannot be read."""

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NOT_UTF8 = "not_utf8"
    BYTE_ORDER_MARK = "byte_order_mark"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    TOO_DEEP = "too_deep"
    DUPLICATE_KEY = "duplicate_key"
    NUMBER_FORM = "number_form"
    NOT_A_BATCH = "not_a_batch"
    BATCH_TOO_LONG = "batch_too_long"
    UNKNOWN_TYPE = "unknown_type"
    RESERVED_FIELD = "reserved_field"
    CONTENT_TYPE = "content_type"
    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    NOT_ALLOWED = "not_allowed"
    WRONG_TYPE = "wrong_type"
    WRONG_KIND = "wrong_kind"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    OUT_OF_RANGE = "out_of_range"
    WRONG_FORM = "wrong_form"
    DATE_FORM = "date_form"
    TIME_FORM = "time_form"
    TEXT_CONTROL = "text_control"
    DECIMAL_FORM = "decimal_form"
    DECIMAL_COMMA = "decimal_comma"
    AGENCY_ID = "agency_id"
    SLUG = "slug"
    PERIOD = "period"
    RATIO = "ratio"
    PARTS_DISTINCT = "parts_distinct"
    ROWS_DISTINCT = "rows_distinct"
    ORDER = "order"
    FRACTION = "fraction"
    SHARE_OF = "share_of"
    STAKES = "stakes"
    REASON_MISSING = "reason_missing"
    SUBJECT = "subject"
    INVALID = "invalid"


FIELD_WORDS: dict[FieldCode, Words] = {
    FieldCode.TOO_LARGE: Words(
        "Sự kiện lớn hơn mức cho phép.", "The event is larger than is allowed."
    ),
    FieldCode.EMPTY: Words("Không có nội dung.", "There is no content."),
    FieldCode.NOT_UTF8: Words("Nội dung không phải là UTF-8.", "The content is not UTF-8."),
    FieldCode.BYTE_ORDER_MARK: Words(
        "Nội dung bắt đầu bằng dấu BOM; hãy bỏ dấu này.",
        "The content starts with a byte order mark; leave it out.",
    ),
    FieldCode.NOT_JSON: Words("Nội dung không phải là JSON.", "The content is not JSON."),
    FieldCode.NOT_AN_OBJECT: Words(
        "Một sự kiện phải là một đối tượng JSON.", "An event must be one JSON object."
    ),
    FieldCode.TOO_DEEP: Words("JSON lồng quá sâu.", "The JSON is nested too deeply."),
    FieldCode.DUPLICATE_KEY: Words(
        "Một khóa xuất hiện hai lần trong cùng một đối tượng.",
        "A key stands twice in one object.",
    ),
    FieldCode.NUMBER_FORM: Words(
        "Số JSON không được có số mũ và có nhiều nhất 15 chữ số; số dài hơn gửi dạng chuỗi.",
        "A JSON number is written plainly, without exponent, with at most 15 digits; "
        "send a longer one as a string.",
    ),
    FieldCode.NOT_A_BATCH: Words(
        "Một lô phải là một mảng JSON gồm các sự kiện.", "A batch must be a JSON array of events."
    ),
    FieldCode.BATCH_TOO_LONG: Words("Lô có quá nhiều sự kiện.", "The batch has too many events."),
    FieldCode.UNKNOWN_TYPE: Words("Không có loại sự kiện này.", "There is no such type of event."),
    FieldCode.RESERVED_FIELD: Words(
        "Trường này do hệ thống ghi khi tiếp nhận; người gửi không được gửi.",
        "This field is written at admission; a sender must leave it out.",
    ),
    FieldCode.CONTENT_TYPE: Words(
        "Dữ liệu của sự kiện phải là application/json.",
        "The data of an event must be application/json.",
    ),
    FieldCode.MISSING: Words("Thiếu trường bắt buộc.", "A required field is missing."),
    FieldCode.UNKNOWN_FIELD: Words(
        "Không có trường này; hãy bỏ đi hoặc sửa tên.",
        "There is no such field; leave it out or correct its name.",
    ),
    FieldCode.NOT_ALLOWED: Words(
        "Giá trị không nằm trong danh mục.", "The value is not one of those allowed."
    ),
    FieldCode.WRONG_TYPE: Words("Sai kiểu dữ liệu.", "The value has the wrong type."),
    FieldCode.WRONG_KIND: Words(
        "Trường kind thiếu hoặc không nằm trong danh mục.",
        "The field kind is missing or not one of those allowed.",
    ),
    FieldCode.TOO_LONG: Words("Văn bản quá dài.", "The text is too long."),
    FieldCode.TOO_SHORT: Words("Văn bản không được để trống.", "The text must not be empty."),
    FieldCode.TOO_MANY: Words("Danh sách có quá nhiều mục.", "The list has too many items."),
    FieldCode.TOO_FEW: Words("Danh sách có quá ít mục.", "The list has too few items."),
    FieldCode.OUT_OF_RANGE: Words("Giá trị nằm ngoài giới hạn.", "The value is out of range."),
    FieldCode.WRONG_FORM: Words("Viết sai dạng quy định.", "It is not in the required form."),
    FieldCode.DATE_FORM: Words("Không phải là ngày có thật.", "It is not a day that exists."),
    FieldCode.TIME_FORM: Words(
        "Không phải là thời điểm theo RFC 3339 có ghi múi giờ.",
        "It is not a time in RFC 3339 with its offset.",
    ),
    FieldCode.TEXT_CONTROL: Words(
        "Văn bản có ký tự điều khiển hoặc ký tự ẩn.",
        "The text has control or invisible characters.",
    ),
    FieldCode.DECIMAL_FORM: Words(
        "Không phải là số thập phân hợp lệ.", "It is not a valid decimal number."
    ),
    FieldCode.DECIMAL_COMMA: Words(
        "Viết dấu chấm thập phân và không chia nhóm hàng nghìn: 25.94, không viết 25,94.",
        "Write a decimal dot and no separators of thousands: 25.94, not 25,94.",
    ),
    FieldCode.AGENCY_ID: Words("Không phải là mã cơ quan hợp lệ.", "It is not a valid agency id."),
    FieldCode.SLUG: Words("Không phải là mã hợp lệ.", "It is not a valid id."),
    FieldCode.PERIOD: Words("Không phải là kỳ hợp lệ.", "It is not a valid period."),
    FieldCode.RATIO: Words(
        "Tử số phải từ 0 trở lên, mẫu số phải lớn hơn 0.",
        "The numerator must be 0 or more, the denominator above 0.",
    ),
    FieldCode.PARTS_DISTINCT: Words(
        "Mỗi phần phải có mã riêng.", "Every part must have an id of its own."
    ),
    FieldCode.ROWS_DISTINCT: Words(
        "Mỗi dòng của kế hoạch phải có mã riêng.", "Every row of a plan must have an id of its own."
    ),
    FieldCode.ORDER: Words("Đầu phải đứng trước cuối.", "The first must come before the last."),
    FieldCode.FRACTION: Words(
        "Tử số không được lớn hơn mẫu số.", "The numerator must not exceed the denominator."
    ),
    FieldCode.SHARE_OF: Words(
        "Tỷ trọng phải thuộc về một phần khác của chỉ tiêu.",
        "A share must be of another part of the rule.",
    ),
    FieldCode.STAKES: Words(
        "Chi phí xử lý (cost) phải nhỏ hơn thiệt hại nếu không đạt (loss).",
        "Acting (cost) must cost less than a miss loses (loss).",
    ),
    FieldCode.REASON_MISSING: Words(
        "Đánh giá chưa đạt phải nêu lý do.", "The verdict chua_dat needs a reason."
    ),
    FieldCode.SUBJECT: Words(
        "Trường subject không hợp với loại sự kiện.", "The subject does not fit the type of event."
    ),
    FieldCode.INVALID: Words("Giá trị không hợp lệ.", "The value is not valid."),
}


class FieldProblem(Contract):
    """One thing wrong with one field.

    `field` is its dotted path (`data.value.numerator`), empty for the event as a whole;
    `expected` says what would be right: an example, a limit, or the values allowed.
    """

    field: str
    code: FieldCode
    vi: str
    en: str
    expected: str = ""

    @classmethod
    def of(cls, code: FieldCode, field: str = "", expected: str = "") -> FieldProblem:
        """Return the problem in its code's own words."""
        words = FIELD_WORDS[code]
        return cls(field=field, code=code, vi=words.vi, en=words.en, expected=expected)
