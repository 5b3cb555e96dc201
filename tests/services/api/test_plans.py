"""Plans over JSON: what the two example plans look like to a program."""

import httpx

PLAN_2022 = "dong-thap-2022-kh144"
PLAN_2023 = "dong-thap-2023-cds"
AGREED_KEYS = [
    "target_id",
    "number",
    "text",
    "value_text",
    "provisional_verdict",
    "official_verdict",
    "phase",
    "reason",
    "due_on",
]


async def test_the_plans_are_listed_with_how_current_the_answer_is(
    client: httpx.AsyncClient,
) -> None:
    """A list answer says as of which day it holds and up to which records it knows."""
    answer = (await client.get("/v1/plans")).json()

    assert answer["as_of"] == "2023-09-15"
    assert all(":" in position for position in answer["known_at"])
    assert [plan["plan_id"] for plan in answer["items"]] == [PLAN_2022, PLAN_2023]


async def test_a_plan_shows_its_rows_and_report_duties(client: httpx.AsyncClient) -> None:
    """The rows are those of the appendix, in its order, with diacritics intact."""
    answer = (await client.get(f"/v1/plans/{PLAN_2022}")).json()

    assert answer["plan"]["number"] == "144/KH-UBND"
    assert [row["number"] for row in answer["rows"]] == [str(n) for n in range(1, 16)]
    assert answer["rows"][3]["text"].startswith("Tỷ lệ hồ sơ thủ tục hành chính")


async def test_the_status_of_a_plan_is_a_plain_list_with_the_agreed_keys_first(
    client: httpx.AsyncClient,
) -> None:
    """Programs and `chitieu status --json` rely on these nine keys."""
    answer = await client.get(f"/v1/plans/{PLAN_2022}/status")
    items = answer.json()

    assert len(items) == 15
    assert answer.headers["chitieu-as-of"] == "2023-09-15"
    assert ":" in answer.headers["chitieu-known-at"]
    assert list(items[0])[:9] == AGREED_KEYS
    fourth = items[3]
    assert fourth["value_text"] == "25,94%"
    assert fourth["official_verdict"] == fourth["provisional_verdict"] == "chua_dat"
    assert fourth["official_reason"] == "Người dân nộp hồ sơ trực tuyến ít"


async def test_the_scorecard_says_the_official_line(client: httpx.AsyncClient) -> None:
    """Thirteen of fifteen, as the report of 2022 printed it."""
    answer = (await client.get(f"/v1/plans/{PLAN_2022}/scorecard")).json()

    assert answer["words"] == "13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt"
    assert answer["settled"]["exceeded"] == 6


async def test_before_its_time_no_target_is_said_to_be_missed(client: httpx.AsyncClient) -> None:
    """The plan of 2023 is running: nothing in its words says chưa đạt."""
    status = await client.get(f"/v1/plans/{PLAN_2023}/status")
    scorecard = await client.get(f"/v1/plans/{PLAN_2023}/scorecard")

    words = [item["shown_words"]["vi"] for item in status.json()]
    assert words
    assert "chưa đạt" not in " ".join([*words, scorecard.json()["words"]]).lower()


async def test_an_unknown_plan_is_refused_in_two_languages(client: httpx.AsyncClient) -> None:
    """A refusal has a stable code and says what is not there."""
    answer = await client.get("/v1/plans/khong-co/status")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "no_such_plan"
    assert "Không có kế hoạch khong-co" in answer.json()["detail"]
