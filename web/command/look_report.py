"""What the organiser's page shows of a list: its columns, its first rows, and what it would change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges import lists
from badges.attendance import inviters
from badges.lists.titles import FIRST, LAST, LEFT_OUT, NAME
from badges.model import Attendee, Event

# What a page can show; the true totals stand beside.
MOST = 1000
PEOPLE = 200
FIRST_ROWS = 50
MARKED_ROWS = 200
_CELL = 80  # characters; names are shown whole.
_LONG = ("skipped", "problems", "questions", "gone", "hosts", "taken_out")
_WORDS = {
    "email": "mail",
    "kind": "type",
    "expected_at": "expected",
    "first_name": "first name",
    "last_name": "last name",
    "cancelled": "on the list",
}


def report(
    session: Session,
    event: Event,
    reading: lists.Reading,
    plan: lists.Plan | None,
    choices: lists.Choices,
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """All of it, as plain values; ``before`` is the report of the look before this one."""
    columns = lists.columns_shown(reading)
    preset = reading.columns.preset
    about = {
        "named": plan is not None,
        "preset": preset.name if preset else None,
        "preset_title": preset.title if preset else None,
        "encoding": reading.encoding or None,
        "delimiter": reading.delimiter or None,
        "rows": len(reading.rows),
        "columns": columns,
        "remarks": list(reading.remarks),
        "source": reading.columns.source,
        "table": _table(reading, plan),
    }
    if plan is None:
        return about
    asked = before.get("asked", ()) if before.get("columns") == columns else ()
    return about | _planned(session, event, plan, choices, asked)


def _planned(
    session: Session,
    event: Event,
    plan: lists.Plan,
    choices: lists.Choices,
    asked: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    told = lists.as_json(plan)
    return {
        **told,
        **{what: told[what][:MOST] for what in _LONG},
        "totals": {what: len(told[what]) for what in _LONG},
        "asked": _asked(told["questions"], choices, asked),
        "new_hosts": [
            {"text": one.text, "name": one.name, "email": one.email, "rows": one.rows}
            for one in plan.new_hosts
        ],
        "rows_apart": len(plan.apart),
        "new_people": [{"name": new.entry.name, "company": new.entry.company} for new in plan.new[:PEOPLE]],
        "changed_people": list(_changed(session, event, plan)),
    }


def _asked(
    unanswered: list[dict[str, Any]], choices: lists.Choices, before: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The questions, also those answered already: an answer can be changed until the list goes in."""
    still = {one["row"] for one in unanswered}
    answered = (dict(one) for one in before if one["row"] not in still and choices.answer(one["row"]))
    asked = [{**one, "answer": choices.answer(one["row"])} for one in (*unanswered, *answered)]
    return sorted(asked, key=lambda one: int(one["row"]))[:MOST]


def _changed(session: Session, event: Event, plan: lists.Plan) -> Iterator[dict[str, Any]]:
    """The first of those who change, with what becomes what in words."""
    some = plan.changed[:PEOPLE]
    known = select(Attendee).where(Attendee.event_id == event.id)
    ids = [change.attendee for change in some]
    people = {one.id: one for one in session.scalars(known.where(Attendee.id.in_(ids)))}
    words = _Words(
        ZoneInfo(event.timezone),
        {host.id: host.name for host in inviters(session, event.id)}
        | {host.key: host.name for host in plan.new_hosts},
    )
    for change in some:
        if one := people.get(change.attendee):
            yield {"name": one.name, "row": change.row, "what": list(words.becomes(one, change.values))}


@dataclass(frozen=True)
class _Words:
    """How values are said to a person."""

    zone: ZoneInfo
    hosts: Mapping[int, str]

    def becomes(self, one: Attendee, values: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        """What each thing was and becomes."""
        for column, value in values.items():
            if column == "fields":
                yield from self._fields(one.fields, value)
            elif column == "cancelled":
                yield {"what": _WORDS[column], "before": "taken off", "after": "on it again"}
            else:
                before = self._before(one, column)
                yield {
                    "what": _WORDS.get(column, column),
                    "before": self._said(before),
                    "after": self._said(value),
                }

    def _before(self, one: Attendee, column: str) -> Any:
        if column == "hosts":
            return [host.id for host in one.hosts]
        return "" if column == "code" else getattr(one, column)

    def _fields(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        for title in dict.fromkeys((*old, *new)):
            before, after = str(old.get(title, "")), str(new.get(title, ""))
            if before != after:
                yield {"what": title, "before": before, "after": after}

    def _said(self, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(self.zone):%Y-%m-%d %H:%M}"
        if isinstance(value, (list, tuple)):
            return ", ".join(self.hosts.get(host, "") for host in value)
        return str(value or "")


@dataclass
class _Marks:
    """What is to be seen in the rows: what becomes of each, and what is wrong in which cell."""

    becomes: dict[int, str] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)
    cells: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: lists.Plan) -> "_Marks":
        """The marks of a plan."""
        marks = cls()
        for change in plan.changed:
            marks.becomes[change.row] = "changed"
        # After those who change, for somebody's unnamed companions may be new when they are not.
        marks.becomes |= {new.entry.row: "new" for new in plan.new}
        for skipped in plan.skipped:
            marks.becomes[skipped.row], marks.why[skipped.row] = "left out", skipped.why
        for asked in plan.questions:
            marks.becomes[asked.row] = "asked"
        for problem in plan.problems:
            marks.becomes[problem.row] = "apart"
            told = {"column": problem.column, "why": problem.why, "fix": problem.fix, "apart": True}
            marks.cells.setdefault(problem.row, []).append(told)
        for taken in plan.taken:
            told = {"column": taken.column, "why": taken.why, "fix": "", "apart": False}
            marks.cells.setdefault(taken.row, []).append(told)
        return marks


def _table(reading: lists.Reading, plan: lists.Plan | None) -> dict[str, Any]:
    """The first rows, and of those after them the ones to look at."""
    columns = reading.columns
    shown = [place for place, means in enumerate(columns.means) if means != LEFT_OUT]
    marks = _Marks.of(plan) if plan else _Marks()
    rows = _rows_shown(reading.rows, marks)
    return {
        "header": [columns.header[place] for place in shown],
        "rows": [_row(number, row, shown, columns, marks) for number, row in rows],
    }


def _rows_shown(rows: Sequence[tuple[int, list[str]]], marks: _Marks) -> list[tuple[int, list[str]]]:
    after = [
        row for row in rows[FIRST_ROWS:] if row[0] in marks.cells or marks.becomes.get(row[0]) == "asked"
    ]
    return [*rows[:FIRST_ROWS], *after[:MARKED_ROWS]]


def _row(number: int, row: list[str], shown: Sequence[int], columns: Any, marks: _Marks) -> dict[str, Any]:
    wrong = marks.cells.get(number, [])
    cells = [_cell(row, place, columns, wrong) for place in shown]
    more = [cell for cell in row[len(columns.header) :] if cell]
    if more:
        cells.append({"text": " · ".join(more)[:_CELL], "marks": [one for one in wrong if not one["column"]]})
    return {
        "number": number,
        "becomes": marks.becomes.get(number, "as before"),
        "why": marks.why.get(number, ""),
        "cells": cells,
        "marks": wrong,
    }


def _cell(row: Sequence[str], place: int, columns: Any, wrong: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    text, title = row[place] if place < len(row) else "", columns.header[place]
    if columns.means[place] not in {NAME, FIRST, LAST} and len(text) > _CELL:
        text = f"{text[:_CELL]}…"
    return {"text": text, "marks": [one for one in wrong if one["column"] == title]}
