"""Moments: aware, in UTC; naive ones are refused at the door."""

from datetime import UTC, datetime

from badges.errors import BadMoment


def now() -> datetime:
    """The present moment in UTC. Only edges call it; rules and errands are given theirs."""
    return datetime.now(UTC)


def read_moment(text: object) -> datetime:
    """An RFC 3339 text as a moment in UTC.

    Raises BadMoment for anything that is no text, no moment, or has no zone.
    """
    if not isinstance(text, str):
        raise BadMoment("A moment is a text such as 2026-05-08T18:42:00Z.", value=repr(text)[:40])
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadMoment(
            f"“{text[:40]}” is not a moment; write it like 2026-05-08T18:42:00Z.", value=text[:40]
        ) from None
    if moment.tzinfo is None:
        raise BadMoment(
            f"“{text[:40]}” has no time zone; add Z or an offset such as +02:00.", value=text[:40]
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise BadMoment(f"“{text[:40]}” lies outside the calendar.", value=text[:40]) from None


def write_moment(moment: datetime) -> str:
    """The moment as RFC 3339 in UTC, to the millisecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
