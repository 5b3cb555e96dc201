"""What a person does with a local stack that runs: send, ask, manage keys, end it."""

import asyncio
import re
import stat
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import httpx
import orjson
import pytest
from playwright.async_api import Page

from infra.postgres import connect
from services.cli.settings import examples_dir
from services.cli.status import FIELDS
from tests.e2e.browser import opened_page
from tests.services.api.alert_rows import ALERT_ID, alert, put_alerts
from tests.services.cli.process import chitieu, make, processes_that_name

pytestmark = pytest.mark.integration

FOLDER = examples_dir() / "dong_thap_2022"
SMALL = Path(__file__).parents[1] / "data" / "two_plans" / "dong_thap_2022"
GOOD = [str(SMALL / name) for name in ("01_directory.jsonl", "02_plan.jsonl")]
RESULTS = [str(FOLDER / name) for name in ("04_results_http.jsonl", "05_results_kafka.jsonl")]
MISTAKE = FOLDER / "03_mistake.jsonl"


@pytest.fixture(scope="module")
def local_dir(servers_dir: Path) -> Path:
    """The folder of this module's stack."""
    return servers_dir / "running"


@pytest.fixture(scope="module")
def told(
    local_dir: Path, kafka_bootstrap: str, database_url: str, session_name: str
) -> Iterator[dict[str, Any]]:
    """A detached stack on given servers, a day after that of the demonstration."""
    started = chitieu(
        *("up", "--today", "2023-09-16", "--detach", "--json"),
        local_dir=local_dir,
        CHITIEU_KAFKA_BOOTSTRAP=kafka_bootstrap,
        CHITIEU_DATABASE_URL=database_url,
        CHITIEU_TOPIC_NAMESPACE=f"{session_name}.",
    )
    assert started.returncode == 0, started.stderr
    yield orjson.loads(started.stdout)
    assert chitieu("down", local_dir=local_dir).returncode == 0


@pytest.fixture(scope="module")
def published(told: dict[str, Any], local_dir: Path) -> CompletedProcess[str]:
    """What publishing a plan and its results said; all of it is applied."""
    assert told["business_day"] == "2023-09-16"
    return chitieu("publish", "--wait", *GOOD, *RESULTS, local_dir=local_dir)


@pytest.fixture
def operator_key(told: dict[str, Any]) -> str:
    """The key that speaks for every agency here."""
    return Path(told["operator_key_file"]).read_text(encoding="ascii").strip()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page of the system's chromium."""
    async with opened_page() as opened:
        yield opened


def test_a_detached_start_tells_every_address_and_process(told: dict[str, Any]) -> None:
    """One JSON object on stdout: where everything is, which day it is, which processes run."""
    addresses = {"ingest_url", "api_url", "page_url", "kafka_bootstrap", "database_url"}
    assert addresses <= set(told)
    assert (told["business_day"], told["business_day_fixed"]) == ("2023-09-16", True)
    assert {"supervisor", "ingest", "projector", "alerts", "api"} <= set(told["pids"])


