"""What a reader sees: the pages in a real browser, served by the real program over HTTP."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Page

from infra.local.process import free_port
from tests.e2e.browser import DESK, opened_page
from tests.services.api.alert_rows import ALERT_ID, alert, put_alerts
from tests.services.api.conftest import TODAY
from tests.services.api.group_plan import HEALTH, TARGET, TRADE, plan_events, reported
from tests.services.api.group_plan import PLAN as GROUP_PLAN
from tests.services.api.read_model import example_events, prepare

READY_SECONDS = 120
PHONE = (390, 844)


@pytest.fixture(scope="module")
async def address(database_url: str) -> AsyncIterator[str]:
    """The address of the api, running as a process of its own on both example plans."""
    model = await prepare(database_url)
    events = example_events("dong_thap_2022")
    await model.apply([*events, *example_events("dong_thap_2023")], day=TODAY)
    sent = [reported(HEALTH, "90", "100", at="2023-09-01"), reported(TRADE, "1", "100")]
    await model.apply([*plan_events(), *sent], day=TODAY)
    await put_alerts(database_url, alert())
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.api.main",
        env={
            **os.environ,
            "CHITIEU_DATABASE_URL": database_url,
            "CHITIEU_PORT": str(port),
            "CHITIEU_LOCAL": "true",
            "CHITIEU_TODAY": TODAY.isoformat(),
        },
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await _until_ready(url)
        yield url
    finally:
        process.terminate()
        assert await process.wait() == 0


async def _until_ready(url: str) -> None:
    async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                if (await client.get(f"{url}/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
async def page() -> AsyncIterator[Page]:
    """A page of the system's chromium."""
    async with opened_page() as opened:
        yield opened


async def _colours(page: Page, selector: str) -> list[tuple[str, str]]:
    """Text and ground of each element, as the browser paints them."""
    painted: list[tuple[str, str]] = await page.eval_on_selector_all(
        selector,
        "all => all.map(e => getComputedStyle(e)).map(s => [s.color, s.backgroundColor])",
    )
    return [(text, ground) for text, ground in painted]


def _contrast(text: str, ground: str) -> float:
    """The contrast of two colours as WCAG defines it, from 1 to 21."""
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    linear = [s / 12.92 if s <= 0.03928 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


async def _visible(page: Page, *words: str) -> None:
    for said in words:
        await page.get_by_text(said, exact=False).first.wait_for(state="visible", timeout=60_000)


async def test_the_plan_of_2022_reads_like_the_official_table(address: str, page: Page) -> None:
    """The official columns, the official line, and verdicts by words as well as by colour."""
    await page.goto(f"{address}/ke-hoach/dong-thap-2022-kh144")

    await _visible(
        page,
        "13/15 chỉ tiêu đạt và vượt: 06 vượt, 07 đạt, 02 chưa đạt",
        "Số 144/KH-UBND, ngày 25/04/2022",
        "Ngày nghiệp vụ: 15/09/2023",
        "25,94%",
        "Người dân nộp hồ sơ trực tuyến ít",
    )
    heads = await page.locator("table.official thead th").all_inner_texts()
    assert heads[:5] == ["Stt", "Tên chỉ tiêu", "Kết quả thực hiện", "Đánh giá", "Ghi chú"]
    said = [text.strip() for text in await page.locator("td.c-verdict").all_inner_texts()]
    assert sum(text.endswith("Vượt") for text in said) == 6
    assert sum(text.endswith("Đạt") for text in said) == 7
    assert sum(text.endswith("Chưa đạt") for text in said) == 2
    kinds = {
        kind: set(await _colours(page, f"td.c-verdict .badge.{kind}"))
        for kind in ("vuot", "dat", "chua-dat")
    }
    assert len(set.union(*kinds.values())) == 3


async def test_the_plan_of_2023_warns_and_condemns_nothing(address: str, page: Page) -> None:
    """Alerts, overdue tasks, breaks and marks are to be seen; chưa đạt is not."""
    await page.goto(f"{address}/ke-hoach/dong-thap-2023-cds")

    await _visible(
        page,
        "Cảnh báo đang mở (01)",
        "Tốc độ hiện nay chưa đủ",
        "III.6. Kinh tế số chiếm trên 4% GRDP",
        "định nghĩa khác: không so sánh được",
        "Quá hạn 77 ngày",
        "minh họa",
        "Chưa ghi số, ngày ban hành (khóa tạm)",
    )
    verdicts = " ".join(await page.locator(".badge, .scorecard").all_inner_texts())
    assert "chưa đạt" not in verdicts.lower()


async def test_all_words_stand_out_from_their_ground(address: str, page: Page) -> None:
    """Contrast of at least 4,5 to 1 for every badge, mark and overdue sign (WCAG AA)."""
    for plan in ("dong-thap-2022-kh144", "dong-thap-2023-cds"):
        await page.goto(f"{address}/ke-hoach/{plan}")
        for text, ground in await _colours(page, ".badge, .mark, .overdue, .tiles li"):
            assert _contrast(text, ground) >= 4.5


async def test_the_chart_never_draws_through_a_break(address: str, page: Page) -> None:
    """Two pages: three estimates joined by one line, and one value behind a break."""
    await page.goto(f"{address}/chi-tieu/cds2023-pl7-iii-06")
    assert await page.locator("svg polyline").count() == 1
    assert await page.locator("svg .dot.hollow").count() == 3

    await page.goto(f"{address}/chi-tieu/cds2023-pl7-i-04")
    await _visible(page, "Gián đoạn chuỗi sau năm 2022", "mức đề ra > 60%")
    assert await page.locator("svg polyline").count() == 0
    assert await page.locator("svg .break").count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ke-hoach/dong-thap-2023-cds",
        "/chi-tieu/cds2023-pl7-i-04",
        "/nhiem-vu/cds2023-pl7-v-05",
        f"/plans/{GROUP_PLAN}/obligations?as_of=2023-12-01",
        f"/chi-tieu/{TARGET}?as_of=2023-12-01",
        f"/chi-tieu/{TARGET}/giai-trinh?known_at=2023-11-30",
        "/ke-hoach/dong-thap-2023-cds/thay-doi?from=2023-01-31",
        "/canh-bao",
        f"/canh-bao/{ALERT_ID}",
    ],
)
async def test_a_page_fits_a_phone_and_asks_nobody_else(
    address: str, page: Page, path: str
) -> None:
    """No sideways scrolling at 390 px, no request to another host, nothing refused by the CSP."""
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})

    answer = await page.goto(f"{address}{path}")

    assert answer is not None
    assert answer.ok
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert all(url.startswith(address) for url in asked)
    assert complaints == []
    await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


