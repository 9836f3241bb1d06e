"""The back end that draws laid-out badges as a PDF, on sheets or one to a page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from badges.paper.badge import Badge
from badges.paper.dividers import Divider
from badges.paper.label import Label
from badges.paper.layout import Composer
from badges.paper.pdf.pen import Pen, open_canvas
from badges.paper.preflight import Problem, laid_out
from badges.paper.sheet import Line, Place, Sheet, crop_marks, fold_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How sheets go through the printer.

    ``start`` is the first free label of the first sheet, from 1; ``offset`` what the printer prints too
    far left and too high, in millimetres (right, down), and is added.
    """

    start: int = 1
    offset: tuple[float, float] = (0.0, 0.0)
    crop_marks: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many badges are in the file, which are not, and what whoever prints a back must know, or empty."""

    count: int
    refused: tuple[Problem, ...]
    handling: str


def draw_pdf(
    badges: Iterable[Badge | Divider],
    out: BinaryIO,
    *,
    composer: Composer,
    setup: Setup | None = None,
    told: Callable[[int], None] | None = None,
) -> Drawn:
    """Draw the badges into ``out`` as a PDF, in order, filling each sheet row by row.

    A badge that cannot be drawn takes no place and is named in ``refused``; where none can be drawn
    ``out`` stays as it was. Dividers take a label's place and are not counted. ``told`` hears after each
    badge how many are done. The same badges make the same bytes.
    """
    sheets = _Sheets(out, composer, setup or Setup())
    drawn, refused = 0, []
    for done, laid in enumerate(laid_out(badges, composer), start=1):
        if isinstance(laid, Problem):
            refused.append(laid)
        else:
            sheets.put(laid)
            drawn += not laid.divides
        if told is not None:
            told(done)
    if drawn:
        sheets.close()
    return Drawn(drawn, tuple(refused), sheets.handling)


class _Sheets:
    """The open PDF and how many labels of its sheets are taken."""

    def __init__(self, out: BinaryIO, composer: Composer, setup: Setup) -> None:
        stock = composer.stock
        self._stock = stock
        self._setup = setup
        self._bleed = composer.bleed
        self._two_sided = bool(composer.design.back) and not stock.fold
        self._sheet = Sheet(stock, start=setup.start, offset=setup.offset, two_sided=self._two_sided)
        self._canvas = open_canvas(out, stock, "Badges")
        self._pen = Pen(self._canvas, stock, composer.pictures)
        self._page = self._taken = 0
        # The backs of a sheet's badges, until the sheet is full.
        self._backs: list[tuple[Label, Place]] = []

    @property
    def handling(self) -> str:
        """What whoever prints and folds them must know."""
        return self._sheet.handling

    def put(self, label: Label) -> None:
        """Draw the label in the next free place, on a new page where this one is full."""
        place = self._sheet.place(self._taken)
        if place.page != self._page:
            self._finish_page()
            self._page = place.page
        self._pen.panels(label, place)
        if self._two_sided:
            self._backs.append((label, self._sheet.back(place)))
        self._taken += 1

    def close(self) -> None:
        """Write the file."""
        self._finish_page()
        self._canvas.save()

    def _finish_page(self) -> None:
        marks = crop_marks(self._stock, self._bleed) if self._setup.crop_marks else ()
        self._show((*fold_lines(self._stock), *marks))
        if self._backs:
            for label, place in self._backs:
                if label.back is not None:
                    self._pen.side(label, label.back, self._stock.panels[0], place)
            self._backs.clear()
            # A sheet is cut by the marks on its front.
            self._show(())

    def _show(self, lines: Sequence[Line]) -> None:
        self._pen.lines(lines, self._setup.offset)
        self._pen.flush()
        self._canvas.showPage()
