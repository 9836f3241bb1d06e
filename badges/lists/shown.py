"""A list's report, as the command prints it with ``--json``."""

from typing import Any

from badges.lists.plan import Plan
from badges.lists.taking import Applied


def as_json(planned: Plan, applied: Applied | None = None) -> dict[str, Any]:
    """What the contract promises: what was planned, or what was done where it was applied."""
    return {
        # Presets for the exports of other systems will name themselves here.
        "preset": None,
        "encoding": planned.encoding,
        "delimiter": planned.delimiter,
        "rows": planned.rows,
        "new": applied.new if applied else len(planned.new),
        "changed": applied.changed if applied else len(planned.changed),
        "same": applied.same if applied else len(planned.same),
        "skipped": [vars(skipped) for skipped in planned.skipped],
        "problems": [vars(problem) for problem in planned.problems],
        "import": applied.import_id if applied else None,
    }