def test_what_holds_secrets_is_its_owners_alone(told: dict[str, Any], local_dir: Path) -> None:
    """The operator key and the record with the database's password have mode 0600."""
    for file in (Path(told["operator_key_file"]), local_dir / "stack.json"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.usefixtures("told")
def test_a_second_stack_in_one_folder_is_refused(local_dir: Path) -> None:
    """`chitieu up` says that one is running, and how to end it."""
    again = chitieu("up", local_dir=local_dir)
    assert again.returncode == 1
    assert "running already" in again.stderr
    assert "chitieu down" in again.stderr


@pytest.mark.usefixtures("told")
def test_the_demo_refuses_a_stack_of_another_business_day(local_dir: Path) -> None:
    """`--on-running` plays on 15/09/2023 only, says why, and how to get there."""
    refused = chitieu("demo", "--on-running", local_dir=local_dir)
    assert refused.returncode == 2
    assert "2023-09-16" in refused.stderr
    assert "--today 2023-09-15" in refused.stderr


def test_events_are_published_told_and_read_back(
    published: CompletedProcess[str], local_dir: Path
) -> None:
    """Accepted, then duplicate, then rejected with its line; status tells what was accepted."""
    first = published
    # What a machine at full load did not answer in time is sent again, and is a duplicate then.
    told_of = re.fullmatch(r"(\d+) accepted, (\d+) duplicate, 0 rejected\n", first.stdout)
    assert told_of, first
    assert (first.returncode, sum(map(int, told_of.groups()))) == (0, 48)
    lines = "".join(Path(name).read_text(encoding="utf-8") for name in RESULTS)
    mixed = lines + "{broken\n" + MISTAKE.read_text(encoding="utf-8")
    again = chitieu("publish", "-", local_dir=local_dir, stdin=mixed)
    assert (again.returncode, again.stdout) == (1, "0 accepted, 15 duplicate, 2 rejected\n")
    assert "-:16  not_json" in again.stderr
    assert "-:17  invalid_field · data.value.value" in again.stderr
    asked = ("status", "--plan", "dong-thap-2022-kh144", "--json")
    items = orjson.loads(chitieu(*asked, local_dir=local_dir).stdout)
    assert [tuple(item) for item in items] == [FIELDS] * 15
    found = {item["target_id"]: item["provisional_verdict"] for item in items}
    assert (found["kh144-pl1-04"], found["kh144-pl1-11"]) == ("chua_dat", "vuot")
    owed = ("obligations", "--plan", "dong-thap-2022-kh144", "--json")
    rows = orjson.loads(chitieu(*owed, local_dir=local_dir).stdout)
    # The results of 2022 were sent on 01/01/2023, a day after the year that they are about.
    assert [row["state"] for row in rows] == ["late"] * 15
    before = orjson.loads(chitieu(*asked, "--as-of", "2022-06-30", local_dir=local_dir).stdout)
    assert {item["provisional_verdict"] for item in before} == {"chua_co_so_lieu"}


def test_an_agency_gets_a_topic_and_a_key_of_its_own(told: dict[str, Any], local_dir: Path) -> None:
    """Registered, keyed, sending as itself only; the key is listed without secret, and revoked."""
    named = ("agency", "add", "local:so-cong-thuong", "--name", "Sở Công Thương")
    added = chitieu(*named, local_dir=local_dir)
    assert added.returncode == 0, added.stderr
    assert "in.local-so-cong-thuong.v1: created" in added.stdout
    # It holds from the stack's business day on, so the directory shows it at once.
    _until(lambda: "Sở Công Thương" in chitieu("agency", "list", local_dir=local_dir).stdout)
    new = chitieu(
        *("agency", "key", "new", "local:so-cong-thuong", "--scope", "report"),
        local_dir=local_dir,
    )
    key = new.stdout.strip()
    assert (key.startswith("chitieu_"), key in new.stderr) == (True, False)
    client = {"CHITIEU_INGEST_URL": told["ingest_url"], "CHITIEU_API_KEY": key}
    other = chitieu("publish", RESULTS[0], local_dir=local_dir, **client)
    assert (other.returncode, "source_not_allowed" in other.stderr) == (1, True)
    key_id = key.split("_")[1]
    listed = chitieu("agency", "key", "list", local_dir=local_dir).stdout
    assert (key_id in listed, key.split("_")[2] in listed) == (True, False)
    with httpx.Client(base_url=told["api_url"], trust_env=False, timeout=60) as api:
        bearer = {"authorization": f"Bearer {key}"}
        own = api.get("/v1/me/obligations", headers=bearer).json()
        assert (own["agency"], own["items"]) == ("local:so-cong-thuong", [])
        assert api.get("/v1/me/obligations").status_code == httpx.codes.UNAUTHORIZED
    assert chitieu("agency", "key", "revoke", key_id, local_dir=local_dir).returncode == 0
    assert chitieu("agency", "key", "revoke", "unknown", local_dir=local_dir).returncode == 1


@pytest.mark.usefixtures("published")
async def test_an_alert_is_taken_through_the_page(
    told: dict[str, Any], operator_key: str, local_dir: Path, page: Page
) -> None:
    """With a key typed once: a promise is made, and stands in the alert's life; then by command."""
    database_url, url = told["database_url"], told["page_url"]
    evidence = alert().evidence.model_copy(update={"risk": "missing_report"})
    untaken = {"kind": "report", "plan": "dong-thap-2022-kh144", "evidence": evidence}
    await until_kept(database_url, "target/kh144-pl1-04@H20")
    await put_alerts(database_url, alert(target="kh144-pl1-04").model_copy(update=untaken))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await page.goto(f"{url}canh-bao")
    await page.get_by_role("link", name="Kinh tế số chiếm trên 4% GRDP").click()

    await page.get_by_label("Khóa (chỉ giữ").fill(operator_key)
    await page.get_by_label("Mã cơ quan").fill("H20.14")
    form = page.locator("form[data-command=acknowledge]")
    await form.get_by_label("Việc sẽ làm").fill("Gửi báo cáo bổ sung\ncho cả hai kỳ")
    await form.get_by_label("Người chịu trách nhiệm").fill("Trưởng phòng Kế hoạch")
    await form.get_by_label("Chậm nhất ngày").fill("2023-09-16")
    await form.get_by_role("button").click()
    refused = page.get_by_role("alert")
    await refused.get_by_text("Ngày phải sau hôm nay").wait_for(timeout=60_000)
    await form.get_by_label("Chậm nhất ngày").fill("2023-10-15")
    await form.get_by_role("button").click()
    said = "Sở TTTT đã tiếp nhận cảnh báo. Việc sẽ làm: Gửi báo cáo bổ sung cho cả hai kỳ."
    await page.locator("table.life").get_by_text(said).wait_for(timeout=60_000)

    await page.wait_for_function("document.getElementById('key').value !== ''", timeout=60_000)
    # What the browser itself says of the refusal; nothing of its policy.
    assert [each for each in complaints if "422" not in each] == []
    short = str(ALERT_ID)[:8]
    note = ("alerts", "note", short, "Đã họp với đơn vị", "--agency", "H20.14")
    noted = await asyncio.to_thread(chitieu, *note, local_dir=local_dir)
    assert (noted.returncode, noted.stdout) == (0, "H20.14 ghi chú: Đã họp với đơn vị\n")
    shown = await asyncio.to_thread(chitieu, "alerts", "show", short, local_dir=local_dir)
    assert "Xử lý: Trưởng phòng Kế hoạch, hạn 15/10/2023: Gửi báo cáo bổ sung" in shown.stdout
    assert "Ghi chú: Sở TTTT ghi chú: Đã họp với đơn vị" in shown.stdout


async def until_kept(database_url: str, key: str) -> None:
    """Wait until the alerts service keeps a status."""
    session = await connect(database_url, role="chitieu_alerts", application_name="test-page")
    try:
        async with asyncio.timeout(60):
            kept = "select exists (select from alerts.targets where key = $1)"
            while True:
                if await session.fetchval(kept, key):
                    return
                await asyncio.sleep(0.1)
    finally:
        await session.close()


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(120):
        if holds():
            return
        time.sleep(0.5)
    raise AssertionError("it did not come about in a minute")


def test_nobody_at_the_door_is_exit_code_3(told: dict[str, Any], local_dir: Path) -> None:
    """An address where nobody listens is told as unreachable, with the next step."""
    gone = chitieu(
        *("status", "--plan", "p"),
        local_dir=local_dir,
        CHITIEU_API_URL=told["api_url"].rsplit(":", 1)[0] + ":9",
    )
    assert (gone.returncode, "chitieu up" in gone.stderr) == (3, True)


def test_make_down_ends_a_detached_stack(
    told: dict[str, Any], local_dir: Path, kafka_bootstrap: str, database_url: str
) -> None:
    """It names what it ended, nothing of the folder runs any more, and once more is no error."""
    servers = {"CHITIEU_KAFKA_BOOTSTRAP": kafka_bootstrap, "CHITIEU_DATABASE_URL": database_url}
    assert processes_that_name(local_dir) != []

    ended = make("down", local_dir=local_dir, **servers)

    assert ended.returncode == 0, ended.stderr
    assert set(told["pids"]) <= set(re.findall(r"\w+", ended.stdout))
    assert processes_that_name(local_dir) == []
    again = make("down", local_dir=local_dir, **servers)
    assert (again.returncode, "nothing was running" in again.stdout) == (0, True)
