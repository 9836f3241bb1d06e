"""Papers and designs as a person chooses them: in groups, by their makers' numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from badges import designs, paper, sheets
from badges.errors import NotFound
from badges.paper import Stock

_A4, _LETTER = {210.0, 297.0}, {215.9, 279.4}
_GROUPS = ("One badge a page", "Sheets of A4", "Sheets of Letter", "Rolls for label printers")


@dataclass(frozen=True)
class Paper:
    """One paper in the list: its key, its name, its measures, and all it is found by."""

    key: str
    title: str
    measures: str
    found_by: str


def stock_of(name: str) -> Stock:
    """The paper of this name, else the one we begin with: an event may name one that we no longer have."""
    try:
        return paper.stock_named(name)
    except NotFound:
        return paper.stock_named(paper.DEFAULT_STOCK)


def grouped() -> Mapping[str, list[Paper]]:
    """All papers, by the sort of printer and page they are for."""
    groups: dict[str, list[Paper]] = {group: [] for group in _GROUPS}
    for stock in sheets.stocks():
        groups[_group(stock)].append(_paper(stock))
    return groups


def design_name(key: str) -> str:
    """What a design is called."""
    return "Your own design" if key == designs.OWN else paper.design_named(key).name


def _group(stock: Stock) -> str:
    if stock.roll:
        return _GROUPS[3]
    pages = {stock.page_width, stock.page_height}
    if pages <= _A4:
        return _GROUPS[1]
    return _GROUPS[2] if pages <= _LETTER else _GROUPS[0]


def _paper(stock: Stock) -> Paper:
    measures = sheets.measures(stock)
    # People type the number that stands on the box, with or without its maker.
    numbers = " ".join(name.replace("-", " ") for name in (stock.name, *stock.also))
    return Paper(stock.name, stock.title, measures, f"{stock.title} {measures} {numbers}".casefold())
