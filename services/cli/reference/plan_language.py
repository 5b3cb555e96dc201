"""plan-language.md: what the importer understands, one real phrase for each type, as it reads it.

The readings on the page are made by the parsers themselves, so the page cannot promise more.
"""

from __future__ import annotations

from collections.abc import Iterator

from contracts.render_rules import deadline_message, rule_message
from domain.deadline import Deadline, due_on, starts_on
from domain.reasons import VERDICT_WORDS
from domain.vietnamese.agencies import Place, parse_agencies
from domain.vietnamese.deadlines import parse_deadline
from domain.vietnamese.numbers import parse_amount
from domain.vietnamese.reading import Note, NotUnderstood
from domain.vietnamese.results import parse_result, parse_task_state, parse_verdict
from domain.vietnamese.review import REVIEW_WORDS, Review
from domain.vietnamese.target_parsed import ParsedTarget
from domain.vietnamese.targets import parse_target
from domain.vietnamese.words import date_words, number_words, rule_words, value_words
from services.cli.plan.readers.refusals import REFUSALS
from services.cli.reference.markdown import code, table

PLAN_YEAR = 2023

_INTRO = """# The language of plans

What `chitieu plan import` understands of a printed plan: one phrase for each type, with the
reading that the importer itself gives it. A phrase is either typed, perhaps with a note that asks
the officer to look, or it is *not understood* with the reason. How to work with the notes is in
[import a plan](../howto/import-a-plan.md).
"""
_TARGETS = """## Targets

A bare number is a minimum. *Trên* and *dưới* leave the number itself out, and belong to the number
behind them only. Numbers that are no thresholds (*mức 4*, *24/7*, *14/CT-TTg*, *từ 15 tuổi trở
lên*, *4G/5G*, years, document numbers) are passed over. The examples are taken from plans of Đồng
Tháp, Vĩnh Long and xã Nghi Hưng (Nghệ An).

What a target is read as is told in words that are read as the same again. Each part of a compound
has its name in them: its level, *tổng số* and *trong đó*, the group that is counted; a part that
the language has no name for has its own text: *«Văn bản điện tử» từ 90% trở lên*.
"""
_TARGET_EXAMPLES = (
    (
        "bare percentage",
        "90% người dân, doanh nghiệp hài lòng về việc giải quyết thủ tục hành chính",
    ),
    ("đạt X", "Tỷ lệ dân số trưởng thành có điện thoại thông minh đạt 80%"),
    ("trên X", "Kinh tế số chiếm trên 4% GRDP"),
    ("X trở lên, apart from its number", "60% dân số trở lên tham gia mua sắm trực tuyến"),
    ("tối thiểu X", "Tỷ trọng kinh tế số trong từng ngành, lĩnh vực đạt tối thiểu 10%"),
    ("a count", "Hỗ trợ ít nhất 50 doanh nghiệp vừa và nhỏ"),
    ("an exact count", "Tổ chức 10 cuộc hội thảo, hội nghị"),
    ("a rate", "ít nhất 2 văn bản 1 năm"),
    ("for all", "Mỗi ngành thực hiện chuyển đổi số ít nhất 01 lĩnh vực"),
    ("a band", "Kinh tế số chiếm 15% đến 20% GRDP"),
    ("a strict band", "đạt trên 70-80%"),
    ("approximate", "Khoảng 70% dân số trở lên tham gia mua sắm trực tuyến"),
    ("growth per year", "Năng suất lao động hằng năm tăng tối thiểu 7%"),
    ("reduction", "giảm 30% thủ tục hành chính"),
    ("a rank", "xếp vị trí thứ 30 trở lên về chỉ số chuyển đổi số (DTI)"),
    (
        "several indicators",
        "100% kết quả thủ tục hành chính được số hóa, trên 60% hồ sơ được xử lý trực tuyến",
    ),
    (
        "by level",
        "Trên 90% hồ sơ cấp tỉnh, 80% hồ sơ cấp huyện và 60% hồ sơ cấp xã được xử lý trên mạng",
    ),
    (
        "a nested share",
        "Thanh toán không dùng tiền mặt đạt 50%, trong đó qua trung gian thanh toán chiếm 80%",
    ),
    ("a fraction of entities", "Đánh giá an toàn thông tin cho 1/3 số sở"),
    (
        "fractions of groups",
        "Đánh giá an toàn thông tin cho 1/3 số sở và 1/3 UBND cấp huyện",
    ),
    ("a verb before, a list behind", "Kết nối, khai thác 100% cơ sở dữ liệu quốc gia như: Dân cư"),
    ("maintenance", "Tiếp tục duy trì 100% sản phẩm OCOP có mặt trên các sàn thương mại điện tử"),
    ("effort", "Phấn đấu 50% số xã có thương nhân bán hàng trực tuyến"),
    ("a milestone", "Công bố chính thức nền tảng dữ liệu số nông nghiệp"),
    ("to 100 %", "Phổ cập ứng dụng đến 100% người dùng"),
    ("an exclusion in the name", "90% văn bản được ký số (trừ văn bản mật)"),
    ("impossible", "Trên 100% hộ gia đình có kết nối Internet băng rộng cố định"),
    ("at most", "Tỷ lệ hồ sơ trễ hạn dưới 1%"),
)
_RESULTS = """## Results, states and verdicts
"""
_RESULT_EXAMPLES = (
    "99,21%",
    "Trên 95%",
    "gần 2.000 tỷ đồng",
    "ước đạt 3,7% GRDP",
    "16/18 đơn vị",
    "Hoàn thành",
    "1 cuộc",
)
_STATE_EXAMPLES = ("Đã đưa vào sử dụng", "Đang triển khai", "Đang thực hiện thủ tục xin chủ trương")
_DEADLINES = f"""## Deadlines

*Trước* leaves the day or month itself out. The plan of these examples is of {PLAN_YEAR}.
"""
_DEADLINE_EXAMPLES = (
    "Trước ngày 30/11/2023",
    "Tháng 09/2023",
    "Trước tháng 05/2023",
    "Quý III/2023",
    "6 tháng đầu năm 2023",
    "Từ ngày 01/10/2023 đến 15/10/2023",
    "Cuối năm 2023",
    "Trong năm 2023",
    "2022 - 2025",
    "Nhiệm vụ thường xuyên",
    "Trước ngày 01/12 hằng năm",
    "Trước khi đưa vào sử dụng chính thức",
    "Theo thời gian yêu cầu của các cơ quan TW",
    "Sau khi có hướng dẫn",
    "Tháng 6",
    "30/02/2023",
)
_AGENCIES = """## Agencies

Read in a plan of the province of Đồng Tháp, without a directory: `chitieu plan import --directory`
turns names into ids. Names are matched longest first, whatever the capitals and the place of the
tone marks; a name that is not known stays, as it is printed, and is marked.
"""
_AGENCY_EXAMPLES = (
    "Sở TT&TT",
    "Sở Sở TTTT, Văn phòng UBND Tỉnh",
    "Sở TTTT; Sở NNPTNT, UBND cấp huyện",
    "Các Sở: Giáo dục và Đào tạo, Y tế",
    "Sở Lao động, thương binh và xã hội",
    "Bộ TTTT",
    "Ngân hàng Nhà nước VN - Chi nhánh ĐT",
    "Công chức Văn hóa – xã hội",
    "Trung tâm Xyz",
)
_MONEY = """## Amounts of money

In million đồng, exact.
"""
_MONEY_EXAMPLES = ("105, 24 tỷ đồng", "75.152 triệu đồng", "350 trđ", "96.6%")
_REVIEW = """## Review notes

`review[].code` in a plan file and in `chitieu plan show --json`.
"""
_FILES = """## Files that are not read

What `chitieu plan import` says of a file that it refuses.
"""


