"""Who may do what: time, environment, SQL, floats and imports have their places."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.structure.source import PRODUCT, ROOT, Module, dotted, modules

CLOCK = "infra/clock.py"
TIME_AND_CHANCE = re.compile(
    r"^(?:datetime\.)?(?:datetime|date)\.(?:now|utcnow|today)$"
    r"|^time\.(?:time|monotonic|perf_counter|process_time|localtime|gmtime)(?:_ns)?$"
    r"|^(?:uuid\.)?uuid[1467]$|^os\.(?:urandom|getrandom)$|^(?:random|secrets)\."
)
CHANCE_MODULES = {"random", "secrets"}
CLOCK_NAMES = {"uuid1", "uuid4", "uuid6", "uuid7", "monotonic", "perf_counter", "urandom"}

ENVIRONMENT = re.compile(r"^os\.(?:environ|getenv|putenv)\b")
MAY_READ_THE_ENVIRONMENT: dict[str, str] = {}
"""Files beside settings.py that touch the environment, each with its reason."""

WAITS_FOR_SERVERS = "infra/local/"
"""The launcher measures how long it has waited for what it starts; it decides nothing by it."""

MAY_HOLD_SQL = {
    "infra/migrate.py": "the table of applied migrations is there before any migration is",
}
MAY_PUT_SQL_TOGETHER = {
    "infra/local/postgres.py": "the name of a database cannot be bound; it is quoted",
}

SHARED = {"Clock", "Metrics", "Watch", "Producer", "open_pool", "open_broker"}

SQL_VERB = re.compile(
    r"^\s*(?:select\b.+\bfrom\b|select\s+\S+\(|insert\s+into\b|update\s+\S+\s+set\b"
    r"|delete\s+from\b|create\s+(?:table|schema|index|role|view|database)\b|alter\s+\w+\b"
    r"|drop\s+(?:table|schema|view|database)\b|grant\s+\w+\b)",
    re.IGNORECASE | re.DOTALL,
)


def names_used(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Return every dotted name that a module uses."""
    for node in module.nodes:
        if isinstance(node, ast.Attribute | ast.Name) and (name := dotted(node)):
            yield name, node


def imported(module: Module) -> Iterator[tuple[str, str, ast.AST]]:
    """Return every import as module, name and place."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, "", node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name, node) for alias in node.names)


def test_only_the_clock_reads_time_and_draws_chances() -> None:
    """So that a judgement of last March can be repeated today."""
    found = [
        f"{module.at(node)} {name}"
        for module in modules(*PRODUCT)
        if module.path != CLOCK
        for name, node in names_used(module)
        if TIME_AND_CHANCE.search(name)
    ]
    found += [
        f"{module.at(node)} {source} {name}"
        for module in modules(*PRODUCT)
        if module.path != CLOCK
        for source, name, node in imported(module)
        if source in CHANCE_MODULES or (source in ("time", "uuid", "os") and name in CLOCK_NAMES)
        if not (module.path.startswith(WAITS_FOR_SERVERS) and name == "monotonic")
    ]
    assert not found


def test_only_settings_read_the_environment() -> None:
    """Everything else is told what it needs."""
    found = {
        module.path
        for module in modules(*PRODUCT)
        if not module.path.endswith("settings.py")
        for name, _ in names_used(module)
        if ENVIRONMENT.search(name)
    }
    assert found == set(MAY_READ_THE_ENVIRONMENT)


def test_sql_of_more_than_a_line_is_in_sql_files() -> None:
    """Where it can be read, named and explained as SQL."""
    found = {
        module.path
        for module in modules(*PRODUCT)
        for node in module.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and "\n" in node.value.strip()
        and SQL_VERB.search(node.value)
    }
    assert found == set(MAY_HOLD_SQL)


def test_no_sql_is_put_together_from_values() -> None:
    """Values are bound; a name that must be part of a statement is quoted by the server's rules."""
    found = {
        module.path
        for module in modules(*PRODUCT)
        for node in module.nodes
        if isinstance(node, ast.JoinedStr)
        and isinstance(first := node.values[0] if node.values else None, ast.Constant)
        and SQL_VERB.search(str(first.value) + " x")
    }
    assert found == set(MAY_PUT_SQL_TOGETHER)


def test_no_verdict_rests_on_a_float() -> None:
    """The domain computes with decimals and fractions; forecasts, later, are no verdicts."""
    found = [
        module.at(node)
        for module in modules("domain")
        if not module.path.startswith("domain/forecast/")
        for node in module.nodes
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]
    assert not found


def test_only_a_main_constructs_what_a_service_shares() -> None:
    """One clock, one pool, one producer in a process, made in one place and handed on."""
    found = [
        f"{module.at(node)} {dotted(node.func)}"
        for module in modules("services")
        if not module.path.startswith("services/cli/") and not module.path.endswith("/main.py")
        for node in module.nodes
        if isinstance(node, ast.Call) and dotted(node.func) in SHARED
    ]
    assert not found


def test_imports_follow_the_layers() -> None:
    """The contracts of import-linter, as pyproject.toml states them."""
    linter = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as m; m()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert linter.returncode == 0, linter.stdout + linter.stderr
