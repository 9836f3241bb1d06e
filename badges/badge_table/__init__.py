"""The badge table: in which order badges stand, in which box and slot each lies, and what parts them."""

from badges.badge_table.laying import Laying, lay_out, lay_out_in_chunks
from badges.badge_table.order import TableOrder, as_they_lie, filed_under, in_order
from badges.badge_table.places import Box, Divider, Filed, Layout, dividers, layout_of

__all__ = [
    "Box",
    "Divider",
    "Filed",
    "Laying",
    "Layout",
    "TableOrder",
    "as_they_lie",
    "dividers",
    "filed_under",
    "in_order",
    "lay_out",
    "lay_out_in_chunks",
    "layout_of",
]