async def test_another_day_is_chosen_by_a_form(address: str, page: Page) -> None:
    """Without a script: the form asks, the page says which day it shows, a link leads back."""
    await page.goto(f"{address}/ke-hoach/dong-thap-2022-kh144")
    await page.get_by_label("Xem tại ngày").fill("2022-12-31")
    await page.get_by_role("button", name="Xem").click()

    await _visible(page, "Đang xem tại ngày 31/12/2022", "Tạm tính: chưa tới mức đề ra")

    await page.get_by_role("link", name="Về hiện tại").click()
    await _visible(page, "13/15 chỉ tiêu đạt và vượt")


async def test_who_owes_what_is_found_from_the_plan_and_narrowed_by_a_form(
    address: str, page: Page
) -> None:
    """A link leads there; day and state are chosen without a script; the silent are named."""
    await page.goto(f"{address}/ke-hoach/{GROUP_PLAN}")
    await page.get_by_role("link", name="Nghĩa vụ báo cáo").click()
    await page.get_by_label("Xem tại ngày").fill("2023-12-01")
    await page.get_by_label("Trạng thái").select_option(label="Quá hạn chưa báo cáo")
    await page.get_by_role("button", name="Xem").click()

    await _visible(page, "Đang xem tại ngày 01/12/2023", "29/11/2023")
    assert "UBND TP Cao Lãnh" in await page.locator("table.obligations").inner_text()
    said = await page.locator("table.obligations td.c-verdict .badge").all_inner_texts()
    assert len(said) == 3
    assert all("Quá hạn chưa báo cáo" in text for text in said)
    for text, ground in await _colours(page, ".badge, .tiles li"):
        assert _contrast(text, ground) >= 4.5


@pytest.mark.parametrize("target", ["kh144-pl1-04", TARGET])
async def test_an_explanation_is_printed_on_one_sheet_of_a4(
    address: str, page: Page, target: str
) -> None:
    """By its link from the target: argument, evidence and signatures, upright on one page."""
    await page.goto(f"{address}/chi-tieu/{target}")
    await page.get_by_role("link", name="Giải trình", exact=True).click()
    await _visible(
        page, "GIẢI TRÌNH CHỈ TIÊU", "so với", "Số liệu", "(Ký, ghi rõ họ tên, đóng dấu)"
    )

    paper = await page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    [box] = set(re.findall(rb"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]", paper))
    assert [round(float(side)) for side in box] == [595, 842]


async def test_what_is_not_there_is_told_in_vietnamese(address: str, page: Page) -> None:
    """A wrong address leads back to the plans."""
    answer = await page.goto(f"{address}/khong-co-trang-nay")

    assert answer is not None
    assert answer.status == 404
    await page.get_by_role("link", name="Về danh sách kế hoạch").click()
    await _visible(page, "Kế hoạch Chuyển đổi số tỉnh Đồng Tháp năm 2023")
