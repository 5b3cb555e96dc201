"""A PostgreSQL of our own on 127.0.0.1, from the system's package, never run as root.

`postgres` runs in the foreground as a child (not through `pg_ctl`), so that it ends with its
parent: the kernel then asks it for a fast shutdown.
"""

import os
import re
import shutil
import signal
import stat
import subprocess
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from infra.clock import Clock
from infra.local.process import (
    POLL_SECONDS,
    LocalServerError,
    User,
    claim_port,
    end,
    find_user,
    how_it_failed,
    run_blocking,
    spawn,
    tail,
)

OLDEST_MAJOR = 15
START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 15
CONNECT_TIMEOUT_SECONDS = 5
SUPERUSER = "chitieu"
SHARED_TMP = Path("/var/tmp")  # noqa: S108 - the folder in it is checked for its owner


def newest_binaries() -> Path | None:
    """The folder with the newest server of this machine; None where it has no server."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    usable = [folder for folder in folders if (folder / "initdb").is_file()]
    return max(usable, key=major_version, default=None)


def find_binaries() -> Path:
    """The folder of a server of version 15 or newer.

    Raises:
        LocalServerError: there is none; with the command that installs it.
    """
    newest = newest_binaries()
    if newest is None or major_version(newest) < OLDEST_MAJOR:
        raise LocalServerError(
            f"no PostgreSQL server from {OLDEST_MAJOR} on in PATH or /usr/lib/postgresql. "
            "Next: apt-get install postgresql; or set CHITIEU_DATABASE_URL to a server that exists."
        )
    return newest


def major_version(binaries: Path) -> int:
    """The major version of the server in this folder; 0 where it does not say."""
    postgres = binaries / "postgres"
    if not postgres.is_file():
        return 0
    ran = subprocess.run(
        [postgres, "--version"], capture_output=True, text=True, timeout=10, check=False
    )
    found = re.search(r"\(PostgreSQL\) (\d+)", ran.stdout)
    return int(found[1]) if found else 0


class LocalPostgres:
    """One server with data below `data_dir`; started again, it has the same address and data."""

    def __init__(
        self, data_dir: Path, *, port: int | None = None, options: Mapping[str, str] | None = None
    ) -> None:
        """Name the data folder; without a port a free one is taken at the first start and kept.

        `options` are server settings, as `{"fsync": "off"}` for a test that fears no power cut.
        """
        self.port = port
        self._options = dict(options or {})
        # The server refuses to be root; the account it gets must be able to reach its files.
        self._user = find_user("postgres", "nobody") if os.geteuid() == 0 else None
        self.data_dir = _reachable(data_dir.absolute(), self._user)
        self.log = self.data_dir / "postgres.log"
        self._cluster = self.data_dir / "cluster"
        self._password_file = self.data_dir / "password"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The superuser's address of the database `postgres`, with password; known once started."""
        if self.port is None:
            raise LocalServerError("the local PostgreSQL has no port before its first start")
        password = self._password_file.read_text(encoding="ascii").strip()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int | None:
        """The server's main process, or None where it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Create the cluster if it is new, start the server and wait until it accepts the password.

        Raises:
            LocalServerError: no usable PostgreSQL, or not up in 60 s; with the tail of its log.
        """
        if self.pid is not None:
            return
        binaries = find_binaries()
        self.port = claim_port(self.port)
        self._make_data_dir()
        self.log.write_bytes(b"")
        if not self._cluster.is_dir():
            self._create_cluster(binaries)
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "logging_collector": "off",
            **self._options,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process = self._spawn(
            [str(binaries / "postgres"), "-D", str(self._cluster), *options], signal.SIGINT
        )
        self._wait_until_it_answers(self._process)

    def stop(self) -> None:
        """End the server in order (fast shutdown: sessions are ended, all is written)."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server as a crash would (the next start recovers), for fault tests."""
        self._end(signal.SIGQUIT)

    def create_database(self, name: str) -> str:
        """Create a database unless it exists; returns its address."""
        return run_blocking(create_database(self.url, name))

    def _end(self, ask: signal.Signals) -> None:
        if self._process is not None:
            end(self._process, ask=ask, patience_seconds=STOP_TIMEOUT_SECONDS)
            self._process = None

    def _spawn(self, argv: Sequence[str], death_signal: signal.Signals) -> subprocess.Popen[bytes]:
        return spawn(
            argv, log=self.log, cwd=self.data_dir, user=self._user, death_signal=death_signal
        )

    def _make_data_dir(self) -> None:
        # The folder stays the caller's own: what root writes must not lie where another account can
        # put a link. Only the cluster in it belongs to the server's account.
        self.data_dir.mkdir(parents=True, exist_ok=True)
        status = self.data_dir.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            raise LocalServerError(f"{self.data_dir} belongs to another account. Next: remove it.")
        self.data_dir.chmod(0o711 if self._user else 0o700)

    def _create_cluster(self, binaries: Path) -> None:
        # Built beside and renamed when complete: an interrupted initdb leaves no half cluster.
        building = self.data_dir / "cluster.new"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700)
        self._give_to_user(building)
        self._write_password()
        command = [
            str(binaries / "initdb"),
            f"--pgdata={building}",
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
            f"--pwfile={self._password_file}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]
        process = self._spawn(command, signal.SIGKILL)
        try:
            code = process.wait(timeout=START_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        if code != 0:
            raise LocalServerError(f"initdb failed in {self.data_dir}:\n{tail(self.log)}")
        building.rename(self._cluster)

    def _write_password(self) -> None:
        self._password_file.unlink(missing_ok=True)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(Clock().secret_token(24).hex(), encoding="ascii")
        self._give_to_user(self._password_file)  # initdb reads it

    def _give_to_user(self, path: Path) -> None:
        if self._user:
            os.chown(path, self._user.uid, self._user.gid)

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = monotonic() + START_TIMEOUT_SECONDS
        while process.poll() is None and monotonic() < deadline:
            if run_blocking(_answers(self.url)):
                return
            sleep(POLL_SECONDS)
        failure = how_it_failed(process)
        self._end(signal.SIGINT)
        raise LocalServerError(
            f"PostgreSQL on port {self.port} {failure}. "
            f"The end of {self.log}:\n{tail(self.log)}\n"
            f"Next: `chitieu doctor`; if its data is broken, remove {self.data_dir}."
        )


async def create_database(server_url: str, name: str) -> str:
    """Create an empty UTF-8 database unless it exists; returns its address.

    Raises:
        asyncpg.PostgresError, OSError: the server refused or is away.
    """
    connection = await asyncpg.connect(server_url, timeout=CONNECT_TIMEOUT_SECONDS)
    try:
        await connection.execute(
            f"CREATE DATABASE {_quoted(name)} TEMPLATE template0 ENCODING 'UTF8'"
        )
    except asyncpg.DuplicateDatabaseError:
        pass  # it is there, which is what was asked
    finally:
        await connection.close(timeout=CONNECT_TIMEOUT_SECONDS)
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


async def drop_database(server_url: str, name: str) -> None:
    """Drop a database, ending the sessions that are still in it; nothing where it is gone."""
    connection = await asyncpg.connect(server_url, timeout=CONNECT_TIMEOUT_SECONDS)
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
    finally:
        await connection.close(timeout=CONNECT_TIMEOUT_SECONDS)


async def _answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_SECONDS)
    except (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
        return False
    await connection.close(timeout=CONNECT_TIMEOUT_SECONDS)
    return True


def _quoted(name: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ValueError(f"{name!r} is no database name: small letters, digits and _, at most 63")
    return f'"{name}"'


def _reachable(data_dir: Path, user: User | None) -> Path:
    """The folder itself, or one under /var/tmp where the account cannot walk to it."""
    if user is None:
        return data_dir
    parent = data_dir.parent
    parent.mkdir(parents=True, exist_ok=True)
    identity = ["setpriv", f"--reuid={user.uid}", f"--regid={user.gid}", "--init-groups"]
    walk = subprocess.run([*identity, "test", "-x", parent], timeout=10, check=False, cwd="/")
    if walk.returncode == 0:
        return data_dir
    return SHARED_TMP / f"chitieu-postgres-{sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
