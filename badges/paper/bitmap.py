"""The back end that draws badges for label printers: black or white, one bit a dot, no grey anywhere.

Rows are what ZPL's ``^GF`` and a raster printer's lines want: whole bytes, the leftmost dot in the
highest bit, 1 for black.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import uharfbuzz as hb
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

from badges.paper.emoji import emoji_of
from badges.paper.fonts import UNITS, Face
from badges.paper.label import Box, Code, Filled, Label, Picture, Run, Side, Words
from badges.paper.pictures import EventPicture
from badges.paper.qr import QUIET_MODULES
from badges.paper.stock import MM_PER_INCH, Stock
from badges.paper.type import MM_PER_POINT

# Ink is counted, not light: the canvas is born white, and what is cut off beyond it is white too.
_WHITE, _BLACK = 0, 255
# A dot is black where a letter covers 44 % of it. At half, stems of 7 pt at 203 dots to the inch are one
# dot wide and two dots wide by turns, and strokes of Tibetan break; much lower, counters fill.
_COVERED = [_WHITE] * 112 + [_BLACK] * 144
_HALF = [_WHITE] * 128 + [_BLACK] * 128
# A picture with so few dots between dark and light is a drawing whose edges are all the grey it has.
_DRAWING_SHARE = 0.12
_DARK, _LIGHT = 64, 192
# Eyes and mouths of an emoji must stay darker than the face they are in.
_SHARPER = ImageFilter.UnsharpMask(radius=1.5, percent=200, threshold=0)
_Pair = tuple[float, float]
_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Width and height in dots; ``rows`` from the top, each filled up with white to whole bytes."""

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        """The bytes of one row."""
        return -(-self.width // 8)

    def turned(self, degrees: Literal[90, 180, 270]) -> "Bitmap":
        """The same picture turned clockwise, for printers that feed labels sideways."""
        return _bitmap(self._ink().transpose(_TURNS[degrees]))

    def to_pil(self) -> Image.Image:
        """The picture as people see it, in Pillow's mode ``1``."""
        return ImageChops.invert(self._ink())

    def _ink(self) -> Image.Image:
        return Image.frombytes("1", (self.width, self.height), self.rows)


def draw_bitmap(
    label: Label,
    side: Literal["front", "back"] = "front",
    *,
    dpi: int,
    pictures: Mapping[str, EventPicture],
) -> Bitmap:
    """One side of a badge, upright.

    A colour is black or white, whichever it is nearer; type is black on white and white on black, so
    that no name vanishes for its colour. Pictures and emoji are dithered, drawings in black and white
    stay sharp. The QR is drawn last, in whole dots, on the white it needs. What is blank gives a
    blank picture. Raises KeyError for a picture that ``pictures`` does not have.
    """
    return _bitmap(_ink(label, label.side(side), dpi / MM_PER_INCH, pictures))


def draw_roll(
    label: Label, stock: Stock, *, pictures: Mapping[str, EventPicture], offset: _Pair = (0.0, 0.0)
) -> Bitmap:
    """The whole label of a roll as its printer takes it, in the printer's own dots, or 300 to the inch.

    Folded stock has the back in its panel, or the front once more where there is none; what is worn with
    its long side level but fed narrow side first is turned a quarter, clockwise. ``offset`` moves all that
    is drawn to the right and down, in millimetres as it is worn; what leaves the label is lost.
    """
    return _fed(label, stock, pictures, (stock.label_width, stock.label_height), offset)


def draw_page(
    label: Label, stock: Stock, *, pictures: Mapping[str, EventPicture], offset: _Pair = (0.0, 0.0)
) -> Bitmap:
    """The page with the label in its first place, for printers that take pages; else as ``draw_roll``."""
    left, top = stock.place(0)
    moved = (left + offset[0], top + offset[1])
    return _fed(label, stock, pictures, (stock.page_width, stock.page_height), moved)


def _fed(
    label: Label,
    stock: Stock,
    pictures: Mapping[str, EventPicture],
    size: _Pair,
    at: _Pair,
) -> Bitmap:
    """The label's panels on paper of this size in millimetres, its corner at ``at``, as it is fed."""
    per_mm = 1 / stock.dot
    whole = Image.new("1", (round(size[0] * per_mm), round(size[1] * per_mm)))
    for panel, side in zip(stock.panels, (label.front, label.back or label.front), strict=False):
        ink = _ink(label, side, per_mm, pictures)
        place = (round((at[0] + panel.left) * per_mm), round((at[1] + panel.top) * per_mm))
        whole.paste(ink.transpose(_TURNS[180]) if panel.turned else ink, place)
    return _bitmap(whole.transpose(_TURNS[90]) if stock.sideways else whole)


def _ink(label: Label, side: Side, per_mm: float, pictures: Mapping[str, EventPicture]) -> Image.Image:
    canvas = _Canvas(label, per_mm, pictures)
    for thing in side.as_drawn:
        if isinstance(thing, Words):
            canvas.words(thing)
        elif isinstance(thing, Filled):
            canvas.fill(thing)
        elif isinstance(thing, Picture):
            canvas.picture(thing)
        else:
            canvas.code(thing)
    return canvas.ink


def _bitmap(ink: Image.Image) -> Bitmap:
    return Bitmap(*ink.size, ink.tobytes())


class _Canvas:
    """One side in dots, its ink in Pillow's mode ``1``; ``per_mm`` is how many dots a millimetre has."""

    def __init__(self, label: Label, per_mm: float, pictures: Mapping[str, EventPicture]) -> None:
        self._per_mm = per_mm
        self._pictures = pictures
        self.ink = Image.new("1", (round(label.width * self._per_mm), round(label.height * self._per_mm)))

    def words(self, words: Words) -> None:
        """A line of type, its baseline between two rows of dots so that letters stand on one edge."""
        unit = words.size_points * MM_PER_POINT * self._per_mm / UNITS
        pen, baseline = words.left * self._per_mm, round(words.baseline * self._per_mm)
        raster = hb.RasterDraw()
        for run in words.runs:
            if run.face.colour:
                self._emoji(run, pen, baseline, unit)
            else:
                _outline(raster, run, pen, unit)
            pen += run.advance * unit
        drawn = raster.render()
        at, size = drawn.extents, (drawn.extents.width, drawn.extents.height)
        if all(size):
            # HarfBuzz counts rows upwards from the baseline.
            covered = Image.frombytes("L", size, bytes(drawn.buffer), "raw", "L", at.stride, -1)
            self._type(covered.point(_COVERED, "1"), at.x_origin, baseline - at.y_origin - at.height)

    def _type(self, letters: Image.Image, left: int, top: int) -> None:
        """Letters in the ink that shows on what lies under most of them."""
        right, bottom = left + letters.width, top + letters.height
        black = self.ink.crop((left, top, right, bottom)).histogram()[_BLACK]
        colour = _WHITE if 2 * black > letters.width * letters.height else _BLACK
        self.ink.paste(colour, (left, top, right, bottom), letters)

    def _emoji(self, run: Run, pen: float, baseline: int, unit: float) -> None:
        for number, advance, dx, dy, _ in run.glyphs:
            left, bottom, width, height = emoji_of(run.face, number).box
            x, y = round(pen + (dx + left) * unit), round(baseline - (dy + bottom + height) * unit)
            size = (max(1, round(width * unit)), max(1, round(height * unit)))
            self.ink.paste(_emoji_ink(run.face, number, size, self._under(x, y, size)), (x, y))
            pen += advance * unit

    def fill(self, filled: Filled) -> None:
        """Whole dots, at least one, in black or white."""
        left, top, right, bottom = self._dots(filled.box)
        colour = _BLACK if _grey(filled.colour) < 128 else _WHITE  # noqa: PLR2004 - half of a byte.
        radius = min(filled.radius * self._per_mm, (right - left) / 2, (bottom - top) / 2)
        ImageDraw.Draw(self.ink).rounded_rectangle((left, top, right - 1, bottom - 1), radius, fill=colour)

    def picture(self, picture: Picture) -> None:
        """What is on the label of a picture of the event, over what is drawn under it."""
        left, top, right, bottom = self._dots(picture.box)
        near, above = max(left, 0), max(top, 0)
        far, below = min(right, self.ink.width), min(bottom, self.ink.height)
        if near < far and above < below:
            size = (far - near, below - above)
            across, down = right - left, bottom - top
            ink = _picture_ink(
                self._pictures[picture.name],
                ((near - left) / across, (above - top) / down, (far - left) / across, (below - top) / down),
                size, self._under(near, above, size))
            self.ink.paste(ink, (near, above))

    def code(self, code: Code) -> None:
        """The symbol in modules of whole dots, all around it four modules of white."""
        modules = code.symbol.modules
        # A hair more, or six dots would be five by rounding.
        module = int(code.module * self._per_mm + 1e-6)
        spare = code.module * self._per_mm * modules - module * modules
        left, top = (round(edge * self._per_mm + spare / 2) for edge in (code.left, code.top))
        side, quiet = modules * module, QUIET_MODULES * module
        self.ink.paste(_WHITE, (left - quiet, top - quiet, left + side + quiet, top + side + quiet))
        dark = Image.frombytes("1", (modules, modules), code.symbol.packed(), "raw", "1;I")
        self.ink.paste(dark.resize((side, side), Image.Resampling.NEAREST), (left, top))

    def _under(self, left: int, top: int, size: tuple[int, int]) -> bytes:
        """What is drawn already where a picture goes, as Pillow's bytes."""
        return self.ink.crop((left, top, left + size[0], top + size[1])).tobytes()

    def _dots(self, box: Box) -> tuple[int, int, int, int]:
        left, top, right, bottom = (round(edge * self._per_mm) for edge in box)
        return left, top, max(right, left + 1), max(bottom, top + 1)


def _outline(raster: hb.RasterDraw, run: Run, pen: float, unit: float) -> None:
    """Hand a run's outlines to the raster, upwards from the baseline."""
    for number, advance, dx, dy, _ in run.glyphs:
        raster.transform = (unit, 0.0, 0.0, unit, pen + dx * unit, dy * unit)
        raster.draw_glyph(run.face.font, number)
        pen += advance * unit


def _grey(colour: str) -> int:
    """How light a colour is, from 0 to 255."""
    grey = ImageColor.getcolor(colour, "L")
    return grey if isinstance(grey, int) else grey[0]


@lru_cache(maxsize=16)
def _picture_ink(
    picture: EventPicture, shown: tuple[float, float, float, float], size: tuple[int, int], under: bytes
) -> Image.Image:
    """A drawing in black and white with sharp edges, anything else dithered.

    ``shown`` is the part of it, from 0 to 1, that takes this size in dots.
    """
    left, top, right, bottom = shown
    part = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
    with Image.open(io.BytesIO(picture.png), formats=("PNG",)) as opened:
        ink = _over(under, opened.convert("RGBA").resize(size, Image.Resampling.LANCZOS, part))
    between = sum(ink.histogram()[_DARK:_LIGHT])
    return ink.point(_HALF, "1") if between < _DRAWING_SHARE * size[0] * size[1] else ink.convert("1")


@lru_cache(maxsize=256)
def _emoji_ink(face: Face, number: int, size: tuple[int, int], under: bytes) -> Image.Image:
    """Dithered, with a line around it: a yellow face is nothing but a few scattered dots otherwise."""
    made = emoji_of(face, number).picture.resize(size, Image.Resampling.LANCZOS)
    dithered = _over(under, made).filter(_SHARPER).convert("1").convert("L")
    return ImageChops.lighter(dithered, _edge(made.getchannel("A").point(_HALF))).convert("1")


def _over(under: bytes, picture: Image.Image) -> Image.Image:
    """The picture's ink in 256 steps over what lies under it."""
    ink = Image.frombytes("1", picture.size, under).convert("L")
    ink.paste(ImageChops.invert(picture.convert("L")), mask=picture.getchannel("A"))
    return ink


def _edge(shape: Image.Image) -> Image.Image:
    """The outermost dots of a shape; it ends at the picture's own edges."""
    inner = ImageOps.expand(shape, 1).filter(ImageFilter.MinFilter(3))
    return ImageChops.subtract(shape, ImageOps.crop(inner, 1))
