"""`make demo` as a stranger runs it: a stack of its own, whole plans, the right lines, the end."""

import re
import subprocess
from pathlib import Path

import pytest

from infra.local.settings import LocalSettings
from services.cli.demo_story import EXPECTED_2022
from tests.services.cli.process import chitieu, processes_that_name

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def local_dir(servers_dir: Path) -> Path:
    """A folder for stacks of this module, with the downloads that the machine already has."""
    folder = servers_dir / "demo"
    folder.mkdir(mode=0o755)
    cache = LocalSettings().cache_dir
    cache.mkdir(parents=True, exist_ok=True)
    (folder / "cache").symlink_to(cache)
    return folder


@pytest.fixture(scope="module")
def played(local_dir: Path) -> subprocess.CompletedProcess[str]:
    """The demonstration, played once on a stack of its own."""
    return chitieu("demo", local_dir=local_dir)


def test_the_demo_ends_well(played: subprocess.CompletedProcess[str]) -> None:
    """Exit code 0: every derived verdict agrees with the confirmed one, every alert came."""
    assert played.returncode == 0, played.stderr


def test_the_closing_line_of_2022_is_the_official_one(
    played: subprocess.CompletedProcess[str],
) -> None:
    """The count of the report of 2022 stands on a line of its own."""
    assert EXPECTED_2022 in played.stdout.splitlines()


def test_the_official_table_has_its_five_columns(played: subprocess.CompletedProcess[str]) -> None:
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
def test_each_plan_file_is_published_whole(
    plan: str, rows: str, played: subprocess.CompletedProcess[str]
) -> None:
    """Every row of the file stands: Phụ lục V, VI and VII, money rows and open objectives too."""
    assert f"plan publish ← {plan}.yaml: {rows} dòng / rows" in played.stdout


def test_all_rows_of_the_appendix_of_2023_are_counted(
    played: subprocess.CompletedProcess[str],
) -> None:
    """39 targets and 16 tasks in seven sections, and the sums of the four money tables."""
    said = played.stdout
    assert re.search(r"│ Cộng +│ +39 │ +3 │ +16 │ +1 │ +5 │", said)
    for amount in ("12.400", "75.152", "30.088", "101.241", "52.609"):
        assert amount in said


def test_the_silent_are_told_and_reports_are_written(
    local_dir: Path, played: subprocess.CompletedProcess[str]
) -> None:
    """Who owes how many reports stands in a few lines; both plans' reports are files."""
    assert "500 báo cáo phải gửi" in played.stdout
    assert "36 đơn vị quá hạn 499 báo cáo" in played.stdout
    for plan in ("dong-thap-2022-kh144", "dong-thap-2023-cds"):
        assert (local_dir / f"bao-cao-{plan}.xlsx").read_bytes().startswith(b"PK")


def test_results_came_over_http_and_over_kafka(played: subprocess.CompletedProcess[str]) -> None:
    """Eight results went through the HTTP door, seven through the agency's inbound topic."""
    said = played.stdout
    assert "HTTP ← dong_thap_2022: 04_results_http: 8 sự kiện được nhận" in said
    assert re.search(r"Kafka \S*in\.h20-14\.v1 ← dong_thap_2022: 05_results_kafka: 7 sự kiện", said)


def test_the_deliberate_mistake_is_shown_with_its_reason(
    played: subprocess.CompletedProcess[str],
) -> None:
    """The refused event is announced, with the field and what would be right."""
    said = played.stdout
    assert "a deliberate mistake" in said
    assert "data.value.value" in said


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("III.6", ("31/12/2023", "đến nay 0,1", "cần 0,3", "khoảng gần nhất 2021–2022", "số ước")),
        ("II.4", ("31/12/2023", "25,94%", "cần 34,06", "Các sở, ngành Tỉnh", "một số liệu")),
        ("I.4", ("31/12/2023", "chưa có số liệu so sánh được", "Sở TTTT", "không có số liệu")),
    ],
)
def test_each_alert_names_what_an_officer_needs(
    number: str, facts: tuple[str, ...], played: subprocess.CompletedProcess[str]
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
    played: subprocess.CompletedProcess[str],
) -> None:
    """The 20 % of 2022 stands as of another definition; task states as illustrative."""
    said = re.sub(r"\s*│[^│\n]*\n", " ", played.stdout)
    assert "gián đoạn" in said
    assert played.stdout.count("(minh họa)") == 4
    assert len(re.findall(r"│ Quá hạn +│", played.stdout)) == 5


def test_nothing_is_left_running(local_dir: Path, played: subprocess.CompletedProcess[str]) -> None:
    """No process of the demonstration's folder is alive, and its record is gone."""
    assert played.returncode == 0
    assert not (local_dir / "demo" / "stack.json").exists()
    assert processes_that_name(local_dir) == []
