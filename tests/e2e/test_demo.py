"""`make up` as a stranger runs it: whole plans are played, the right lines printed, the page stays.

On servers that exist; on servers of their own the stack and the story are played by tests/docs, and
to their end by `make demo`, which the build runs behind the tests.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from infra.local.process import run_blocking
from infra.local.record import RunningStack, load_running
from services.cli.demo_story import EXPECTED_2022
from tests.e2e.staying import staying
from tests.services.cli.process import chitieu, processes_that_name

pytestmark = pytest.mark.integration


@dataclass(frozen=True, slots=True)
class Played:
    """What was printed, and what was seen while it stayed and after Ctrl-C."""

    stdout: str
    said: str
    running: RunningStack
    page: httpx.Response
    beside: subprocess.CompletedProcess[str]
    made: str
    databases: tuple[set[str], set[str]]
    """Before Ctrl-C and after it."""


@pytest.fixture(scope="module")
def local_dir(servers_dir: Path) -> Path:
    """A folder for the stack of this module."""
    return servers_dir / "demo"


@pytest.fixture(scope="module")
def played(local_dir: Path, kafka_bootstrap: str, database_url: str) -> Played:
    """The demonstration, played once; it stays only where all came out as it must."""
    servers = {"CHITIEU_KAFKA_BOOTSTRAP": kafka_bootstrap, "CHITIEU_DATABASE_URL": database_url}
    with staying(["make", "up"], local_dir, servers) as up:
        up.wait_until_said("Ctrl-C")
        running = load_running(local_dir / "demo")
        assert running is not None
        page = httpx.get(running.addresses["page_url"], trust_env=False, timeout=60)
        made = urlsplit(running.addresses["database_url"]).path.removeprefix("/")
        before = run_blocking(_databases(database_url))
        beside = chitieu("up", local_dir=local_dir)
        up.press_ctrl_c()
    after = run_blocking(_databases(database_url))
    return Played(up.printed(), up.said(), running, page, beside, made, (before, after))


async def _databases(url: str) -> set[str]:
    session = await asyncpg.connect(url)
    try:
        rows = await session.fetch("select datname from pg_database")
    finally:
        await session.close()
    return {row["datname"] for row in rows}


def test_it_plays_on_servers_that_exist_and_stays_with_its_page(played: Played) -> None:
    """The services run, the page is there, no second stack hides it, the database is its own."""
    assert {process.name for process in played.running.processes} == {
        *("ingest", "projector", "alerts", "api")
    }
    assert played.page.status_code == 200
    assert "Kế hoạch Chuyển đổi số tỉnh Đồng Tháp" in played.page.text
    assert played.running.addresses["page_url"] in played.stdout
    assert (played.beside.returncode, "running already" in played.beside.stderr) == (1, True)
    assert played.made in played.databases[0]


def test_ctrl_c_ends_all_of_it(local_dir: Path, played: Played) -> None:
    """No process of the folder is alive, its record and its database are gone, no error is told."""
    assert processes_that_name(local_dir) == []
    assert not (local_dir / "demo" / "stack.json").exists()
    assert played.made not in played.databases[1]
    lines = played.said.splitlines()
    assert [line for line in lines if "Error" in line or "Traceback" in line] == []


def test_the_closing_line_of_2022_is_the_official_one(
    played: Played,
) -> None:
    """The count of the report of 2022 stands on a line of its own."""
    assert EXPECTED_2022 in played.stdout.splitlines()


def test_the_official_table_has_its_five_columns(played: Played) -> None:
    """Stt, Tên chỉ tiêu, Kết quả thực hiện, Đánh giá, Ghi chú, in this order."""
    heads = [re.split(r"\s*┃\s*", line)[1:-1] for line in played.stdout.splitlines() if "┃" in line]
    assert heads[0] == ["Stt", "Tên chỉ tiêu", "Kết quả thực hiện", "Đánh giá", "Ghi chú"]


@pytest.mark.parametrize(
    ("plan", "rows"),
    [
        ("dong-thap-2022-kh144", "15/15"),
        ("dong-thap-2022-kh241", "117/117"),
        ("dong-thap-2023-cds", "119/119"),
    ],
)
def test_each_plan_file_is_published_whole(plan: str, rows: str, played: Played) -> None:
    """Every row of the file stands: Phụ lục V, VI and VII, money rows and open objectives too."""
    assert f"plan publish ← {plan}.yaml: {rows} dòng / rows" in played.stdout


def test_all_rows_of_the_appendix_of_2023_are_counted(
    played: Played,
) -> None:
    """39 targets and 16 tasks in seven sections, and the sums of the four money tables."""
    said = played.stdout
    assert re.search(r"│ Cộng +│ +39 │ +3 │ +16 │ +1 │ +5 │", said)
    for amount in ("12.400", "75.152", "30.088", "101.241", "52.609"):
        assert amount in said


def test_the_silent_are_told_and_reports_are_written(local_dir: Path, played: Played) -> None:
    """Who owes how many reports stands in a few lines; both plans' reports are files."""
    assert "500 báo cáo phải gửi" in played.stdout
    assert "36 đơn vị quá hạn 499 báo cáo" in played.stdout
    for plan in ("dong-thap-2022-kh144", "dong-thap-2023-cds"):
        assert (local_dir / f"bao-cao-{plan}.xlsx").read_bytes().startswith(b"PK")


def test_results_came_over_http_and_over_kafka(played: Played) -> None:
    """Eight results went through the HTTP door, seven through the agency's inbound topic."""
    said = played.stdout
    # What a machine at full load did not answer in time is sent again, and is a duplicate then.
    http = re.search(r"HTTP ← dong_thap_2022: 04_results_http: (.*)", said)
    assert http
    assert sum(map(int, re.findall(r"(\d+) (?:sự kiện được nhận|đã có)", http[1]))) == 8
    assert re.search(r"Kafka \S*in\.h20-14\.v1 ← dong_thap_2022: 05_results_kafka: 7 sự kiện", said)


def test_the_deliberate_mistake_is_shown_with_its_reason(
    played: Played,
) -> None:
    """The refused event is announced, with the field and what would be right."""
    said = played.stdout
    assert "a deliberate mistake" in said
    assert "data.value.value" in said


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("III.6", ("31/12/2023", "khả năng không đạt", "đến nay 0,1", "cần 0,3", "số ước")),
        ("II.4", ("31/12/2023", "25,94%", "cần 34,06", "Các sở, ngành Tỉnh", "một số liệu")),
        ("I.4", ("31/12/2023", "chưa có số liệu so sánh được", "Sở TTTT", "không có số liệu")),
    ],
)
def test_each_alert_names_what_an_officer_needs(
    number: str, facts: tuple[str, ...], played: Played
) -> None:
    """Target, deadline, pace so far and needed, window, grade of evidence, lead."""
    panels = re.findall(rf"╭─ ⚠ {re.escape(number)} .*?╯", played.stdout, re.DOTALL)
    assert len(panels) == 1
    more = re.search(r"và (\d+) cảnh báo khác", played.stdout)
    assert more
    assert int(more[1]) > 10
    for fact in facts:
        assert fact in panels[0]


def test_the_break_in_series_is_shown_and_made_up_states_are_marked(
    played: Played,
) -> None:
    """The 20 % of 2022 stands as of another definition; task states as illustrative."""
    said = re.sub(r"\s*│[^│\n]*\n", " ", played.stdout)
    assert "gián đoạn" in said
    assert played.stdout.count("(minh họa)") == 4
    assert len(re.findall(r"│ Quá hạn +│", played.stdout)) == 5
