"""A single-node Apache Kafka (KRaft) on 127.0.0.1, from the jars that Maven resolved.

One copy of everything because there is one node, and limits that keep it near 300 MB of memory.
"""

import base64
import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from infra.clock import Clock
from infra.local.jars import ensure_kafka_jars
from infra.local.process import (
    POLL_SECONDS,
    LocalServerError,
    claim_port,
    end,
    free_port,
    how_it_failed,
    lock_folder,
    run_blocking,
    spawn,
    tail,
)

START_TIMEOUT_SECONDS = 60
STOP_TIMEOUT_SECONDS = 15
PROBE_TIMEOUT_MS = 2_000
JVM_OPTIONS: tuple[str, ...] = (
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
)
# A little over the producers' 1 MiB: the overhead of a batch must not refuse an allowed event.
MESSAGE_MAX_BYTES = 1_048_576 + 65_536


class LocalKafka:
    """One broker with its data in `data_dir`; started again, it has the same address and data."""

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        jars: Path | None = None,
        proxy_port: int | None = None,
    ) -> None:
        """Name the data folder; without a port a free one is taken at the first start and kept.

        With `proxy_port` there is a second listener, `proxied_port`, whose clients are told to
        find the broker at that port: of a proxy, which fault tests put between.
        """
        self.data_dir = data_dir.absolute()
        self.port = port
        self.proxied_port = None if proxy_port is None else free_port()
        self._proxy_port = proxy_port
        self.log = self.data_dir / "server.log"
        self._jars = jars
        self._output = self.data_dir / "output.log"
        self._properties = self.data_dir / "server.properties"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    @property
    def bootstrap(self) -> str:
        """The address for `bootstrap.servers`; known once started."""
        if self.port is None:
            raise LocalServerError("the local Kafka has no port before its first start")
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The broker's process, or None where it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Format the folder if it is new, start, and wait for the answer to a metadata request.

        Raises:
            LocalServerError: it did not come up in 60 s; with the tail of its log.
        """
        if self.pid is not None:
            return
        self._jars = self._jars or ensure_kafka_jars()
        self.port = claim_port(self.port)
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if self._lock is None:  # two brokers on one folder would ruin it
            self._lock = lock_folder(self.data_dir)
        self._output.write_bytes(b"")
        settings = _settings(self.data_dir, self.port, free_port())
        if self.proxied_port is not None:
            settings |= _behind_proxy(settings, self.proxied_port, self._proxy_port)
        self._properties.write_text(
            "".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8"
        )
        if not (self.data_dir / "data" / "meta.properties").exists():
            self._format()
        self._process = spawn(self._java("kafka.Kafka", str(self._properties)), log=self._output)
        self._wait_until_it_answers(self._process, self.port)

    def stop(self) -> None:
        """End the broker in order (SIGTERM, after 15 s SIGKILL); nothing where it does not run."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the broker as a crash would (SIGKILL), for fault tests."""
        self._end(signal.SIGKILL)

    def _end(self, ask: signal.Signals) -> None:
        if self._process is not None:
            end(self._process, ask=ask, patience_seconds=STOP_TIMEOUT_SECONDS)
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _java(self, main: str, *arguments: str) -> list[str]:
        return [
            "java",
            *JVM_OPTIONS,
            f"-Dchitieu.log.file={self.log}",
            f"-Dlog4j2.configurationFile={Path(__file__).parent / 'kafka' / 'log4j2.properties'}",
            "-cp",
            f"{self._jars}/*",
            main,
            *arguments,
        ]

    def _format(self) -> None:
        cluster_id = base64.urlsafe_b64encode(Clock().secret_token(16)).decode().rstrip("=")
        command = self._java(
            "kafka.tools.StorageTool",
            "format",
            f"--cluster-id={cluster_id}",  # one word: the id may begin with a dash
            f"--config={self._properties}",
        )
        formatting = spawn(command, log=self._output)
        try:
            code = formatting.wait(timeout=START_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            formatting.kill()
            code = formatting.wait()
        if code != 0:
            self.kill()
            raise LocalServerError(f"Kafka could not format {self.data_dir}:\n{tail(self._output)}")

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes], port: int) -> None:
        deadline = monotonic() + START_TIMEOUT_SECONDS
        while process.poll() is None and monotonic() < deadline:
            if _port_is_open(port) and run_blocking(_answers(self.bootstrap)):
                return
            sleep(POLL_SECONDS)
        failure = how_it_failed(process)
        self.kill()
        raise LocalServerError(
            f"Kafka on {self.bootstrap} {failure}. "
            f"The ends of {self._output} and {self.log}:\n{tail(self._output)}\n{tail(self.log)}\n"
            f"Next: `chitieu doctor`; if its data is broken, remove {self.data_dir}."
        )


def _port_is_open(port: int) -> bool:
    # Asked first because the client logs every refused connection as an error.
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


async def _answers(bootstrap: str) -> bool:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap, client_id="chitieu-local", request_timeout_ms=PROBE_TIMEOUT_MS
    )
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        await admin.close()


def _behind_proxy(
    settings: Mapping[str, object], proxied_port: int, proxy_port: int | None
) -> dict[str, object]:
    """A listener more, that is reached through a proxy."""
    return {
        "listeners": f"{settings['listeners']},PROXIED://127.0.0.1:{proxied_port}",
        "advertised.listeners": f"{settings['advertised.listeners']},"
        f"PROXIED://127.0.0.1:{proxy_port}",
        "listener.security.protocol.map": f"{settings['listener.security.protocol.map']},"
        "PROXIED:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
    }


def _settings(data_dir: Path, port: int, controller_port: int) -> dict[str, object]:
    return {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": data_dir / "data",
        # A topic comes into being by `chitieu migrate`, never by a typing error.
        "auto.create.topics.enable": "false",
        # One node: one copy of everything.
        "default.replication.factor": 1,
        "min.insync.replicas": 1,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        # A group starts at once; waiting for more members only slows tests and the demo.
        "group.initial.rebalance.delay.ms": 0,
        "message.max.bytes": MESSAGE_MAX_BYTES,
        "num.network.threads": 2,
        "num.io.threads": 4,
        # The default (128 MB) would take a third of the heap for compaction.
        "log.cleaner.dedupe.buffer.size": 16 * 1_048_576,
        # After a kill the new process is let in when the old one's session has run out.
        "broker.heartbeat.interval.ms": 500,
        "broker.session.timeout.ms": 3_000,
    }
