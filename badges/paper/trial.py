"""The test badge: what a printer prints before it gets a place, so that a person sees that it prints rightly.

It has a QR to scan, the printer's name, and four corners that belong as far from every edge.
"""

from collections.abc import Iterator

from badges.paper.badge import Badge
from badges.paper.design import Design, Element, Fill, Inset, Qr, Text
from badges.paper.fonts import Weight
from badges.paper.layout import Composer
from badges.paper.qr import QUIET_MODULES
from badges.paper.stock import Stock
from badges.paper.template import Template
from badges.paper.type import Fit

# Nobody's: a desk that scans it says so, and whoever reads it sees why.
TEST_CODE = "TESTTESTTESTTEST"
# As on the alignment sheet: further in than any roll printer leaves unprinted.
CORNERS_IN_MM = 6.0
_ARM_MM, _THIN_MM = 4.0, 0.25
_CLEAR_MM = 1.5
# The QR with its quiet zone, and how much of it is dark modules: 21 of 29.
_CODE_MM, _DARK_SHARE = 22.0, 21 / (21 + 2 * QUIET_MODULES)
# Labels that are higher than this, for their width, have the QR below the words and not beside them.
_LEVEL = 1.3
_LONGEST_NAME = 30


def trial_badge(printer: str, paper: str, offset: tuple[float, float]) -> Badge:
    """The test badge of a printer by its name; ``offset`` is what it is told to move, in millimetres."""
    right, down = (f"{way:+.1f}".replace("-", "−") if way else "0" for way in offset)
    return Badge("Test badge", TEST_CODE, "", {
        "printer": printer[:_LONGEST_NAME], "paper": paper,
        "offset": f"Offset {right} mm right, {down} mm down",
        "corners": f"Corners belong {CORNERS_IN_MM:g} mm from each edge",
    })


def trial_composer(stock: Stock) -> Composer:
    """Lays test badges out on this stock."""
    return Composer(_design(stock), stock)


def _design(stock: Stock) -> Design:
    """Measured from the page's edges where it is one badge, for these are what a person sees."""
    alone = stock.labels == 1 and not stock.fold
    across = CORNERS_IN_MM - (stock.left if alone else 0.0)
    down = CORNERS_IN_MM - (stock.top if alone else 0.0)
    level = stock.panel_width > _LEVEL * stock.panel_height
    code = _beside(stock, across) if level else _below(stock, down)
    high = stock.panel_height if level else stock.panel_height / 2
    texts = _texts(across + _CLEAR_MM, down + _CLEAR_MM, high)
    return Design(key="trial", name="Test badge", one_colour=True,
                  colours=(("ink", "#000000"), ("paper", "#ffffff")),
                  front=(*_corners(across, down), code, *texts))


def _corners(across: float, down: float) -> Iterator[Element]:
    """Two arms in each of four corners, so far in from the label's edges."""
    for side in ("left", "right"):
        for end in ("top", "bottom"):
            for arm, width, height in (("level", _ARM_MM, _THIN_MM), ("upright", _THIN_MM, _ARM_MM)):
                where = {side: across, end: down, "width": width, "height": height}
                yield Fill(id=f"{end} {side} {arm}", colour="ink", inset=Inset(**where))


def _beside(stock: Stock, across: float) -> Element:
    """Left of the right corners, for its quiet zone would wipe them out, and half way down."""
    side = min(0.9 * stock.panel_height, _CODE_MM)
    quiet = side * (1 - _DARK_SHARE) / 2
    return Qr(id="qr", share=side / stock.panel_height,
              inset=Inset(right=across + _ARM_MM + quiet, top=(stock.panel_height - side) / 2 + quiet))


def _below(stock: Stock, down: float) -> Element:
    """Half way across, between the lower corners."""
    side = min(0.5 * stock.panel_height, _CODE_MM)
    quiet = side * (1 - _DARK_SHARE) / 2
    return Qr(id="qr", share=side / stock.panel_height,
              inset=Inset(right=(stock.panel_width - side) / 2 + quiet, bottom=down + quiet))


def _texts(across: float, down: float, high: float) -> Iterator[Element]:
    """One below another, as many as there is room for, those that matter most first."""
    high -= 2 * down
    for named, size, lines in (("name", 5.0, 1), ("printer", 6.0, 2), ("corners", 6.0, 2), ("offset", 6.0, 2),
                               ("paper", 6.0, 2)):
        if size > high:
            return
        yield _text(named, Inset(left=across, right=across, top=down, height=size), lines)
        down, high = down + size, high - size


def _text(named: str, inset: Inset, lines: int) -> Element:
    how = Fit(size=11 if lines == 1 else 7, wrap_below=7, floor=3, lines=lines)
    return Text(id=named, template=Template.read(f"{{{named}}}"), inset=inset, weight=Weight.BOLD,
                colour="ink", fit=how)
