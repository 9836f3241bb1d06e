"""The plan: what a list would change, found out before anything is written (see ``planning``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from badges.lists.columns import Columns
from badges.lists.doubles import Question
from badges.lists.entries import Entry, NewHost, Problem
from badges.lists.read import Taken
from badges.lists.seen import Gone


@dataclass(frozen=True)
class Skipped:
    """A row that puts nobody on the list, and why."""

    row: int
    why: str


@dataclass(frozen=True)
class New:
    """Somebody who is not on the list yet; the ``nth`` of those new ones who say the same of themselves."""

    entry: Entry
    nth: int = 1


@dataclass(frozen=True)
class Change:
    """What a row says anew of somebody on the list, under the names of Attendee's columns."""

    attendee: int
    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What a list would change. ``up_to`` is the last attendee it knows of; ``same`` are ids."""

    encoding: str
    delimiter: str
    columns: Columns
    rows: int
    new: tuple[New, ...]
    changed: tuple[Change, ...]
    same: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    gone: tuple[Gone, ...]
    # Those of ``gone`` whom the organiser said to take off the list.
    removed: tuple[int, ...]
    # Hosts the event does not know, and those of them who are to be added.
    strangers: tuple[NewHost, ...]
    new_hosts: tuple[NewHost, ...]
    taken: tuple[Taken, ...]
    remarks: tuple[str, ...]
    up_to: int

    @property
    def apart(self) -> dict[int, str]:
        """The rows that do not go in until somebody mends or answers them, each with why."""
        why: dict[int, list[str]] = {}
        for problem in self.problems:
            where = f"{problem.column}: " if problem.column else ""
            why.setdefault(problem.row, []).append(f"{where}{problem.why}; {problem.fix}")
        for asked in self.questions:
            other = f"{asked.other_name} of row {asked.other_row}" if asked.other_row else asked.other_name
            why.setdefault(asked.row, []).append(f"may be {other}: {asked.why}; say on the page who it is")
        return {row: "; ".join(said) for row, said in sorted(why.items())}
