"""A campaign in figures: kills and hits, recovery by kind of fault, what was checked."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tests.faults.campaign import Outcome


def summary(outcome: Outcome, seconds: float, seed: int) -> dict[str, object]:
    """Return the figures of a campaign, for a machine."""
    back: dict[str, list[float]] = defaultdict(list)
    for struck in outcome.struck:
        if struck.recovered_seconds is not None:
            back[struck.fault.kind].append(struck.recovered_seconds)
    evidence = [each.evidence for each in outcome.rounds]
    outcomes: Counter[str] = Counter()
    for found in evidence:
        outcomes.update(attempt.ended for attempt in found.history)
    return {
        "seed": seed,
        "rounds": len(outcome.rounds),
        "seconds": round(seconds, 1),
        "faults": len(outcome.struck),
        "faults_hit": sum(struck.hit for struck in outcome.struck),
        "not_run": outcome.not_run,
        "kills": outcome.kills,
        "kills_inside_the_work": outcome.hits,
        "kills_by_place": dict(_places(outcome)),
        "events_offered": sum(outcomes.values()),
        "attempts": dict(outcomes),
        "log_records": sum(len(found.log) for found in evidence),
        "distinct_events": sum(len(found.facts) for found in evidence),
        "alert_changes_told": sum(len(set(found.channel)) for found in evidence),
        "recovered_seconds": {
            kind: {
                "times": len(all_),
                "p50": round(statistics.median(all_), 2),
                "max": round(max(all_), 2),
            }
            for kind, all_ in sorted(back.items())
        },
        "unready_seconds_max": _most(s for x in outcome.struck for s in x.unready_seconds.values()),
        "sigterm_seconds_max": _most(
            [s.ended_seconds for s in outcome.struck if s.ended_seconds is not None]
            + [end.seconds for found in evidence for end in found.ended.values()]
        ),
        "peak_rss_mib": {
            name: round(max(found.peak_rss_mib[name] for found in evidence))
            for name in (evidence[0].peak_rss_mib if evidence else ())
        },
        "refused_under_load": sum(found.refused_under_load or 0 for found in evidence),
        "ended_by_themselves": [death for found in evidence for death in found.deaths],
        "violations": [str(violation) for violation in outcome.violations],
    }


def _places(outcome: Outcome) -> Iterator[tuple[str, int]]:
    places = Counter(
        f"{struck.fault.victim} {struck.fault.point} {struck.how_far}"
        for struck in outcome.struck
        if struck.fault.kills and struck.hit
    )
    yield from sorted(places.items())


def _most(seconds: Iterable[float]) -> float:
    return round(max(seconds, default=0.0), 2)


def lines(outcome: Outcome, seconds: float, seed: int) -> Iterator[str]:
    """Return the figures of a campaign, for people."""
    for name, value in summary(outcome, seconds, seed).items():
        if isinstance(value, dict):
            yield f"{name}:"
            yield from (f"  {key}: {one}" for key, one in value.items())
        elif name != "violations":
            yield f"{name}: {value}"
    broken = outcome.violations
    yield f"{len(broken)} promises broken" if broken else "every promise holds"
    yield from (f"  {violation}" for violation in broken)
