"""Badge stock: the sheets, rolls and cards badges are printed on, read from ``stocks.toml`` beside this."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from badges.paper.refusals import UnknownStock

DEFAULT_STOCK = "page-90x60"
MM_PER_INCH = 25.4
# Sheets go through office printers, which have 300 or 600 dots to the inch.
_SHEET_DPI = 300
_PAGES = {"a4": (210.0, 297.0), "a4-landscape": (297.0, 210.0), "letter": (215.9, 279.4)}
# A longer name is a mistake or a prank; the message that repeats it must stay readable.
_LONGEST_NAME = 40
_NEAR = 6

Fold = Literal["", "butterfly", "french"]
_Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """One face of a badge within its label, in millimetres from the label's top left corner.

    Where it is ``turned``, what is drawn on it is turned by half a circle about the panel's middle.
    """

    left: float
    top: float
    width: float
    height: float
    turned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A page and the grid of labels on it; every measure in millimetres from the top left corner.

    ``title`` is for people, ``also`` other names it is found by, ``source`` where the figures come
    from. A ``roll`` has one label a page; ``sideways`` says that it is fed narrow side first and worn
    with its long side level, so that a picture for its printer is turned a quarter. The label of a roll
    is what its printer can print on; an ``endless`` roll is cut at the page's length. ``dpi`` is 0 where
    the printer takes pages and not dots.
    """

    name: str
    title: str = ""
    also: tuple[str, ...] = ()
    page_width: float
    page_height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    corner: float = 0.0
    fold: Fold = ""
    roll: bool = False
    sideways: bool = False
    endless: bool = False
    dpi: int = 0
    source: str

    @property
    def dot(self) -> float:
        """The side in millimetres of a dot that its printer has, or can make of its finer ones."""
        return MM_PER_INCH / (self.dpi or _SHEET_DPI)

    @property
    def labels(self) -> int:
        """How many labels one page holds."""
        return self.columns * self.rows

    def place(self, n: int) -> tuple[float, float]:
        """The left and top edge in millimetres of the page's n-th label, counted from 0, row by row."""
        row, column = divmod(n, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y

    @property
    def bleed(self) -> float:
        """How far in millimetres colour may run over any label's edge: to the page's, or halfway to the next.

        0 where labels touch and on rolls, which end there.
        """
        if self.roll:
            return 0.0
        right, bottom = self.place(self.labels - 1)
        room = [self.left, self.top, self.page_width - right - self.label_width,
                self.page_height - bottom - self.label_height]
        if self.columns > 1:
            room.append((self.pitch_x - self.label_width) / 2)
        if self.rows > 1:
            room.append((self.pitch_y - self.label_height) / 2)
        return max(0.0, round(min(room), 6))

    @property
    def panel_width(self) -> float:
        """The width in millimetres of what a design is laid out on."""
        return self.label_width / 2 if self.fold == "french" else self.label_width

    @property
    def panel_height(self) -> float:
        """The height in millimetres of what a design is laid out on."""
        return self.label_height / 2 if self.fold else self.label_height

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Where the front is, and after it, on folded stock, the back.

        Butterfly: the front above, the back below it and turned. The lower half is folded up behind
        the front, so the fold is at the bottom and what was the sheet's bottom is up.

        French: the front in the lower right quarter, the back in the upper right one and turned. The
        left half is folded across behind the right, then the upper half down behind the lower: the
        left quarters are inside, both folds that are felt are at the top and the left, and the back
        stands upright when the badge is turned about as it hangs.
        """
        width, height = self.panel_width, self.panel_height
        if self.fold == "butterfly":
            return Panel(0.0, 0.0, width, height), Panel(0.0, height, width, height, turned=True)
        if self.fold == "french":
            return Panel(width, height, width, height), Panel(width, 0.0, width, height, turned=True)
        return (Panel(0.0, 0.0, width, height),)


def stock_names() -> tuple[str, ...]:
    """The names of all stocks, the default first."""
    return tuple(_stocks())


def stock_named(name: str) -> Stock:
    """The stock of that name or product number, in any case; UnknownStock, with those near it, for none."""
    found = _by_any_name().get(_plain(name))
    if found is None:
        raise UnknownStock(f"No badge stock is called {_shortened(name)!r}. {_advice(name)}",
                           name=name, known=stock_names())
    return found


def _advice(name: str) -> str:
    near = get_close_matches(_plain(name), _by_any_name(), n=_NEAR, cutoff=0.5)
    meant = f"Did you mean {_either(near)}? " if near else ""
    return meant + "The organiser's page of badges lists them all."


def _either(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" or {names[-1]}" if len(names) > 1 else names[0]


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME - 1] + "…"


def _plain(name: str) -> str:
    """The name as keys are written: “Avery L4786” is avery-l4786 and “Lyreco 143.344” lyreco-143-344."""
    return re.sub(r"[\s._-]+", "-", name[:4 * _LONGEST_NAME].strip().casefold())


@cache
def _by_any_name() -> Mapping[str, Stock]:
    stocks = _stocks()
    return {also: stock for stock in stocks.values() for also in stock.also} | stocks


@cache
def _stocks() -> dict[str, Stock]:
    text = files(__package__).joinpath("stocks.toml").read_text(encoding="utf-8")
    return {name: _stock(name, said) for name, said in tomllib.loads(text).items()}


def _stock(name: str, said: Mapping[str, Any]) -> Stock:
    return Stock(
        name=name, title=said["title"], also=tuple(said.get("also", ())), source=said["source"],
        corner=float(said.get("corner", 0)), fold=said.get("fold", ""), dpi=said.get("dpi", 0),
        roll="roll" in said, sideways=said.get("sideways", False), endless=said.get("endless", False),
        **(_rolled(said) if "roll" in said else _on_sheets(said)),
    )


def _on_sheets(said: Mapping[str, Any]) -> dict[str, Any]:
    written = said["page"]
    page = _PAGES[written] if isinstance(written, str) else _pair(written)
    return _grid(page, _pair(said.get("label", page)), _pair(said.get("at", (0, 0))),
                 said.get("grid", (1, 1)), said.get("pitch"))


def _rolled(said: Mapping[str, Any]) -> dict[str, Any]:
    """One label a page, printed on in its middle."""
    page = _pair(said["roll"])
    label = _pair([dots * MM_PER_INCH / said["dpi"] for dots in said["dots"]]) if "dots" in said else page
    if said.get("sideways"):
        page, label = page[::-1], label[::-1]
    return _grid(page, label, ((page[0] - label[0]) / 2, (page[1] - label[1]) / 2), (1, 1), None)


def _grid(page: _Pair, label: _Pair, at: _Pair, grid: tuple[int, int], pitch: Any) -> dict[str, Any]:
    right, down = _pair(pitch or label)
    return {
        "page_width": page[0], "page_height": page[1], "label_width": label[0], "label_height": label[1],
        "left": at[0], "top": at[1], "columns": grid[0], "rows": grid[1], "pitch_x": right, "pitch_y": down,
    }


def _pair(written: Any) -> _Pair:
    width, height = written
    return float(width), float(height)
