"""The same phrase gives the same target however it was pasted."""

import unicodedata

import pytest

from domain.vietnamese.reading import NotUnderstood, Understood
from domain.vietnamese.results import parse_result, parse_task_state, parse_verdict
from domain.vietnamese.targets import parse_target
from tests.domain.vietnamese.said import said
from tests.domain.vietnamese.test_target_elsewhere import ELSEWHERE, NOT_UNDERSTOOD
from tests.domain.vietnamese.test_target_types import TYPES

PHRASES = [text for text, _ in (*TYPES, *ELSEWHERE, *NOT_UNDERSTOOD)]


def old_tones(text: str) -> str:
    """Put the tone marks of oa, oe and uy where the old spelling has them."""
    for new, old in (("hóa", "hoá"), ("khỏe", "khoẻ"), ("hòa", "hoà"), ("ủy", "uỷ"), ("Ủy", "Uỷ")):
        text = text.replace(new, old)
    return text


def marked_up(text: str) -> str:
    """Return a phrase as a Markdown table holds it: emphasis, a footnote, two blanks."""
    head, _, tail = text.partition(" ")
    return f"**{head}**  *{tail}*<sup>(21)</sup>" if tail else text


def without_case(read: str) -> str:
    """Return what was said without the case of the units."""
    return read.lower()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: unicodedata.normalize("NFD", text),
        old_tones,
        marked_up,
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: f"  - {text}.",
        lambda text: text.replace("%", "\uff05"),
        lambda text: text.replace("đ", "\u00f0"),
    ],
    ids=["NFD", "hoá", "markdown", "no-break", "bullet", "wide-percent", "eth"],
)
def test_a_pasted_phrase_means_the_same(change: object) -> None:
    """Accents apart, old tone marks, emphasis, footnotes, bullets and odd blanks."""
    assert callable(change)
    assert [said(change(text)) for text in PHRASES] == [said(text) for text in PHRASES]


def test_capitals_mean_the_same() -> None:
    """Headings and tables print whole phrases in capitals."""
    assert [without_case(said(text.upper())) for text in PHRASES] == [
        without_case(said(text)) for text in PHRASES
    ]


def test_the_span_of_a_target_is_in_the_text_as_given() -> None:
    """With accents apart the text is longer, and the span with it."""
    text = unicodedata.normalize("NFD", "- Kinh tế số chiếm trên 4% GRDP.")
    reading = parse_target(text)
    assert isinstance(reading, Understood)
    assert unicodedata.normalize("NFC", reading.span.of(text)) == "Kinh tế số chiếm trên 4% GRDP"


def test_results_and_states_are_read_in_any_form() -> None:
    """The same holds for the other columns."""
    for parse, text in (
        (parse_result, "Trên 85%"),
        (parse_task_state, "Đã đưa vào sử dụng"),
        (parse_verdict, "Chưa đạt"),
    ):
        plain, other = parse(text), parse(unicodedata.normalize("NFD", text.upper()))
        assert not isinstance(plain, NotUnderstood)
        assert not isinstance(other, NotUnderstood)
        assert plain.value == other.value
