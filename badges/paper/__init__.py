"""Badges on paper: one engine lays a badge out, small back ends draw what it laid.

    Badge ──> Composer(design, stock).of(badge) ──> Label, a display list in millimetres
                                                        ├──> draw_pdf      sheets and pages
                                                        ├──> draw_bitmap   label printers, 1 bit a dot
                                                        └──> draw_svg      the preview

Text that does not fit is shrunk to a floor, then wrapped at spaces, then refused by name; a letter that
no font has is refused by name too. Nothing is ever cut or boxed.

Each name below is loaded when it is first asked for: a server that checks people in and draws nothing
shall not carry the drawing libraries, which are a fifth of its memory.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badges.paper.alignment import draw_alignment
    from badges.paper.badge import Badge
    from badges.paper.bitmap import Bitmap, draw_bitmap, draw_page, draw_roll
    from badges.paper.blocks import Bar, Block, Curve, Paragraph, Table
    from badges.paper.design import Design, design_named, design_names
    from badges.paper.design_file import read_design, write_design
    from badges.paper.dividers import Divider
    from badges.paper.font_files import missing_fonts
    from badges.paper.label import Box, Label, Side
    from badges.paper.layout import Composer
    from badges.paper.pdf import Drawn, Setup, draw_pdf
    from badges.paper.pictures import BadPicture, EventPicture, read_picture
    from badges.paper.poster import POSTER_SIZES, Poster, draw_poster, poster_label
    from badges.paper.preflight import Look, Preflight, Problem, look_over
    from badges.paper.refusals import BadDesign, BadgeRefused, UnknownDesign, UnknownStock
    from badges.paper.report import draw_report
    from badges.paper.screen import qr_png, qr_svg
    from badges.paper.sheet import MOST_OFFSET_MM
    from badges.paper.slices import Slice, slice_named, slices_for
    from badges.paper.slicing import cut_slice
    from badges.paper.stock import DEFAULT_STOCK, Stock, stock_named, stock_names
    from badges.paper.svg import draw_svg
    from badges.paper.trial import trial_badge, trial_composer

_ROOMS = {
    "alignment": ("draw_alignment",),
    "badge": ("Badge",),
    "bitmap": ("Bitmap", "draw_bitmap", "draw_page", "draw_roll"),
    "design": ("Design", "design_named", "design_names"),
    "design_file": ("read_design", "write_design"),
    "font_files": ("missing_fonts",),
    "label": ("Box", "Label", "Side"),
    "dividers": ("Divider",),
    "layout": ("Composer",),
    "pdf": ("Drawn", "Setup", "draw_pdf"),
    "report": ("draw_report",),
    "blocks": ("Bar", "Block", "Curve", "Paragraph", "Table"),
    "pictures": ("BadPicture", "EventPicture", "read_picture"),
    "poster": ("POSTER_SIZES", "Poster", "draw_poster", "poster_label"),
    "preflight": ("Look", "Preflight", "Problem", "look_over"),
    "refusals": ("BadDesign", "BadgeRefused", "UnknownDesign", "UnknownStock"),
    "screen": ("qr_png", "qr_svg"),
    "sheet": ("MOST_OFFSET_MM",),
    "slices": ("Slice", "slice_named", "slices_for"),
    "slicing": ("cut_slice",),
    "stock": ("DEFAULT_STOCK", "Stock", "stock_named", "stock_names"),
    "svg": ("draw_svg",),
    "trial": ("trial_badge", "trial_composer"),
}

__all__ = [
    "DEFAULT_STOCK",
    "MOST_OFFSET_MM",
    "POSTER_SIZES",
    "BadDesign",
    "BadPicture",
    "Badge",
    "BadgeRefused",
    "Bar",
    "Bitmap",
    "Block",
    "Box",
    "Composer",
    "Curve",
    "Design",
    "Divider",
    "Drawn",
    "EventPicture",
    "Label",
    "Look",
    "Paragraph",
    "Poster",
    "Preflight",
    "Problem",
    "Setup",
    "Side",
    "Slice",
    "Stock",
    "Table",
    "UnknownDesign",
    "UnknownStock",
    "cut_slice",
    "design_named",
    "design_names",
    "draw_alignment",
    "draw_bitmap",
    "draw_page",
    "draw_pdf",
    "draw_poster",
    "draw_report",
    "draw_roll",
    "draw_svg",
    "look_over",
    "missing_fonts",
    "poster_label",
    "qr_png",
    "qr_svg",
    "read_design",
    "read_picture",
    "slice_named",
    "slices_for",
    "stock_named",
    "stock_names",
    "trial_badge",
    "trial_composer",
    "write_design",
]


def __getattr__(name: str) -> Any:
    for room, names in _ROOMS.items():
        if name in names:
            # The function named as its room replaces the module, which importing has set in its place.
            found = getattr(import_module(f"{__name__}.{room}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
