"""Answers as the no-show report has them: what people had said at a moment, and who may read which of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from badges.attendance import Listed
from badges.desk.people import said_of
from badges.figures import Answered, told
from badges.letters.threads import to_this_host
from badges.model import Attendee, Event, Host, Letter, Reply
from badges.replies import ON_MY_WAY
from badges.rules.standing import Said

# What changes where somebody stands; a mere word and what is said of having been there do not.
_OF_COMING = frozenset({"running_late", "on_my_way", "cannot_come", "coming"})
# The journal tells these to every desk; all others are their host's to know.
_KNOWN_TO_ALL = _OF_COMING
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Answer:
    """What somebody had said at the moment, and whether they said something else since.

    ``kind`` is what they said last of all, ``words`` the last they wrote to
    whoever reads the report, ``reason`` whether they wrote any to anybody.
    """

    kind: str = ""
    late_until: datetime | None = None
    excused: bool = False
    words: str = ""
    reason: bool = False
    open_to_all: bool = False
    # Whether the attendee's columns know of a later reply than this.
    outdated: bool = False


def answers_at(
    session: Session, event: Event, host: Host | None, theirs: Sequence[ColumnElement[bool]], at: datetime
) -> dict[int, Answer]:
    """What each attendee had said at the moment, as this host, or an organiser, may read it."""
    # Who answered another host's letter wrote the words to that host alone.
    to_reader = to_this_host(host.id) if host else literal(value=True)
    replies = (
        select(Reply.attendee_id, Reply.kind, Reply.until, Reply.words, Reply.at, Reply.for_organisers)
        .add_columns(Attendee.expected_at, to_reader.label("to_reader"))
        .join(Attendee, Attendee.id == Reply.attendee_id)
        .outerjoin(Letter, Letter.id == Reply.letter_id)
        .where(Reply.event_id == event.id, *theirs)
        .order_by(Reply.at, Reply.id)
    )
    answers: dict[int, Answer] = {}
    for row in session.execute(replies):
        before = answers.get(row.attendee_id, Answer())
        if row.at > at:
            moved = row.kind in _OF_COMING
            answers[row.attendee_id] = replace(before, outdated=before.outdated or moved)
        else:
            answers[row.attendee_id] = _then(before, row, event, whole=host is None)
    return answers


def _then(before: Answer, row: Any, event: Event, *, whole: bool) -> Answer:
    """What is known once one more reply is."""
    after = replace(before, kind=row.kind, open_to_all=row.for_organisers)
    if row.kind in _OF_COMING:
        until = _on_the_way(row, event) if row.kind == "on_my_way" else row.until
        after = replace(after, late_until=until, excused=row.kind == "cannot_come")
    if row.kind == "coming":
        # What they had given as a reason no longer holds.
        return replace(after, words="", reason=False)
    if not row.words:
        return after
    readable = row.for_organisers if whole else row.to_reader
    return replace(after, words=row.words if readable else "", reason=True)


def _on_the_way(row: Any, event: Event) -> datetime | None:
    """The same sum that the reply made of it when it was given."""
    comes = row.at + ON_MY_WAY
    late = comes > (row.expected_at or event.start_at)
    return min(comes, event.end_at - _A_MINUTE) if late else None


def said_at(listed: Listed, answer: Answer | None, at: datetime) -> Said:
    """What was known at the moment of somebody besides their scans."""
    row, said = listed.row, said_of(listed.row)
    if answer and answer.outdated:
        said = replace(said, late_until=answer.late_until, excused=answer.excused)
    known = row.excused_at is None or row.excused_at <= at or bool(answer)
    return replace(
        said,
        excused=said.excused and known,
        cancelled=said.cancelled and row.cancelled_at <= at,
    )


def words_of(answers: Mapping[int, Answer], people: Collection[int]) -> dict[int, str]:
    """The words that the reader of the report may read, of these people."""
    return {one: said.words for one, said in answers.items() if one in people and said.words}


def kinds_of(answers: Mapping[int, Answer], people: Collection[int], *, whole: bool) -> dict[int, str]:
    """What these people said last, as far as the reader of the report may know."""
    return {
        one: said.kind
        for one, said in answers.items()
        if one in people and said.kind and (not whole or said.kind in _KNOWN_TO_ALL or said.open_to_all)
    }


def counted(
    answers: Mapping[int, Answer], people: Collection[int], *, whole: bool
) -> tuple[Answered, ...]:
    """How many said what last; an organiser is told no number below five."""
    given = [said for one, said in answers.items() if one in people and said.kind]
    kinds = Counter(said.kind for said in given)
    reasons = Counter(said.kind for said in given if said.reason)
    return tuple(_counted(kinds, reasons, whole=whole))


def _counted(kinds: Counter[str], reasons: Counter[str], *, whole: bool) -> Iterable[Answered]:
    for kind, count in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])):
        if whole:
            yield Answered(kind, told(count), told(reasons[kind]))
        else:
            yield Answered(kind, count, reasons[kind])
