"""`chitieu plan publish` against a real ingest: published, resumed, amended, told what is wrong."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
import pytest

from contracts.codec import decode
from domain.draft import PlanDraft
from infra.local.process import free_port
from services.cli.plan.plan_file import save
from tests.services.cli.plan.publishing import draft, row, target
from tests.services.cli.process import environment_of
from tests.services.ingest.door import Place
from tests.services.ingest.processes import process, ready

pytestmark = pytest.mark.integration

COMMAND = (sys.executable, "-m", "services.cli.main", "plan", "publish")
MANY = 55


@dataclass(frozen=True)
class Office:
    """A running ingest, a folder for plan files, and a key."""

    place: Place
    url: str
    folder: Path
    key: str

    def file(self, plan: PlanDraft, name: str = "ke-hoach.yaml") -> str:
        """Save a draft as a plan file."""
        path = self.folder / name
        save(plan, path)
        return str(path)

    def environment(self, key: str | None = None) -> dict[str, str]:
        """What the command is told of ingest."""
        given = {"CHITIEU_INGEST_URL": self.url, "CHITIEU_API_KEY": key or self.key}
        return environment_of(self.folder, {**given, "CHITIEU_TODAY": "2023-09-15"})

    async def run(
        self, *arguments: str, key: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        return await asyncio.to_thread(
            subprocess.run,
            [*COMMAND, *arguments],
            env=self.environment(key),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
async def office(
    kafka_bootstrap: str, migrated_url: str, servers_dir: Path, session_name: str
) -> AsyncIterator[Office]:
    """An ingest of this module's own."""
    place = Place(kafka_bootstrap, migrated_url, f"publish-{session_name}.")
    await place.create_topics()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    folder = servers_dir / "publish"
    folder.mkdir(exist_ok=True)
    async with (
        process(place, port),
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as http,
    ):
        await ready(http)
        yield Office(place, url, folder, await place.key(None))


def big() -> PlanDraft:
    """A plan of as many rows as Phụ lục VII has."""
    return draft(*(row(f"r-{n}", target("80", f"chi-so-{n}")) for n in range(1, MANY + 1)))


async def test_a_publication_that_is_killed_is_resumed(office: Office) -> None:
    """Killed while it sends, run again it ends at 55/55; run once more it sends nothing."""
    file = office.file(big())
    killed = await asyncio.create_subprocess_exec(
        *COMMAND, file, env=office.environment(), stderr=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(2_000):
        if await office.place.count("targets") or killed.returncode is not None:
            break
        await asyncio.sleep(0.01)
    if killed.returncode is None:
        killed.kill()
    await killed.wait()
    resumed = await office.run(file)
    assert resumed.returncode == 0, resumed.stderr
    assert f"{MANY}/{MANY}" in resumed.stdout
    assert await office.place.count("targets") == MANY
    again = await office.run(file)
    assert (again.returncode, "nothing has changed" in again.stdout) == (0, True), again.stderr
    ids = [(e.source, e.id) for e in [decode(one.value) for one in await office.place.log()]]
    assert len(set(ids)) == await office.place.count("events")


async def test_two_publishers_at_once_state_every_revision_once(office: Office) -> None:
    """Two files of one plan race: who comes second is refused or amends, and runs again."""
    rows = {value: [row(f"d-{n}", target(value, f"dua-{n}")) for n in (1, 2)] for value in "78"}
    files = [office.file(draft(*rows[v], id="dua"), f"dua-{v}.yaml") for v in rows]
    raced = await asyncio.gather(*(office.run(file) for file in files))
    # Refused (1), or on a busy machine not answered in time (3): both say to run it again.
    assert {one.returncode for one in raced} <= {0, 1, 3}, [one.stderr[-600:] for one in raced]
    last = await office.run(files[1])
    assert last.returncode == 0, last.stderr
    events = [decode(record.value) for record in await office.place.log()]
    states = [one for one in events if getattr(one.data, "plan", None) == "dua"]
    named = {(one.data.target, getattr(one.data, "revision", 1), one.id) for one in states}
    stated = Counter((name, revision) for name, revision, _ in named)
    assert set(stated.values()) == {1}
    latest = {one.data.target: one.data.rule.value for one in states}
    assert latest == {"dua.d-1": 8, "dua.d-2": 8}


async def test_a_dry_run_prints_the_steps_and_sends_nothing(office: Office) -> None:
    """The changed row with its reason; the events that would be sent, as JSON lines."""
    plan = draft(row("a-1", target("80")), id="ke-hoach-thu")
    published = await office.run(office.file(plan, "thu.yaml"))
    assert published.returncode == 0, published.stderr
    changed = office.file(draft(row("a-1", target("85")), id="ke-hoach-thu"), "thu.yaml")
    events = office.folder / "events.jsonl"
    before = await office.place.count("events")
    dry = await office.run(changed, "--dry-run", "--out", str(events))
    assert dry.returncode == 0, dry.stderr
    assert "~ target.amended r2" in dry.stdout
    assert "Nội dung đã đổi" in dry.stdout
    [line] = events.read_bytes().splitlines()
    assert orjson.loads(line)["data"]["rule"]["value"] == "85"
    assert await office.place.count("events") == before


async def test_rows_that_wait_for_review_are_listed_and_nothing_is_sent(office: Office) -> None:
    """With --allow-review the rest is published, and the exit code still says that some wait."""
    waiting = row("b-2", deadline=None, deadline_text="khi nào xong", line=742)
    file = office.file(draft(row("b-1", target("80")), waiting, id="con-cho"), "cho.yaml")
    refused = await office.run(file)
    assert refused.returncode == 1
    assert "742" in refused.stderr
    assert "--allow-review" in refused.stderr
    rest = await office.run(file, "--allow-review")
    assert rest.returncode == 1
    assert "1/1 dòng" in rest.stdout


async def test_a_key_without_the_plan_is_refused_with_the_next_step(office: Office) -> None:
    """Exit code 2: a key for another thing; one whose agency the directory does not know."""
    file = office.file(draft(row("c-1", target("80")), id="khac"), "khac.yaml")
    other = await office.run(file, key=await office.place.key("H20.31", "report"))
    assert other.returncode == 2
    assert "plan" in other.stderr
    stranger = await office.run(file, key=await office.place.key("H30", "plan:H20"))
    assert stranger.returncode == 2
    assert "H30" in stranger.stderr
    assert "chitieu agency add" in stranger.stderr


async def test_nobody_at_the_address_is_exit_code_3(office: Office) -> None:
    """And says where nobody answers."""
    file = office.file(big())
    environment = office.environment() | {"CHITIEU_INGEST_URL": "http://127.0.0.1:9"}
    gone = await asyncio.to_thread(
        subprocess.run, [*COMMAND, file], env=environment, capture_output=True, check=False
    )
    assert gone.returncode == 3
