"""Where things stand in their boxes: insets, what gives way to what, and lines of type at their place."""

from collections.abc import Iterator

from badges.paper.design import Inset, Text
from badges.paper.label import Box, Code, Thing, Words
from badges.paper.shape import Shaped
from badges.paper.type import MM_PER_POINT, Block

# The clear space between two things, so that a descender never touches a capital.
_APART_MM = 0.8
# How far a J's hook may hang into the margin, so that its stem stands in line with other letters.
_HANG_MM = 2.8
_HANG_SHARE = 0.6
_WHITE = "#ffffff"


def box_of(inset: Inset, width: float, height: float) -> Box:
    """Where an inset lies on a label of this size, in millimetres."""
    left, right = _span(inset.left, inset.right, inset.width, width)
    top, bottom = _span(inset.top, inset.bottom, inset.height, height)
    return Box(left, top, right, bottom)


def _span(near: float | None, far: float | None, size: float | None, whole: float) -> tuple[float, float]:
    if near is None:
        end = whole - (far or 0.0)
        return end - (size or 0.0), end
    return near, whole - far if far is not None else near + (size or 0.0)


def kept_free(thing: Thing) -> Box:
    """What texts give way to: the QR's quiet zone, or a picture and the clear space about it."""
    return thing.quiet if isinstance(thing, Code) else with_room(thing.ink)


def with_room(box: Box) -> Box:
    """The box with the clear space that other things keep from it."""
    return Box(box.left - _APART_MM, box.top - _APART_MM, box.right + _APART_MM, box.bottom + _APART_MM)


def on_label(box: Box, width: float, height: float) -> Box:
    """What of the box is on a label of this size; without width or height where nothing is."""
    return Box(max(box.left, 0.0), max(box.top, 0.0), min(box.right, width), min(box.bottom, height))


def overlap(box: Box, thing: Box) -> bool:
    """Whether the two share more than an edge."""
    return (box.left < thing.right and thing.left < box.right
            and box.top < thing.bottom and thing.top < box.bottom)


def cut(box: Box, thing: Box) -> Box:
    """The largest part of the box beside, above or below the thing."""
    parts = (
        box._replace(right=min(box.right, thing.left)), box._replace(bottom=min(box.bottom, thing.top)),
        box._replace(left=max(box.left, thing.right)), box._replace(top=max(box.top, thing.bottom)),
    )
    return max(parts, key=lambda part: max(part.width, 0.0) * max(part.height, 0.0))


def room_to_hang(element: Text, box: Box) -> float:
    """The millimetres left of the box into which a hook may hang."""
    if element.align != "left" or element.inset.left is None or box.left > element.inset.left:
        return 0.0
    return min(_HANG_MM, _HANG_SHARE * element.inset.left)


def placed(block: Block, element: Text, box: Box) -> Iterator[Words]:
    """Each line at its place in the box."""
    unit = block.size * MM_PER_POINT / 1000
    top = standing(element.stand, box, block.height * unit)
    hang = room_to_hang(element, box)
    for line, down in zip(block.lines, block.baselines, strict=True):
        left = _pen(line, unit, element.align, box, hang)
        yield _line(line, element.id, block.size, left, top + down * unit)


def _line(line: Shaped, element: str, size: float, left: float, baseline: float) -> Words:
    """The line at its place, in white until it is known in which colour."""
    unit = size * MM_PER_POINT / 1000
    ink = Box(left + line.left * unit, baseline - line.up * unit,
              left + line.right * unit, baseline + line.down * unit)
    return Words(element, line.text, line.runs, left, baseline, size, _WHITE, ink)


def _pen(line: Shaped, unit: float, align: str, box: Box, hang: float) -> float:
    """Where the line's pen starts, so that letters of all sizes seem to share one edge."""
    if align == "right":
        return box.right - line.right * unit
    if align == "centre":
        return (box.left + box.right - (line.left + line.right) * unit) / 2
    return max(box.left - line.flush * unit, box.left - hang - line.left * unit)


def in_the_middle(block: Block, box: Box, element: str) -> Iterator[Words]:
    """One line whose ink stands in the middle of the box."""
    line, unit = block.lines[0], block.size * MM_PER_POINT / 1000
    left = (box.left + box.right - (line.left + line.right) * unit) / 2
    yield _line(line, element, block.size, left, (box.top + box.bottom + (line.up - line.down) * unit) / 2)


def aligned(align: str, left: float, right: float, width: float) -> float:
    """The left edge of so wide a thing between two edges."""
    spare = right - left - width
    return left + {"left": 0.0, "centre": spare / 2, "right": spare}[align]


def standing(stand: str, box: Box, height: float) -> float:
    """The top edge of so high a thing in the box."""
    spare = box.height - height
    return box.top + {"top": 0.0, "middle": spare / 2, "bottom": spare}[stand]


def square(box: Box) -> Box:
    """The largest square in the middle of the box."""
    side = min(box.width, box.height)
    left, top = (box.left + box.right - side) / 2, (box.top + box.bottom - side) / 2
    return Box(left, top, left + side, top + side)
