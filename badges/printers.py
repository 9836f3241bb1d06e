"""Printers: how far off each one prints, as its alignment sheet says."""

import math

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.errors import BadInput, NotFound
from badges.model import BadgePrinter
from badges.paper import MOST_OFFSET_MM

LONGEST_NAME = 80


def printers(session: Session) -> list[BadgePrinter]:
    """The printers whose reading somebody has written down, by name."""
    return list(session.scalars(select(BadgePrinter).order_by(BadgePrinter.name)))


def printer_named(session: Session, name: str) -> BadgePrinter:
    """The printer of this name. Raises NotFound, which lists those there are."""
    for one in (known := printers(session)):
        if one.name == name:
            return one
    there, asked = ", ".join(one.name for one in known) or "none yet", name[:LONGEST_NAME]
    raise NotFound(f"No printer is called “{asked}”. Known: {there}.", printer=asked)


def set_printer(session: Session, name: str, *, right_mm: float, down_mm: float) -> BadgePrinter:
    """Write down how far all that this printer prints must move, in the place of its last reading.

    Raises BadInput for a printer without a name, and for more than 20 mm.
    """
    # PostgreSQL takes no NUL in a text.
    name = " ".join(name.replace("\0", "").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("A printer needs a name, such as “Office, second floor”.", key="name")
    for way in (right_mm, down_mm):
        if not math.isfinite(way) or abs(way) > MOST_OFFSET_MM:
            raise BadInput(
                f"A printer cannot be more than {MOST_OFFSET_MM:g} mm off. Read the alignment sheet once "
                "more, printed at 100 %.",
                key="offset",
            )
    found = session.scalar(select(BadgePrinter).where(BadgePrinter.name == name).with_for_update())
    if found is None:
        found = BadgePrinter(name=name)
        session.add(found)
    found.right_mm, found.down_mm = right_mm, down_mm
    session.flush()
    return found


def remove_printer(session: Session, number: int) -> None:
    """Forget a printer's reading; one that is gone already stays gone."""
    found = session.get(BadgePrinter, number)
    if found is not None:
        session.delete(found)
        session.flush()
