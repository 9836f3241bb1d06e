"""Whether the paper that lies in a printer is the one that the badges are for."""

from typing import TYPE_CHECKING

# By its name only: what it holds is loaded when it is first used.
from badges import paper
from badges.model import Event, PrintStation

if TYPE_CHECKING:
    from badges.paper import Stock

# Printers round to whole inches and millimetres.
TOLERANCE = 2.0  # millimetres


def stock_of(event: Event, station: PrintStation) -> "Stock":
    """What a station prints on: what was chosen for it, else the event's stock. Raises UnknownStock."""
    return paper.stock_named(station.stock or event.badge_stock)


def mismatch(event: Event, station: PrintStation) -> str:
    """What is wrong with the paper in a printer, in a sentence; empty where it fits or nobody knows."""
    try:
        stock = stock_of(event, station)
    except paper.UnknownStock as unknown:
        # An event of an earlier version may name a stock that we no longer have.
        return unknown.message
    if not station.media_width:
        return ""
    width, height = stock.page_width, stock.page_height
    if _is_long_enough(station, stock) and (_fits(station, width, height) or _fits(station, height, width)):
        return ""
    lies, wanted = _size(station.media_width, station.media_height), _size(width, height)
    return (
        f"In the printer lies {lies}, and {stock.title or stock.name} is {wanted}. "
        "Put in the right paper, or choose the stock that lies there."
    )


def _is_long_enough(station: PrintStation, stock: "Stock") -> bool:
    # Labels of a roll that are cut already do not come out of an endless one.
    return station.media_height > 0 or stock.endless or not stock.roll


def _fits(station: PrintStation, width: float, height: float) -> bool:
    # An endless roll is as high as each badge wants it to be.
    high = not station.media_height or abs(station.media_height - height) <= TOLERANCE
    return abs(station.media_width - width) <= TOLERANCE and high


def _size(width: float, height: float) -> str:
    return f"{width:g} × {height:g} mm" if height else f"a roll of {width:g} mm"
