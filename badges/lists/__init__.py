"""Guest lists: read, planned, taken in."""

from badges.lists.entries import Problem
from badges.lists.plan import Plan, Skipped, plan
from badges.lists.read import Reading, Taken, read_list
from badges.lists.shown import as_json
from badges.lists.taking import Applied, apply, apply_in_chunks
from badges.lists.walk_in import add_walk_in

__all__ = [
    "Applied",
    "Plan",
    "Problem",
    "Reading",
    "Skipped",
    "Taken",
    "add_walk_in",
    "apply",
    "apply_in_chunks",
    "as_json",
    "plan",
    "read_list",
]
