"""Stations and print jobs as the organiser's pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from babel.numbers import format_decimal
from markupsafe import Markup
from sqlalchemy.orm import Session

from badges.errors import NotFound
from badges.model import Event, PrintJob, PrintStation
from badges.moments import now
from badges.printing import looks, overview, stations
from badges.printing.looks import Figures, Seen
from badges.printing.overview import Some, Station
from web.organiser import printing_words as words
from web.speech import Catalogue, spoken

A_MINUTE = timedelta(minutes=1)
KINDS = ("asks", "waiting", "failed", "cancelled", "printed", "again")
# What a station says first that takes badges.
_WELL = frozenset({"done", "print"})
# What a person is to look at first.
_GRAVITY = ("refused", "ask", "again", "ring", "print", "done")


@dataclass(frozen=True)
class Showing:
    """What every line of one page is made with."""

    session: Session
    event: Event
    says: Catalogue
    moment: datetime
    figures: Figures

    @classmethod
    def of(cls, session: Session, event: Event) -> "Showing":
        """A page of this event, now, in its reader's language."""
        return cls(session, event, spoken(event), now(), looks.figures(session, event))


def whole(showing: Showing) -> dict[str, Any]:
    """All that changes by itself on the page of printing."""
    jobs = overview.jobs(showing.session, showing.event)
    found = all_stations(showing)
    reasons = sorted(showing.figures.reprints.items())
    return {
        "stations": found,
        "summary": _summary(found, jobs.waiting, showing.says),
        "jobs": {kind: _some(showing, getattr(jobs, kind)) for kind in KINDS},
        "reasons": [(words.reason(key, showing.says), count) for key, count in reasons],
    }


def all_stations(showing: Showing) -> list[dict[str, Any]]:
    """Every station, those that need a look first."""
    hands = overview.in_hand(showing.session, showing.event)
    known = overview.stations(showing.session, showing.event)
    found = [station(showing, one, hands.get(one.device.id)) for one in known]
    return sorted(found, key=lambda one: _GRAVITY.index(one["sign"]))


def station(showing: Showing, one: Station, hand: Seen | None) -> dict[str, Any]:
    """One station; ``hand`` is the badge at its printer."""
    row, says = one.row, showing.says
    prints = (hand.attendee or str(says.t("the test badge"))) if hand else ""
    said = words.station(
        one, showing.event, says, moment=showing.moment, mismatch=_mismatch(showing, row), prints=prints
    )
    left, seconds = words.labels(row, says), showing.figures.seconds.get(one.device.id)
    ready = said[0].sign in _WELL
    return {
        "id": one.device.id,
        "name": one.device.name,
        "row": row,
        "said": said,
        "labels": left,
        "seconds": _written(showing, seconds),
        "speed": 1 / seconds if seconds else 0.0,
        "printed": showing.figures.printed.get(one.device.id, 0),
        "ready": ready,
        "sign": left.sign if ready and left and left.sign else said[0].sign,
    }


def line(showing: Showing, seen: Seen) -> dict[str, Any]:
    """One job."""
    made = seen.job
    return {
        "id": made.id,
        "job": made,
        "name": seen.attendee,
        "at": seen.printer,
        "asked_by": seen.asked_by,
        "said": words.job(seen, showing.event, showing.says),
        "reason": words.reason(made.reason, showing.says) if made.reason else "",
        "took": _written(showing, _took(made)),
    }


def _mismatch(showing: Showing, row: PrintStation) -> str:
    try:
        return stations.mismatch(showing.session, showing.event, row)
    except NotFound as unknown:
        # The event, or the station, names a paper that we no longer have.
        return unknown.message


def _some(showing: Showing, some: Some) -> dict[str, Any]:
    return {"lines": [line(showing, one) for one in some.lines], "count": some.count, "more": some.more}


def _written(showing: Showing, seconds: float | None) -> str:
    """Seconds as the page's language writes them; empty for none."""
    return "" if seconds is None else format_decimal(round(seconds, 1), locale=showing.says.language)


def _took(made: PrintJob) -> float | None:
    """Seconds from the document to the badge."""
    return (made.printed_at - made.sent_at).total_seconds() if made.printed_at and made.sent_at else None


def _summary(found: Sequence[Mapping[str, Any]], waiting: Some, says: Catalogue) -> list[Markup]:
    """How many stations print, how many badges wait, and for how long: what there is to know in one line."""
    ready = [one for one in found if one["ready"]]
    said = [_how_many(len(ready), len(found), says)]
    if not waiting.count:
        return [*said, says.t("no badge waits")]
    said.append(says.tn("one badge waits or prints", "{n} badges wait or print", waiting.count))
    speed = sum(one["speed"] for one in ready)
    return [*said, _about(timedelta(seconds=waiting.count / speed), says)] if speed else said


def _how_many(ready: int, count: int, says: Catalogue) -> Markup:
    if count == 1:
        return says.t("The station prints") if ready else says.t("The station does not print")
    if ready == count:
        return says.t("All {n} stations print", n=count)
    return says.t("{ready} of {n} stations print", n=count, ready=ready)


def _about(time: timedelta, says: Catalogue) -> Markup:
    if time < A_MINUTE:
        seconds = max(1, round(time.total_seconds()))
        return says.tn("done in about a second", "done in about {n} seconds", seconds)
    return says.tn("done in about a minute", "done in about {n} minutes", round(time / A_MINUTE))
