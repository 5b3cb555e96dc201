"""`chitieu alerts verify`, `rehearse` and the fold of `score`, on real topics: only read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts.alerts import AlertChanged
from contracts.codec import encode
from contracts.parameters import ParametersData
from contracts.topics import Topic, Topics
from infra.clock import Clock
from infra.kafka import Producer, Record
from infra.kafka_topics import EndOffsets, ensure_topics
from infra.local.process import run_blocking
from services.alerts.in_force import chain_event, event
from services.alerts.prior import shipped
from services.alerts.prior.shipped import ships
from services.api.alerts.score_fold import Wish
from services.api.alerts.score_load import fold
from services.cli.alerts.score_log import fold_topics
from services.cli.alerts.verifying import verify
from tests.services.cli.process import chitieu
from tests.services.cli.test_alerts_falling_due import CHAIN, every_kind
from tests.services.cli.test_alerts_replay import RECEIVED_AT, log_records, stories

pytestmark = pytest.mark.integration

STATED = chain_event(CHAIN.data, RECEIVED_AT)


@pytest.fixture(scope="module")
def topics(kafka_bootstrap: str) -> Topics:
    """The log of both example plans, and all alerts that were told of it."""
    found = Topics(f"v{Clock().new_id()[-12:]}.", log_partitions=1)
    run_blocking(_tell(kafka_bootstrap, found))
    return found


async def _tell(bootstrap: str, topics: Topics) -> None:
    every = (topics.events, topics.alerts, topics.status)
    await ensure_topics(bootstrap, every)
    events = [
        Record(topics.events.name, one.value or b"", key=one.key, partition=0)
        for one in log_records()
    ]
    parameters = [
        Record(topics.alerts.name, encode(one), key=one.subject.encode())
        for one in (event(ParametersData.of(fitted), RECEIVED_AT) for fitted in ships())
    ]
    changes = [
        Record(topics.alerts.name, encode(change), key=str(change.data.alert).encode())
        for change in told_of_alerts()
    ]
    chain = Record(topics.alerts.name, encode(STATED), key=STATED.subject.encode())
    await _send(bootstrap, [*events, *parameters, chain, *changes])


def told_of_alerts() -> list[AlertChanged]:
    """Every change: what was decided and marked, and what fell due on one that nobody takes."""
    return [*(change for story in stories() for change in story.changes), *every_kind()[1:]]


async def _send(bootstrap: str, records: list[Record]) -> None:
    producer = Producer(bootstrap, client_id="test")
    await producer.send_all(records, timeout_seconds=30)
    await producer.stop()


async def ends(bootstrap: str, wanted: tuple[Topic, ...]) -> list[dict[int, int]]:
    """Where topics end."""
    offsets = EndOffsets(bootstrap, client_id="test")
    await offsets.start()
    found = [dict(await offsets.read(one.name, range(one.partitions))) for one in wanted]
    await offsets.stop()
    return found


def told(bootstrap: str, topics: Topics) -> dict[str, str]:
    """The environment of somebody who may only read the log: it names no database."""
    return {
        "CHITIEU_KAFKA_BOOTSTRAP": bootstrap,
        "CHITIEU_TOPIC_NAMESPACE": topics.namespace,
        "CHITIEU_TODAY": "2024-02-28",
    }


async def test_the_topics_give_the_record_that_the_states_give(
    kafka_bootstrap: str, topics: Topics
) -> None:
    """Given marked alerts on the topic / on folding it / expect the fold of their last states."""
    by_alert = {change.data.alert: change.data for one in stories() for change in one.changes}
    again = await fold_topics(kafka_bootstrap, topics, Wish(), lambda _done, _total: None)
    assert again == fold([encode(said) for said in by_alert.values()], [], Wish())
    assert again.total.alerts > 0


def test_a_rehearsal_tells_both_rules_and_writes_nothing(
    kafka_bootstrap: str, topics: Topics, tmp_path: Path
) -> None:
    """Given a rule that warns of everything / on rehearsing it / expect more notices, no record."""
    rule = tmp_path / "rule.yaml"
    rule.write_text("rules:\n  open: 0.05\n  sure: 0.05\n  close: 0.01\n", encoding="utf-8")
    every = (topics.events, topics.alerts, topics.status)
    before = run_blocking(ends(kafka_bootstrap, every))
    done = chitieu(
        *("alerts", "rehearse", "--rule", str(rule), "--from", "2022-06-01", "--to", "2023-12-31"),
        "--json",
        local_dir=tmp_path,
        **told(kafka_bootstrap, topics),
    )
    answer = json.loads(done.stdout)
    assert answer["rule"]["notices"] > answer["in_force"]["notices"] > 0
    assert answer["rule"]["facts_dated_by_occurrence"] == answer["rule"]["facts"]
    assert run_blocking(ends(kafka_bootstrap, every)) == before


def test_every_change_is_verified_and_a_forged_one_is_named(
    kafka_bootstrap: str, topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a sound topic, then a record that nothing gave / expect none, then its name.

    Parameters and the chain come from the topic: no file holds any.
    """
    environment = told(kafka_bootstrap, topics)
    with monkeypatch.context() as files:
        files.setattr(shipped, "HERE", tmp_path)
        files.setattr(shipped, "shipped", shipped.shipped.__wrapped__)
        assert shipped.shipped() == ()
        sound = verify(kafka_bootstrap, topics, tmp_path, processes=1, tell=lambda *_: None)
    assert sound.differences == []
    assert (sound.changes, sound.as_recorded) == (len(told_of_alerts()), 0)

    last = stories()[0].changes[-1]
    seq = last.data.seq + 1
    said = last.data.model_copy(update={"seq": seq, "addressees": ("H20.99",)})
    forged = last.model_copy(update={"data": said, "id": f"{said.alert}/{seq}"})
    record = Record(topics.alerts.name, encode(forged), key=str(said.alert).encode())
    run_blocking(_send(kafka_bootstrap, [record]))
    found = chitieu("alerts", "verify", "--json", local_dir=tmp_path, **environment)
    assert found.returncode == 1
    assert {(one["alert"], one["seq"]) for one in json.loads(found.stdout)["differences"]} == {
        (str(said.alert), seq)
    }
