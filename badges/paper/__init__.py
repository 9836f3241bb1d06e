"""Badges on paper: one engine lays a badge out, small back ends draw what it laid.

    Badge ──> layout(design, badge, stock) ──> Label, a display list in millimetres ──> draw_pdf

Text that does not fit is shrunk to a floor, then wrapped at spaces, then refused by name; a letter
that cannot be drawn as its owner writes it is refused by name too. Nothing is ever cut or boxed.
"""

from badges.paper.badge import Badge
from badges.paper.design import Design, design_named, design_names
from badges.paper.draw import Drawn, draw_pdf
from badges.paper.layout import Label, layout
from badges.paper.preflight import Problem, check
from badges.paper.refusals import BadgeRefused, UnknownDesign, UnknownStock
from badges.paper.screen import qr_svg
from badges.paper.stock import DEFAULT_STOCK, Stock, stock_named, stock_names

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
