"""Badges on paper: one engine lays a badge out, small back ends draw what it laid.

    Badge ──> layout(design, badge, stock) ──> Label, a display list in millimetres ──> draw_pdf

Text that does not fit is shrunk to a floor, then wrapped at spaces, then refused by name; a letter
that cannot be drawn as its owner writes it is refused by name too. Nothing is ever cut or boxed.

Each name below is loaded when it is first asked for: a server that checks people in and draws nothing
shall not carry the drawing libraries, which are a fifth of its memory.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badges.paper.badge import Badge
    from badges.paper.design import Design, design_named, design_names
    from badges.paper.draw import Drawn, draw_pdf
    from badges.paper.layout import Label, layout
    from badges.paper.preflight import Problem, check
    from badges.paper.refusals import BadgeRefused, UnknownDesign, UnknownStock
    from badges.paper.screen import qr_svg
    from badges.paper.stock import DEFAULT_STOCK, Stock, stock_named, stock_names

_ROOMS = {
    "badge": ("Badge",),
    "design": ("Design", "design_named", "design_names"),
    "draw": ("Drawn", "draw_pdf"),
    "layout": ("Label", "layout"),
    "preflight": ("Problem", "check"),
    "refusals": ("BadgeRefused", "UnknownDesign", "UnknownStock"),
    "screen": ("qr_svg",),
    "stock": ("DEFAULT_STOCK", "Stock", "stock_named", "stock_names"),
}

__all__ = [
    "DEFAULT_STOCK",
    "Badge",
    "BadgeRefused",
    "Design",
    "Drawn",
    "Label",
    "Problem",
    "Stock",
    "UnknownDesign",
    "UnknownStock",
    "check",
    "design_named",
    "design_names",
    "draw_pdf",
    "layout",
    "qr_svg",
    "stock_named",
    "stock_names",
]


def __getattr__(name: str) -> Any:
    for room, names in _ROOMS.items():
        if name in names:
            # The function named as its room replaces the module, which importing has set in its place.
            found = getattr(import_module(f"{__name__}.{room}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
