"""The one engine that lays a badge out: a design and a badge become a display list in millimetres.

What stands earlier in the design has precedence. A text gives way to the QR with its quiet zone, to
pictures and marks, and to the ink of earlier texts: its box is cut on the side that costs it least.
Then it shrinks, then it wraps, and what still does not fit is refused by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from badges.paper import qr
from badges.paper.badge import Badge
from badges.paper.design import Design, Element, Fill, Image, Mark, Qr, Text, holds
from badges.paper.fonts import Weight
from badges.paper.label import Box, Code, Filled, Label, Note, Picture, Side, Thing, Words
from badges.paper.letters import shown, words
from badges.paper.pictures import EventPicture
from badges.paper.placing import (
    aligned,
    box_of,
    cut,
    in_the_middle,
    kept_free,
    on_label,
    overlap,
    placed,
    room_to_hang,
    square,
    standing,
    with_room,
)
from badges.paper.refusals import BadgeRefused, CannotSet, DoesNotFit, LabelTooSmall, NoName
from badges.paper.shape import Shaped, shaped
from badges.paper.stock import Stock
from badges.paper.type import Block, Fit, Room, Writing, fit, writing

LEAST_MODULE_MM = 0.5
NAMES = frozenset({"name", "first_name", "last_name"})
# Type this near to its floor has no room left to give way.
_NEAR_FLOOR = 1.02


class Composer:
    """Lays out the badges of one design on one stock; ``pictures`` are the event's, by name."""

    def __init__(
        self, design: Design, stock: Stock, pictures: Mapping[str, EventPicture] | None = None
    ) -> None:
        self.design = design
        self.stock = stock
        self.pictures = pictures or {}
        self._width, self._height = stock.panel_width, stock.panel_height
        self._has_code = any(isinstance(element, Qr) for element in (*design.front, *design.back))
        self.bleed = min(design.bleed, stock.bleed)
        self._boxes = {
            element.id: on_label(box_of(element.inset, self._width, self._height), self._width, self._height)
            for element in (*design.front, *design.back)
            if not isinstance(element, Qr)
        }

    def of(self, badge: Badge) -> Label:
        """The badge laid out.

        Raises BadgeRefused, which says whose badge it is, why it is not printed and what to do.
        """
        notes: list[Note] = []
        try:
            if not badge.name.strip() or not words(badge.name):
                raise _no_name()
            symbol = qr.symbol(badge.badge_code) if self._has_code else None
            front = self._side(self.design.front, badge, symbol, notes)
            back = self._side(self.design.back, badge, symbol, notes) if self.design.back else None
        except BadgeRefused as refused:
            raise refused.of(badge.name or badge.short_code) from None
        return Label(self._width, self._height, self.bleed, front, back, tuple(notes))

    def _side(
        self, elements: tuple[Element, ...], badge: Badge, symbol: qr.Symbol | None, notes: list[Note]
    ) -> Side:
        side = _OpenSide(badge, notes)
        drawn = [element for element in elements if not element.when or holds(element.when, badge)]
        solid = {element.id: self._solid(element, badge, symbol) for element in drawn
                 if not isinstance(element, (Text, Fill))}
        side.taken.extend(kept_free(thing) for thing in solid.values() if thing is not None)
        for element in drawn:
            if isinstance(element, Text):
                side.things.extend(self._text(element, side))
            elif isinstance(element, Fill):
                side.things.append(self._fill(element, badge))
            elif isinstance(element, Mark):
                side.things.extend(self._mark(element, badge))
            elif (thing := solid[element.id]) is not None:
                side.things.append(thing)
        return Side(tuple(side.things))

    def _solid(self, element: Element, badge: Badge, symbol: qr.Symbol | None) -> Thing | None:
        """What texts give way to, at its place."""
        if isinstance(element, Qr) and symbol is not None:
            return self._code(element, symbol)
        if isinstance(element, Image):
            return self._picture(element)
        if isinstance(element, Mark) and badge.fact("host_mark"):
            return Filled(element.id, square(self._roomy(element.id)), "#000000")
        return None

    def _roomy(self, element: str) -> Box:
        """The element's box, refused where nothing of it is on the label."""
        box = self._boxes[element]
        if min(box.width, box.height) <= 0:
            raise DoesNotFit(f"The design's {element} has no room on this stock.",
                             "Choose a stock with larger labels, or move it in the design.")
        return box

    def _code(self, element: Qr, symbol: qr.Symbol) -> Code:
        """The QR with the largest module of whole dots whose quiet zone stays on the label."""
        inset, modules = element.inset, symbol.modules
        across = inset.left if inset.left is not None else inset.right or 0.0
        down = inset.top if inset.top is not None else inset.bottom or 0.0
        # The quiet zone stays on the label at its near edges and at its far ones.
        most = min(element.share * self._height / (modules + 2 * qr.QUIET_MODULES), element.most_module,
                   min(across, down) / qr.QUIET_MODULES,
                   min(self._width - across, self._height - down) / (modules + qr.QUIET_MODULES))
        # A hair more, or 4.8 dots times 300 over 25.4 would be one dot less by rounding.
        module = (most + 1e-9) // self.stock.dot * self.stock.dot
        if module < LEAST_MODULE_MM:
            raise LabelTooSmall(
                f"Its QR's modules would be {module:.2f} mm on this stock; scanners need "
                f"{LEAST_MODULE_MM} mm.",
                "Choose a stock with larger labels, or a design with a larger QR.")
        side = modules * module
        left = inset.left if inset.left is not None else self._width - (inset.right or 0.0) - side
        top = inset.top if inset.top is not None else self._height - (inset.bottom or 0.0) - side
        return Code(element.id, symbol, left, top, module)

    def _picture(self, element: Image) -> Picture | None:
        found = self.pictures.get(element.image)
        if found is None:
            return None
        box = self._roomy(element.id)
        scale = min(box.width / found.width, box.height / found.height)
        width, height = found.width * scale, found.height * scale
        left = aligned(element.align, box.left, box.right, width)
        top = standing(element.stand, box, height)
        return Picture(element.id, element.image, Box(left, top, left + width, top + height))

    def _fill(self, element: Fill, badge: Badge) -> Filled:
        """The box; where it meets the label's edge it goes on as far as the bleed."""
        left, top, right, bottom = self._roomy(element.id)
        beyond = self.bleed
        bled = Box(
            left - beyond if left <= 0 else left, top - beyond if top <= 0 else top,
            right + beyond if right >= self._width else right,
            bottom + beyond if bottom >= self._height else bottom,
        )
        return Filled(element.id, bled, self._colour(element.colour, badge), element.radius)

    def _mark(self, element: Mark, badge: Badge) -> Iterator[Thing]:
        """The hosts' initials on a disc of their colour."""
        initials = badge.fact("host_mark")
        if not initials:
            return
        marks, box = self.design.marks, square(self._boxes[element.id])
        number = int(badge.fact("host_number") or 0)
        disc = marks[number % len(marks)] if marks else "accent"
        yield Filled(element.id, box, self._colour(disc, badge), box.width / 2)
        inner = Box(box.left + box.width * 0.16, box.top + box.width * 0.28,
                    box.right - box.width * 0.16, box.bottom - box.width * 0.28)
        block = fit(writing(words(initials), Weight.BOLD, badge.language, is_a_name=True),
                    Fit(size=60, wrap_below=1, floor=1, lines=1), Room(inner.width, inner.height * 1.35))
        if block is not None and not block.lines[0].lacking:
            yield from in_the_middle(block, inner, element.id)

    def _text(self, element: Text, side: "_OpenSide") -> Iterator[Words]:
        badge = side.badge
        said = element.template.written(badge.fact)
        is_a_name = _is_name(element)
        separate = self._words(said, element, side)
        if not separate:
            side.note_empty(element)
            return
        box = side.free(self._boxes[element.id])
        text = writing(separate, element.weight, badge.language, is_a_name=is_a_name)
        block = self._block(element, text, box, side)
        side.sizes[element.id] = block.size
        side.note_given_way(element, block)
        colour = self._colour(element.colour, badge)
        for line in placed(block, element, box):
            side.taken.append(with_room(line.ink))
            yield replace(line, colour=colour)

    def _words(self, said: str, element: Text, side: "_OpenSide") -> tuple[str, ...]:
        try:
            return words(said)
        except BadgeRefused as refused:
            if _is_name(element):
                raise
            why = f"In the {side.called(element)}: {refused.why}"
            raise type(refused)(why, refused.fix) from None

    def _block(self, element: Text, text: Writing, box: Box, side: "_OpenSide") -> Block:
        """The text at its final size, refused where it lacks a letter, has no ink or does not fit."""
        how = _limited(element, side.sizes)
        hang = room_to_hang(element, box)
        room = Room(max(box.width + hang, 0.0), max(box.height, 0.0), hang)
        block = fit(text, how, room) if room.width and room.height else None
        if block is None or any(line.lacking for line in block.lines) or _is_name(element):
            _refuse_lacking(text, side.called(element), is_a_name=_is_name(element))
        if block is None:
            raise _too_long(side.called(element), how)
        return block

    def _colour(self, name: str, badge: Badge) -> str:
        return self.design.colour(name, badge.fact("kind"))


