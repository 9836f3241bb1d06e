"""Composers of the designs that are printed, kept from badge to badge: making one takes longer than a badge.

What was kept is used as long as the event's journal has no line of a change of the event since.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from badges import designs, sheets
from badges.model import Event, JournalCounter, JournalLine
from badges.paper import Composer, Stock

# An evening has a few papers and resolutions; more evenings at once than this only draw slower.
_KEEPS = 32
_KEPT: "OrderedDict[tuple[str, int, str, str, int], _Kept]" = OrderedDict()
_ONE_AT_A_TIME = Lock()


@dataclass
class _Kept:
    """A composer, and the number of the journal's line up to which nothing has changed it."""

    composer: Composer
    seq: int


def composer_of(session: Session, event: Event, stock: Stock, dpi: int = 0) -> Composer:
    """Lays out badges as the event has them now, on this stock; with ``dpi`` in such dots."""
    key = (str(session.get_bind().engine.url), event.id, event.badge_design, stock.name, dpi)
    seq = session.scalar(select(JournalCounter.seq).where(JournalCounter.event_id == event.id)) or 0
    with _ONE_AT_A_TIME:
        kept = _KEPT.get(key)
    if kept is None or kept.seq > seq or _changed(session, event, kept.seq, seq):
        kept = _Kept(_made(session, event, stock, dpi), seq)
    else:
        kept.seq = seq
    _keep(key, kept)
    return kept.composer


def in_dots(stock: Stock, dpi: int) -> Stock:
    """The stock in the dots of this very printer, so that a QR is made of whole ones; 0: as it is."""
    return replace(stock, dpi=dpi) if dpi else stock


def _changed(session: Session, event: Event, since: int, until: int) -> bool:
    if since == until:
        return False
    lines = exists().where(
        JournalLine.event_id == event.id, JournalLine.seq > since, JournalLine.kind == "event_changed"
    )
    return bool(session.scalar(select(lines)))


def _made(session: Session, event: Event, stock: Stock, dpi: int) -> Composer:
    return Composer(
        sheets.design_of(session, event), in_dots(stock, dpi), designs.pictures_of(session, event)
    )


def _keep(key: tuple[str, int, str, str, int], kept: _Kept) -> None:
    with _ONE_AT_A_TIME:
        _KEPT[key] = kept
        _KEPT.move_to_end(key)
        while len(_KEPT) > _KEEPS:
            _KEPT.popitem(last=False)
