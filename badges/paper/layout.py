"""The one engine that lays a badge out: a design and a badge become a display list in millimetres."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from badges.paper import qr
from badges.paper.badge import Badge
from badges.paper.design import Area, Design, Field, Guide, TextBox
from badges.paper.fonts import Face, face
from badges.paper.instances import Weight
from badges.paper.letters import words
from badges.paper.refusals import BadgeRefused, DoesNotFit, LabelTooSmall, NoName
from badges.paper.stock import Stock
from badges.paper.type import MM_PER_POINT, Block, Line, Room, fit

# Office printers have 300 or 600 dots to the inch, and a module of whole dots prints without grey edges.
DOT_MM = 25.4 / 300
LEAST_MODULE_MM = 0.5

_CALLED: Mapping[Field, str] = {
    "name": "name", "line": "second line", "event": "event's name", "kind": "attendee's type",
    "short_code": "short code",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A box in millimetres from the label's top left corner, ``top`` above ``bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Millimetres from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Millimetres from top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Text:
    """One line of type: its pen starts at (``left``, ``baseline``) in mm; ``ink`` bounds its black."""

    field: Field
    text: str
    left: float
    baseline: float
    size_points: float
    weight: Weight
    colour: str
    ink: Box


@dataclass(frozen=True, slots=True)
class Filled:
    """A box filled with one colour."""

    box: Box
    colour: str


@dataclass(frozen=True, slots=True)
class Code:
    """The QR: its dark corner at (``left``, ``top``) and the side of a module, in millimetres."""

    symbol: qr.Symbol
    left: float
    top: float
    module: float

    @property
    def quiet(self) -> Box:
        """The symbol with the four modules around it that stay white."""
        zone = qr.QUIET_MODULES * self.module
        side = self.symbol.modules * self.module
        return Box(self.left - zone, self.top - zone, self.left + side + zone, self.top + side + zone)


@dataclass(frozen=True, slots=True)
class Label:
    """The display list of one badge; width and height in millimetres."""

    width: float
    height: float
    texts: tuple[Text, ...]
    filled: tuple[Filled, ...]
    code: Code


def layout(design: Design, badge: Badge, stock: Stock) -> Label:
    """Everything that is drawn for this badge on a label of this stock.

    Raises BadgeRefused, which says whose badge it is, why it is not printed and what to do.
    """
    try:
        symbol = qr.symbol(badge.badge_code)
        guides = _guides(design, stock.label_width, stock.label_height, symbol.modules)
        texts = tuple(_texts(design, badge, guides))
    except BadgeRefused as refused:
        raise refused.of(badge.name or badge.short_code) from None
    written = {text.field for text in texts}
    filled = tuple(Filled(_box(bar.area, guides), bar.colour) for bar in design.bars if bar.above in written)
    code = Code(symbol, guides.code.left, guides.code.top, guides.module)
    return Label(stock.label_width, stock.label_height, texts, filled, code)


@dataclass(frozen=True, slots=True)
class _Guides:
    """Where a design's edges hang on one size of label, in millimetres."""

    at: Mapping[Guide, float]
    code: Box
    module: float


@lru_cache(maxsize=64)
def _guides(design: Design, width: float, height: float, modules: int) -> _Guides:
    margin = design.margin_share * width
    module = _module(design, height, margin, modules)
    right, bottom = width - margin, height - margin
    side = modules * module
    code = Box(right - side, bottom - side, right, bottom)
    zone = qr.QUIET_MODULES * module
    at: Mapping[Guide, float] = {
        "left": margin, "top": margin, "right": right, "bottom": bottom,
        "quiet_left": code.left - zone, "quiet_top": code.top - zone,
    }
    return _Guides(at, code, module)


def _module(design: Design, height: float, margin: float, modules: int) -> float:
    """The largest module of whole dots, in millimetres, whose quiet zone stays on the label."""
    with_quiet = modules + 2 * qr.QUIET_MODULES
    most = min(design.code.share_of_height * height / with_quiet, margin / qr.QUIET_MODULES,
               design.code.most_module_mm)
    module = most // DOT_MM * DOT_MM
    if module < LEAST_MODULE_MM:
        raise LabelTooSmall(f"Its QR's modules would be {module:.2f} mm on this stock; scanners need 0.5 mm.",
                            "Choose a stock with larger labels.")
    return module


def _texts(design: Design, badge: Badge, guides: _Guides) -> Iterator[Text]:
    largest = float("inf")
    for text_box in design.texts:
        block = _block(text_box, badge, guides, largest)
        if block is None:
            continue
        if text_box.field == "name":
            largest = block.size
        yield from _placed(block, text_box, _box(text_box.area, guides))


def _block(text_box: TextBox, badge: Badge, guides: _Guides, name_size: float) -> Block | None:
    """The field's text at its final size; None where the list says nothing."""
    letters = face(text_box.weight)
    written = _words(text_box.field, badge, letters)
    if not written:
        return None
    box = _box(text_box.area, guides)
    largest = min(text_box.fit.size, max(text_box.share_of_name * name_size, text_box.fit.floor))
    how = replace(text_box.fit, size=largest, wrap_below=min(text_box.fit.wrap_below, largest))
    block = fit(written, letters, how, Room(box.width, box.height, text_box.hang_mm))
    if block is None:
        raise _too_long(text_box)
    return block


def _too_long(text_box: TextBox) -> DoesNotFit:
    called, how = _CALLED[text_box.field], text_box.fit
    lines = "one line" if how.lines == 1 else f"up to {how.lines} lines"
    return DoesNotFit(f"The {called} does not fit on {lines} at {how.floor:g} pt.",
                      f"Ask which shorter {called} to print, or choose a stock with larger labels.")


def _words(field: Field, badge: Badge, letters: Face) -> tuple[str, ...]:
    written: str = getattr(badge, field)
    try:
        found = words(written, letters.has)
    except BadgeRefused as refused:
        if field == "name":
            raise
        raise type(refused)(f"In the {_CALLED[field]}: {refused.why}", refused.fix) from None
    if field == "name" and not any(map(letters.blackens, "".join(found))):
        raise NoName("Nothing is written where its name belongs.", "Fill in the name on the list.")
    return found


def _placed(block: Block, text_box: TextBox, box: Box) -> Iterator[Text]:
    """Each line at its place in the box."""
    unit = block.size * MM_PER_POINT / 1000
    top = box.bottom - block.height * unit if text_box.at_bottom else box.top
    for line, down in zip(block.lines, block.baselines, strict=True):
        left = _pen(line, unit, text_box, box)
        baseline = top + down * unit
        ink = Box(left + line.left * unit, baseline - line.up * unit,
                  left + line.right * unit, baseline + line.down * unit)
        yield Text(text_box.field, line.text, left, baseline, block.size,
                   text_box.weight, text_box.colour, ink)


def _pen(line: Line, unit: float, text_box: TextBox, box: Box) -> float:
    """Where the line's pen starts, so that letters of all sizes seem to share one edge."""
    if text_box.at_right:
        return box.right - line.right * unit
    return max(box.left + text_box.hang_mm - line.flush * unit, box.left - line.left * unit)


def _box(area: Area, guides: _Guides) -> Box:
    at = guides.at
    return Box(at[area.left.guide] + area.left.mm, at[area.top.guide] + area.top.mm,
               at[area.right.guide] + area.right.mm, at[area.bottom.guide] + area.bottom.mm)
