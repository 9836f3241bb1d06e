"""A list's report: what the command prints with ``--json`` and the organiser's page shows."""

from collections.abc import Iterator
from typing import Any

from badges.lists.plan import Plan
from badges.lists.read import Reading
from badges.lists.taking import Applied

_SAMPLES = 3
_SAMPLE = 60


def as_json(planned: Plan, applied: Applied | None = None) -> dict[str, Any]:
    """What the contract promises: what was planned, or what was done where it was applied."""
    preset = planned.columns.preset
    return {
        "preset": preset.name if preset else None,
        "encoding": planned.encoding or None,
        "delimiter": planned.delimiter or None,
        "rows": planned.rows,
        "new": applied.new if applied else len(planned.new),
        "changed": applied.changed if applied else len(planned.changed),
        "same": applied.same if applied else len(planned.same),
        "skipped": [vars(skipped) for skipped in planned.skipped],
        "problems": [vars(problem) for problem in planned.problems],
        "import": applied.import_id if applied else None,
        "removed": applied.removed if applied else len(planned.removed),
        "questions": [vars(asked) for asked in planned.questions],
        "gone": [vars(gone) for gone in planned.gone],
        "hosts": [
            {"text": one.text, "name": one.name, "email": one.email, "rows": one.rows}
            for one in planned.strangers
        ],
        "taken_out": [vars(taken) for taken in planned.taken],
        "remarks": list(planned.remarks),
    }


def columns_shown(reading: Reading) -> list[dict[str, Any]]:
    """Each column with what it is taken for and some of what stands in it, so that it can be corrected."""
    rows = [row for _, row in reading.rows[:200]]
    return [
        {"title": title, "means": means, "samples": list(_samples(rows, place))}
        for place, (title, means) in enumerate(
            zip(reading.columns.header, reading.columns.means, strict=True)
        )
    ]


def _samples(rows: list[list[str]], place: int) -> Iterator[str]:
    seen: dict[str, None] = {}
    for row in rows:
        if place < len(row) and row[place] and row[place] not in seen and len(seen) < _SAMPLES:
            seen[row[place]] = None
    return (text[:_SAMPLE] for text in seen)
