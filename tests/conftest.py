"""A real Kafka and a real PostgreSQL: started when a test first asks, always stopped."""

import itertools
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from infra.local.kafka import LocalKafka
from infra.local.postgres import LocalPostgres, create_database, drop_database
from infra.local.process import run_blocking
from infra.local.settings import LocalSettings
from tests.databases import copy_database, create_template

# A law holds or it does not; how long an example takes on a busy machine says nothing of it. A
# change is judged by the same examples each time; `make fuzz` looks for others.
_calm = settings(
    deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.register_profile("chitieu", _calm, derandomize=True)
settings.register_profile("fuzz", _calm, max_examples=1_000)
settings.load_profile("chitieu")

# Brokers of tests live for seconds: the second compiler of the JVM is half of their start. Read
# by every `java`, also of a stack that a test starts as a command.
os.environ["JDK_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=1"

LONGEST_FIRST = (
    "docs/test_commands.py",
    "faults/test_campaign.py",
    "services/ingest/test_outages.py",
    "infra/local/test_servers.py",
    "services/projector/test_servers_away.py",
    "e2e/test_demo.py",
    "services/projector/test_rebuild_stops.py",
    "services/projector/test_scaling.py",
    "services/ingest/test_process.py",
    "services/projector/test_kills.py",
    "infra/local/test_stack.py",
    "services/projector/test_rebuild.py",
)

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, or one worker is still at one when all is done."""
    folder = Path(__file__).parent
    places = {folder / name: at for at, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def servers_dir() -> Iterator[Path]:
    """A folder for server data that an unprivileged account can reach, gone after the session."""
    folder = Path(tempfile.mkdtemp(prefix="chitieu-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def kafka_bootstrap(servers_dir: Path) -> Iterator[str]:
    """The address of a real Kafka: CHITIEU_KAFKA_BOOTSTRAP, or a broker of this session."""
    given = LocalSettings().kafka_bootstrap
    if given is not None:
        yield given
        return
    broker = LocalKafka(servers_dir / "kafka")
    broker.start()
    yield broker.bootstrap
    broker.stop()


@pytest.fixture(scope="session")
def postgres_url(servers_dir: Path) -> Iterator[str]:
    """A superuser's address: CHITIEU_DATABASE_URL, or a real PostgreSQL of this session."""
    given = LocalSettings().database_url
    if given is not None:
        yield given.get_secret_value()
        return
    # Nothing here outlives the session, so nothing has to survive a power cut.
    server = LocalPostgres(
        servers_dir / "postgres", options={"fsync": "off", "max_connections": "200"}
    )
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def session_name(servers_dir: Path) -> str:
    """A word that keeps topics and databases apart from those of other runs on shared servers."""
    return servers_dir.name.removeprefix("chitieu-test-").lower().replace("_", "")


@pytest.fixture(scope="session")
def template(postgres_url: str, session_name: str) -> Iterator[str]:
    """The name of a database with all tables and views and nothing in them, to be copied."""
    name = f"template_{session_name}"
    run_blocking(create_template(postgres_url, name))
    yield name
    run_blocking(drop_database(postgres_url, name))


@pytest.fixture(scope="module")
def migrated_url(
    postgres_url: str, template: str, session_name: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of this test module's own database, as `chitieu migrate` leaves one."""
    name = _database_name(request, session_name)
    yield run_blocking(copy_database(postgres_url, template, name))
    run_blocking(drop_database(postgres_url, name))


@pytest.fixture(scope="module")
def database_url(
    postgres_url: str, session_name: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a fresh empty database of this test module, dropped after it."""
    name = _database_name(request, session_name)
    yield run_blocking(create_database(postgres_url, name))
    run_blocking(drop_database(postgres_url, name))


@pytest.fixture
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _database_name(request: pytest.FixtureRequest, session_name: str) -> str:
    module = re.sub(r"[^a-z0-9]+", "_", request.path.stem.lower())[:30]
    return f"{module}_{session_name}_{next(_numbers)}"
