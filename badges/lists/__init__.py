"""Guest lists: read, planned, taken in, taken back."""

from badges.lists.apart import rows_apart
from badges.lists.choices import NOTHING_SAID, Choices, read_choices, write_choices
from badges.lists.entries import Problem
from badges.lists.imports import import_numbered, imports, tell
from badges.lists.memory import mappings, remember
from badges.lists.plan import Plan, Skipped
from badges.lists.planning import plan
from badges.lists.read import Reading, Taken, read_list
from badges.lists.shown import as_json, columns_shown
from badges.lists.taking import Applied, apply, apply_in_chunks, begin
from badges.lists.types import Type, change_types, types
from badges.lists.undo import Kept, Undone, undo, undo_in_chunks
from badges.lists.walk_in import add_walk_in

__all__ = [
    "NOTHING_SAID",
    "Applied",
    "Choices",
    "Kept",
    "Plan",
    "Problem",
    "Reading",
    "Skipped",
    "Taken",
    "Type",
    "Undone",
    "add_walk_in",
    "apply",
    "apply_in_chunks",
    "as_json",
    "begin",
    "change_types",
    "columns_shown",
    "import_numbered",
    "imports",
    "mappings",
    "plan",
    "read_choices",
    "read_list",
    "remember",
    "rows_apart",
    "tell",
    "types",
    "undo",
    "undo_in_chunks",
    "write_choices",
]