def page() -> str:
    """Return the page."""
    parts = [
        _INTRO,
        _TARGETS,
        table(("type", "phrase", "read as", "notes"), _targets()),
        _RESULTS,
        table(("phrase", "read as", "notes"), _results()),
        _DEADLINES,
        table(("phrase", "kind", "from", "due", "notes"), _deadlines()),
        _AGENCIES,
        table(("phrase", "read as", "notes"), _agencies()),
        _MONEY,
        table(("phrase", "read as", "notes"), _amounts()),
        _REVIEW,
        table(("code", "vi", "en"), _reviews()),
        _FILES,
        table(("code", "vi", "en"), _refusals()),
    ]
    return "\n".join(parts)


def _targets() -> Iterator[tuple[str, str, str, str]]:
    for kind, phrase in _TARGET_EXAMPLES:
        reading = parse_target(phrase)
        if isinstance(reading, NotUnderstood):
            yield kind, phrase, "not understood", code(reading.reason.value)
        else:
            notes = [*reading.notes, *(note for one in reading.value for note in one.notes)]
            words = "; ".join(_target(one) for one in reading.value)
            yield kind, phrase, words, _notes(notes)


def _target(parsed: ParsedTarget) -> str:
    return f"{code(rule_message(parsed.rule).kind)} {rule_words(parsed.rule, parsed.unit)}"


