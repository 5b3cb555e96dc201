"""Classes of series to fit, made by a rule, so that a test needs no file and no chance."""

from datetime import date
from hashlib import sha256

from domain.forecast.question import Direction, Question, Report, Scale, Window


def asked(
    *values: float,
    target: float = 80.0,
    scale: Scale = Scale.PERCENT,
    direction: Direction = Direction.UP,
    due: int = 2025,
    strict: bool = False,
) -> Question:
    """Return a question with a report at the end of each year from 2015 on."""
    reports = tuple(Report(date(2015 + at, 12, 31), value) for at, value in enumerate(values))
    as_of = reports[-1].on if reports else date(2015, 12, 31)
    return Question(scale, direction, reports, target, strict, date(due, 12, 31), as_of, 365)


def chance(entity: int, year: int) -> float:
    """Return a number from -0.5 to 0.5 that is always the same and looks like none other."""
    return int.from_bytes(sha256(f"{entity}/{year}".encode()).digest()[:4], "big") / 2**32 - 0.5


def wavering(entity: int, year: int) -> float:
    """Return a percentage that drifts upwards by steps that look like chance."""
    steps = (1 + 12 * chance(entity, each) for each in range(year))
    return min(max(52 + entity + sum(steps), 0.0), 100.0)


def pool(entities: int = 10, years: int = 10, target: float = 60.0) -> list[Window]:
    """Return the windows of a class, from each year to each of the three after it."""
    return [
        Window(
            f"e{entity}",
            Question(
                Scale.PERCENT,
                Direction.UP,
                tuple(
                    Report(date(2000 + year, 12, 31), wavering(entity, year))
                    for year in range(start + 1)
                ),
                target,
                False,
                date(2000 + end, 12, 31),
                date(2000 + start, 12, 31),
                365,
            ),
            wavering(entity, end),
            date(2000 + end, 12, 31),
        )
        for entity in range(entities)
        for start in range(years)
        for end in range(start + 1, min(start + 4, years))
    ]
