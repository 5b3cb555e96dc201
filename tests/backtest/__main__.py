"""Replay the supplied sets and hold forecasts to their limits: `make backtest`, some seconds."""

from __future__ import annotations

import sys

from tests.backtest.gate import SUPPLIED, Standing

WINDOWS_LEAST = 2_000
HEADER = (
    f"{'':12} {'n':>6} {'Brier':>7} {'/Eurostat':>10} {'/best':>6}  {'best beside':18} {'ECE':>6} "
    f"{'if right':>13} {'80 %':>6} {'prec':>6} {'recall':>6}\n"
)


def line(name: str, standing: Standing) -> str:
    """A set's standing in one line."""
    return (
        f"{name:12} {standing.n:6,} {standing.brier:7.4f} {standing.of_eurostat:10.3f} "
        f"{standing.of_best:6.3f}  {standing.best:18} {standing.ece:6.3f} "
        f"{standing.ece_if_right.mean:6.3f}-{standing.ece_if_right.p95:.3f}  "
        f"{standing.coverage:6.3f} {standing.precision:6.3f} {standing.recall:6.3f}\n"
    )


def main() -> int:
    """Print the standings; 1 where a limit is not kept."""
    sys.stdout.write(HEADER)
    found, windows = [], 0
    for supplied in SUPPLIED:
        standing = Standing.of(supplied.replayed())
        windows += standing.n
        sys.stdout.write(line(supplied.name, standing))
        if supplied.limits.why:
            sys.stdout.write(f"{'':12} {supplied.limits.why}\n")
        found += [f"{supplied.name}: {words}" for words in standing.breaches(supplied.limits)]
    if windows < WINDOWS_LEAST:
        found.append(f"{windows:,} windows < {WINDOWS_LEAST:,}")
    for words in found:
        sys.stderr.write(f"not kept: {words}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