@dataclass(slots=True)
class _OpenSide:
    """A side that is being laid out: what is on it, what is taken, and how large its texts became."""

    badge: Badge
    notes: list[Note]
    things: list[Thing] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)

    def free(self, box: Box) -> Box:
        """What is left of the box when it has given way to everything in it."""
        for thing in self.taken:
            if overlap(box, thing):
                box = cut(box, thing)
        return box

    def note_empty(self, element: Text) -> None:
        """Say that the list lacks what a text is of, unless its design asks whether it is there."""
        fields = element.template.fields
        if fields and not any(condition.field in fields for condition in element.when):
            self._note(element, "empty", f"Nothing is written for {self.called(element)}.")

    def note_given_way(self, element: Text, block: Block) -> None:
        """Say where a text is at its smallest or broken."""
        if block.size < element.fit.floor * _NEAR_FLOOR < element.fit.size:
            why = f"The {self.called(element)} is at its smallest, {block.size:.1f} pt."
            self._note(element, "floor", why)
        if len(block.lines) > 1:
            self._note(element, "wrapped", f"The {self.called(element)} is on {len(block.lines)} lines.")

    def called(self, element: Text) -> str:
        """What people call a text: by the fields that are written, or by all where none is."""
        fields = element.template.fields
        written = [name for name in fields if self.badge.fact(name)] or fields
        return " and ".join(name.replace("_", " ") for name in written) or element.id

    def _note(self, element: Text, kind: str, why: str) -> None:
        self.notes.append(Note(element.id, kind, why))


