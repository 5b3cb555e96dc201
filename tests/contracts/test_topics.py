"""The topics: who has which, under which name, kept for how long."""

import re

import pytest

from contracts.topics import Topics


def test_the_log_is_kept_for_ever() -> None:
    """It is the only truth of targets, and its twelve partitions never change."""
    log = Topics().events
    assert (log.name, log.partitions) == ("chitieu.events.v1", 12)
    assert log.config["cleanup.policy"] == "delete"
    assert log.config["retention.ms"] == log.config["retention.bytes"] == "-1"


def test_permanent_topics_are_those_without_an_agency() -> None:
    """Events, rejections, statuses and alerts."""
    names = [topic.name for topic in Topics("t1.").permanent()]
    assert names == [
        "t1.chitieu.events.v1",
        "t1.chitieu.rejected.v1",
        "t1.chitieu.status.v1",
        "t1.chitieu.alerts.v1",
    ]


@pytest.mark.parametrize(
    ("agency", "name"),
    [("H20.14", "in.h20-14.v1"), ("local:nhnn-dong-thap", "in.local-nhnn-dong-thap.v1")],
)
def test_an_agency_has_an_inbound_topic_of_its_own(agency: str, name: str) -> None:
    """Its name leads back to the agency's slug, in its own namespace only."""
    topics = Topics("t1.")
    topic = topics.inbound(agency)
    assert topic.name == f"t1.{name}"
    assert re.search(topics.inbound_pattern, topic.name)
    assert f"in.{topics.inbound_slug(topic.name)}.v1" == name
    assert not re.search(Topics("t2.").inbound_pattern, topic.name)
    with pytest.raises(ValueError, match="t1"):
        Topics("t2.").inbound_slug(topic.name)


def test_no_other_topic_is_inbound() -> None:
    """The pattern takes neither the log nor a name around an inbound one."""
    for name in ("chitieu.events.v1", "xin.h20.v1", "in.h20.v1.bak", "in..v1", "in.H20.v1"):
        assert not re.search(Topics().inbound_pattern, name)