def _results() -> Iterator[tuple[str, str, str]]:
    for phrase in _RESULT_EXAMPLES:
        reading = parse_result(phrase)
        if isinstance(reading, NotUnderstood):
            yield phrase, "not understood", code(reading.reason.value)
        else:
            found = reading.value
            words = f"{value_words(found.value, found.unit)} ({found.status.value})"
            yield phrase, words, _notes(reading.notes)
    for phrase in _STATE_EXAMPLES:
        state = parse_task_state(phrase)
        yield phrase, _missing(state) or code(getattr(state, "value", "")), ""
    for words in (one.vi for one in VERDICT_WORDS.values()):
        verdict = parse_verdict(words)
        yield words, _missing(verdict) or code(getattr(verdict, "value", "")), ""


def _missing(reading: object) -> str:
    return "not understood" if isinstance(reading, NotUnderstood) else ""


def _deadlines() -> Iterator[tuple[str, str, str, str, str]]:
    for phrase in _DEADLINE_EXAMPLES:
        reading = parse_deadline(phrase, PLAN_YEAR)
        if isinstance(reading, NotUnderstood):
            yield phrase, "not understood", "", "", code(reading.reason.value)
        else:
            first, last = _days(reading.value)
            kind = code(deadline_message(reading.value).kind)
            yield phrase, kind, first, last, _notes(reading.notes)


def _days(deadline: Deadline) -> tuple[str, str]:
    first, last = starts_on(deadline), due_on(deadline)
    return date_words(first) if first else "", date_words(last) if last else ""


def _agencies() -> Iterator[tuple[str, str, str]]:
    place = Place(province="Đồng Tháp", level="tinh")
    for phrase in _AGENCY_EXAMPLES:
        found = parse_agencies(phrase, place)
        yield (
            phrase,
            "; ".join(f"{one.name} ({one.kind})" for one in found.parties),
            _notes(found.notes),
        )


def _amounts() -> Iterator[tuple[str, str, str]]:
    for phrase in _MONEY_EXAMPLES:
        reading = parse_amount(phrase)
        if isinstance(reading, NotUnderstood):
            yield phrase, "not understood", code(reading.reason.value)
        else:
            amount = reading.value
            yield phrase, f"{number_words(amount.value)} {amount.unit}", _notes(reading.notes)


def _reviews() -> Iterator[tuple[str, str, str]]:
    for one in Review:
        yield code(one.value), REVIEW_WORDS[one].vi, REVIEW_WORDS[one].en


def _refusals() -> Iterator[tuple[str, str, str]]:
    for problem, words in REFUSALS.items():
        vi = f"{words.problem}. {words.next_step}"
        yield code(problem.value), vi, f"{words.problem_en}; {words.next_step_en}"


def _notes(notes: tuple[Note, ...] | list[Note]) -> str:
    return ", ".join(dict.fromkeys(code(note.code.value) for note in notes))