def _refuse_lacking(text: Writing, called: str, *, is_a_name: bool) -> None:
    """Refuse letters that no face has, and a name that leaves no ink."""
    whole = _whole(text)
    if whole.lacking:
        where = "" if is_a_name else f"In the {called}: "
        letters = tuple(dict.fromkeys(whole.lacking))
        raise CannotSet(
            f"{where}No font of this installation has {shown(letters)}.",
            "Put a font that has it into the folder of LAST_BADGE_FONTS, or ask how the attendee likes it "
            "written in other letters.")
    if is_a_name and whole.right <= whole.left:
        raise _no_name()


def _no_name() -> NoName:
    return NoName("Nothing is written where its name belongs.", "Fill in the name on the list.")


def _whole(text: Writing) -> Shaped:
    return shaped(text.line(0, len(text.words)), text.weight, text.language)


def _is_name(element: Text) -> bool:
    return not NAMES.isdisjoint(element.template.fields)


def _limited(element: Text, sizes: Mapping[str, float]) -> Fit:
    """How the text may give way, no larger than its share of an earlier text."""
    other = sizes.get(element.most_of or "")
    if other is None:
        return element.fit
    size = min(element.fit.size, max(element.most_share * other, element.fit.floor))
    return replace(element.fit, size=size, wrap_below=min(element.fit.wrap_below, size))


def _too_long(called: str, how: Fit) -> DoesNotFit:
    lines = "one line" if how.lines == 1 else f"up to {how.lines} lines"
    return DoesNotFit(f"The {called} does not fit on {lines} at {how.floor:g} pt.",
                      f"Ask which shorter {called} to print, or choose a stock with larger labels.")
