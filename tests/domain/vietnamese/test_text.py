"""Printed text is made comparable, and every piece of it can be found again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vietnamese.text import clean, fold

NOISE = st.text(
    st.sampled_from(
        "aoeuyqưđĐÐơêàáảãạăâ \n\t\u00a0\u200b\u00ad\u0301\u0323\u0302*_\\<>sup/()[]21²¹&;m%-–"
    )
)


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("Sở Thông\u200b tin", "Sở Thông tin"),
        ("Truyền\u200bthông", "Truyềnthông"),
        ("chuy\u00adển đổi", "chuyển đổi"),
        ("chuyê\u200b\u0309n", "chuyển"),
        (unicodedata.normalize("NFD", "Ủy ban nhân dân huyện"), "Ủy ban nhân dân huyện"),
        ("Ðài PTTH \u2013 Báo", "Đài PTTH - Báo"),
        ("gắn nhãn <sup>(21)</sup>.", "gắn nhãn ."),
        ("gắn nhãn&lt;sup&gt;(21)&lt;/sup&gt;.", "gắn nhãn."),
        ("Tỷ lệ¹² hồ sơ", "Tỷ lệ hồ sơ"),
        ("rộng 50 m², 2 km²", "rộng 50 m², 2 km²"),
        ("Tỷ lệ hồ sơ[21] và[^3]", "Tỷ lệ hồ sơ và"),
        ("Đạt 80% *", "Đạt 80%"),
        ("Đạt 80%*", "Đạt 80%"),
        ("**Sở Y tế**", "Sở Y tế"),
        ("“*Mỗi xã một sản phẩm*”", "“Mỗi xã một sản phẩm”"),
        (r"1\. Sở TT\&TT", "1. Sở TT&TT"),
        ("Sở TT&amp;TT&nbsp;", "Sở TT&TT"),
        ("[Sở TTTT](https://stttt.gov.vn/a?b=1), UBND", "Sở TTTT, UBND"),
        ("UBND huyện<br>Sở Y tế<br/>", "UBND huyện Sở Y tế"),
        ("<b>TỔNG CỘNG</b>", "TỔNG CỘNG"),
        ("dòng\n  gãy_x000D_\n đôi", "dòng gãy đôi"),
        ("dưới 5 < 7 và 9 > 8", "dưới 5 < 7 và 9 > 8"),
    ],
)
def test_mark_up_and_marks_go_and_the_words_stay(printed: str, cleaned: str) -> None:
    """What a program or a footnote put into the words is no part of them."""
    assert clean(printed).text == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Văn hoá", "văn hóa"),
        ("SỨC KHOẺ", "sức khỏe"),
        ("Uỷ ban", "ủy ban"),
        ("Qúy III", "quý iii"),
        ("hòan thành", "hoàn thành"),
        ("Hùynh Thuý", "huỳnh thúy"),
    ],
)
def test_tone_marks_are_compared_in_one_place(one: str, other: str) -> None:
    """Both schools of spelling, and the common slips, are the same word."""
    assert fold(one) == other == fold(other)


@given(NOISE)
def test_every_cleaned_character_keeps_its_place(text: str) -> None:
    """Places rise, lie within the text, and a span holds the letters it stands for."""
    cleaned = clean(text)
    assert len(cleaned.text) == len(cleaned.origin) == len(cleaned.ends)
    assert all(a <= b for a, b in zip(cleaned.origin, cleaned.origin[1:], strict=False))
    for at, letter in enumerate(cleaned.text):
        span = cleaned.span(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)
        if letter.isascii() and letter.isalpha():
            assert unicodedata.normalize("NFC", span.of(text)).startswith(letter)


@given(NOISE)
def test_cleaning_leaves_single_blanks_and_whole_accents(text: str) -> None:
    """The cleaned text neither begins nor ends with a blank, nor has two in a row."""
    cleaned = clean(text).text
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert "\u200b" not in cleaned


@given(st.text())
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    """A place in the folded text is the same place in the cleaned one."""
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(st.text(st.sampled_from("Sở Yếtđạàhoảúy ")))
def test_composed_and_decomposed_accents_are_one_text(text: str) -> None:
    """What was typed on another machine reads the same."""
    assert clean(unicodedata.normalize("NFD", text)).text == clean(text).text


@pytest.mark.parametrize(
    "piece", ["[", "*", "_", "<a", "&lt;sup&gt;", "a\u0301\u0323", "[a](", "²"]
)
def test_a_megabyte_of_noise_is_cleaned(piece: str) -> None:
    """No mark-up, however broken, makes the cleaning hang."""
    noise = piece * (300_000 // len(piece))
    assert len(clean(noise).text) <= len(noise)
