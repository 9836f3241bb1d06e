"""Badge stock: the sheets and pages badges are printed on, with where each figure comes from."""

from dataclasses import dataclass

from badges.paper.refusals import UnknownStock

_LETTER_MM = (215.9, 279.4)
_A4_MM = (210.0, 297.0)
DEFAULT_STOCK = "page-90x60"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A page and the grid of labels on it; every measure in millimetres from the top left corner."""

    name: str
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
    source: str

    @property
    def labels(self) -> int:
        """How many labels one page holds."""
        return self.columns * self.rows

    def place(self, n: int) -> tuple[float, float]:
        """The left and top edge in millimetres of the page's n-th label, counted from 0, row by row."""
        row, column = divmod(n, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


_STOCKS = (
    Stock(
        name=DEFAULT_STOCK, page_width=90.0, page_height=60.0, columns=1, rows=1,
        label_width=90.0, label_height=60.0, left=0.0, top=0.0, pitch_x=90.0, pitch_y=60.0,
        source="One badge a page, the size of the common 90 x 60 mm holder.",
    ),
    Stock(
        name="avery-5392", page_width=_LETTER_MM[0], page_height=_LETTER_MM[1], columns=2, rows=3,
        label_width=101.6, label_height=76.2, left=6.35, top=25.4, pitch_x=101.6, pitch_y=76.2,
        source="LibreOffice (5392) and pretix (74459) agree; one registry claims a top of 28.6 mm. "
               "Also sold as 5384, 74540, 74541 and 74459.",
    ),
    Stock(
        name="avery-l4785", page_width=_A4_MM[0], page_height=_A4_MM[1], columns=2, rows=5,
        label_width=80.0, label_height=50.0, left=17.5, top=13.5, pitch_x=95.0, pitch_y=55.0,
        source="pretix; glabels has 18 and 13 mm for left and top. Also sold as L4786 and L4787.",
    ),
    Stock(
        name="durable-1456-02", page_width=_A4_MM[0], page_height=_A4_MM[1], columns=2, rows=4,
        label_width=90.0, label_height=60.0, left=15.0, top=28.5, pitch_x=90.0, pitch_y=60.0,
        source="pretix.",
    ),
)


def stock_names() -> tuple[str, ...]:
    """The names of all stocks, the default first."""
    return tuple(stock.name for stock in _STOCKS)


def stock_named(name: str) -> Stock:
    """The stock of that name; UnknownStock, listing those there are, when there is none."""
    for stock in _STOCKS:
        if stock.name == name:
            return stock
    known = ", ".join(stock_names())
    raise UnknownStock(f"No badge stock is called {name!r}. Choose one of {known}.",
                       name=name, known=stock_names())
