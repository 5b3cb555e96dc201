"""Bad input gets a clear answer: which parameter, what was wrong, what would be right."""

import contextlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.api.paging import MalformedCursor, decode_cursor, encode_cursor

BAD = [
    ("/v1/targets?limit=0", "limit", "out_of_range"),
    ("/v1/targets?limit=201", "limit", "out_of_range"),
    ("/v1/targets?limit=nhieu", "limit", "wrong_type"),
    ("/v1/targets?verdict=tot", "verdict", "not_allowed"),
    ("/v1/targets?plan=Kế hoạch", "plan", "slug"),
    ("/v1/targets?lead=so-tttt", "lead", "agency_id"),
    ("/v1/targets?ke_hoach=x", "ke_hoach", "unknown_field"),
    ("/v1/targets?cursor=xyz", "cursor", "wrong_form"),
    ("/v1/targets?q=%00", "q", "text_control"),
    ("/v1/targets?q=" + "a" * 201, "q", "too_long"),
    ("/v1/targets?as_of=2023-09-15", "plan", "missing"),
    ("/v1/tasks?known_at=2023-09-15", "plan", "missing"),
    ("/v1/alerts?as_of=2023-09-15", "as_of", "unknown_field"),
    ("/v1/alerts/score?from=hom-qua", "from", "date_form"),
    ("/v1/targets?after=3", "after", "wrong_form"),
    ("/v1/targets?after=0:1&wait_seconds=31", "wait_seconds", "out_of_range"),
    ("/v1/targets/x?as_of=15/09/2023", "as_of", "date_form"),
    ("/v1/targets/x?as_of=2023-02-30", "as_of", "date_form"),
    ("/v1/targets/x?as_of=1999-12-31", "as_of", "out_of_range"),
    ("/v1/targets/x?as_of=1694736000", "as_of", "date_form"),
    ("/v1/indicators?known_at=0:1", "known_at", "unknown_field"),
    ("/v1/targets/x?known_at=30/11/2023", "known_at", "wrong_form"),
    ("/v1/targets/x?known_at=2023-11-30T17:00:00", "known_at", "wrong_form"),
    ("/v1/targets/x?known_at=2023-02-30", "known_at", "wrong_form"),
    ("/v1/targets/x?known_at=0:1,0:2", "known_at", "wrong_form"),
    ("/v1/targets/x?known_at=0:-1", "known_at", "wrong_form"),
    ("/v1/targets/x?known_at=9999:1", "known_at", "out_of_range"),
    ("/v1/targets/x?known_at=3:1", "known_at", "out_of_range"),
    ("/v1/targets/x?known_at=1999-12-31", "known_at", "out_of_range"),
    ("/v1/targets/x?known_at=2099-12-31", "known_at", "out_of_range"),
    ("/v1/targets/x?known_at=2099-12-31T00:00:00%2B07:00", "known_at", "out_of_range"),
    ("/v1/targets/KHÔNG", "target_id", "slug"),
    ("/v1/tasks?overdue=co", "overdue", "wrong_type"),
    ("/v1/alerts?state=mo", "state", "not_allowed"),
    ("/v1/alerts?cursor=WyIyMDIzLTA5LTE1VDAyOjAwOjAwIiwieCJd", "cursor", "wrong_form"),
]


@pytest.mark.parametrize(("path", "field", "code"), BAD)
async def test_a_bad_parameter_is_named_in_two_languages(
    client: httpx.AsyncClient, path: str, field: str, code: str
) -> None:
    """The answer is problem+json with the field, a stable code and words."""
    answer = await client.get(path)
    problem = answer.json()

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["field"], problem["problems"][0]["code"]) == (field, code)
    assert problem["detail"].startswith(f"Tham số {field}: ")
    assert problem["detail_en"].startswith(f"Parameter {field}: ")


async def test_the_api_takes_no_writing(client: httpx.AsyncClient) -> None:
    """Events go to ingest; here there is nothing to post."""
    answer = await client.post("/v1/targets", json={})

    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"


async def test_a_page_that_is_not_there_says_so_in_vietnamese(client: httpx.AsyncClient) -> None:
    """A person gets a page, a program problem+json."""
    for path in ("/khong-co", "/ke-hoach/khong-co", "/chi-tieu/khong-co", "/nhiem-vu/khong-co"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert "Không tìm thấy trang" in answer.text
    assert (await client.get("/v1/khong-co")).json()["code"] == "not_found"


async def test_a_bad_day_on_a_page_is_told_in_words(client: httpx.AsyncClient) -> None:
    """The page says which parameter and how it is written."""
    answer = await client.get("/ke-hoach/dong-thap-2022-kh144?as_of=hom-qua")

    assert answer.status_code == 422
    assert "Tham số as_of: Không phải là ngày có thật. (2023-09-15)" in answer.text


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8"))))
def test_a_cursor_comes_back_as_the_key_it_was_made_of(key: list[str]) -> None:
    """Whatever the ids are."""
    if len(encode_cursor(tuple(key))) <= 512:
        assert decode_cursor(encode_cursor(tuple(key)), parts=len(key)) == tuple(key)


@given(st.text())
def test_a_made_up_cursor_is_malformed_or_a_key(cursor: str) -> None:
    """It never fails in another way."""
    with contextlib.suppress(MalformedCursor):
        assert len(decode_cursor(cursor, parts=1)) == 1
