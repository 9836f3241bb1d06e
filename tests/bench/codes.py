"""How badly badges may be seen and their codes still be read: decode rates, step by step."""

import time
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from badges.paper import Badge, Composer, design_named, draw_pdf, stock_named
from badges.paper.label import Code
from badges.paper.qr import PREFIX
from tests.paper.reading import DOTS_PER_MM, a_code

COUNT = 100
DESIGN, STOCK = "networking", "page-90x60"
# Pixels a module. A phone's film, 1280 pixels wide over 65 degrees, is seen from 1005 pixels away; so these
# are modules of 0.85 mm held at 21 cm, and two pixels are the same at 43 cm.
CAMERA = 4
EYE = 1005
# Round the badge lies something dark enough to be none of its white, and a finger is no module's black.
DESK, FINGER = 90, 110
# Modules of badge and desk that are seen on each side of the symbol: its quiet zone and twice as much.
AROUND = 12


@dataclass(frozen=True)
class Seen:
    """A badge on the desk: its code, a grey picture, and where the dark symbol is in it, in pixels."""

    code: str
    picture: Image.Image
    left: float
    top: float
    module: float
    modules: int


def codes():
    """Print how many of a hundred drawn badges are read at each step of each trouble."""
    begin = time.perf_counter()
    badges = drawn()
    module = badges[0].module
    near = [from_afar(badge, CAMERA, np.random.default_rng(n)) for n, badge in enumerate(badges)]
    print(
        f"\nCodes read of {COUNT} badges, {DESIGN} on {STOCK}: {module:g} dots a module at 300 dpi,"
        f" {module / DOTS_PER_MM:.2f} mm"
    )
    row("as printed", badges, untouched, [("300 dpi", 0)])
    row("from afar", badges, from_afar, [(f"{pixels:g} px", pixels) for pixels in (4, 3, 2.5, 2, 1.75, 1.5)])
    print(f"  each of these at {CAMERA} pixels a module:")
    for name, trouble, unit, amounts in TROUBLES:
        row(name, near, trouble, [(f"{amount:g}{unit}", amount) for amount in amounts])
    print(f"  in {time.perf_counter() - begin:.0f} s")


def drawn():
    """The badges from a PDF, at a printer's 300 dots to the inch."""
    composer = Composer(design_named(DESIGN), stock_named(STOCK))
    said = {"company": "Company", "event": "The chum parade", "kind": "guest"}
    made = [Badge(f"Attendee Number {n}", a_code(n), "7KW2MX", said, "en") for n in range(COUNT)]
    out = BytesIO()
    draw_pdf(made, out, composer=composer)
    pages = pypdfium2.PdfDocument(out.getvalue())
    return [on_the_desk(badge, composer.of(badge), page) for badge, page in zip(made, pages, strict=True)]


def on_the_desk(badge, label, page):
    """The symbol, and what stands and lies around it, with whole dots between."""
    (code,) = [thing for thing in label.front.things if isinstance(thing, Code)]
    module = round(code.module * DOTS_PER_MM)
    around, side = AROUND * module, code.symbol.modules * module
    whole = Image.fromarray(page.render(scale=300 / 72, grayscale=True).to_numpy().squeeze())
    left, top = (round(edge * DOTS_PER_MM) for edge in (code.left, code.top))
    seen = ImageOps.expand(whole, around, DESK).crop(
        (left, top, left + side + 2 * around, top + side + 2 * around)
    )
    return Seen(badge.badge_code, seen, around, around, module, code.symbol.modules)


def row(name, badges, trouble, steps):
    """One line: the share read at each step; a code read as another is told aloud."""
    told = []
    for step, amount in steps:
        read = [
            reading(trouble(badge, amount, np.random.default_rng(n)).picture)
            for n, badge in enumerate(badges)
        ]
        right = sum(one == PREFIX + badge.code for one, badge in zip(read, badges, strict=True))
        wrong = sum(bool(one) for one in read) - right
        told.append(f"{step:>7} {100 * right / len(badges):3.0f} %" + (f" {wrong} WRONG" if wrong else ""))
    print(f"  {name:14}" + " ".join(told), flush=True)


def reading(picture):
    """What zxing-cpp reads, as the desk's camera does; nothing where it sees no code."""
    found = zxingcpp.read_barcodes(np.asarray(picture), formats=zxingcpp.BarcodeFormat.QRCode)
    return found[0].text if found else ""


def altered(badge, picture):
    """The same badge where only its picture matters from here on."""
    return Seen(badge.code, picture, badge.left, badge.top, badge.module, badge.modules)


def untouched(badge, _amount, _chance):
    return badge


def from_afar(badge, pixels, chance):
    """So many pixels a module, beginning anywhere within one."""
    scale = badge.module / pixels
    left, top = chance.random(2) * scale
    width, height = (int(side / scale) - 1 for side in badge.picture.size)
    picture = badge.picture.resize(
        (width, height), Image.Resampling.BOX, (left, top, left + width * scale, top + height * scale)
    )
    return Seen(
        badge.code, picture, (badge.left - left) / scale, (badge.top - top) / scale, pixels, badge.modules
    )


def blurred(badge, modules, _chance):
    """Out of focus by a standard deviation in modules."""
    return altered(badge, badge.picture.filter(ImageFilter.GaussianBlur(modules * badge.module)))


def turned(badge, degrees, _chance):
    return altered(
        badge, badge.picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=DESK)
    )


def tilted(badge, degrees, _chance):
    """Seen from one side: one edge nearer, hence larger, than the other."""
    width, height = badge.picture.size
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    across, down = (corners - (width / 2, height / 2)).T
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    nearness = EYE / (EYE + across * sine)
    seen = np.stack([across * cosine * nearness + width / 2, down * nearness + height / 2], axis=1)
    return altered(
        badge,
        badge.picture.transform(
            (width, height),
            Image.Transform.PERSPECTIVE,
            back_from(seen, corners),
            Image.Resampling.BICUBIC,
            fillcolor=DESK,
        ),
    )


def back_from(seen, corners):
    """The eight numbers of the perspective that finds a corner for a point that is seen."""
    lines, ends = [], []
    for (x, y), (u, v) in zip(seen, corners, strict=True):
        lines += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        ends += [u, v]
    return np.linalg.solve(np.array(lines), np.array(ends)).tolist()


def pale(badge, percent, _chance):
    """So much of the contrast is left, in the whole greys that a camera gives."""
    return altered(
        badge, badge.picture.point([round(128 + (grey - 128) * percent / 100) for grey in range(256)])
    )


def noisy(badge, greys, chance):
    """Each pixel off by a standard deviation in greys of 255."""
    dots = np.asarray(badge.picture) + chance.normal(0, greys, badge.picture.size[::-1])
    return altered(badge, Image.fromarray(dots.clip(0, 255).astype(np.uint8)))


def covered(badge, percent, chance):
    """A finger's tip wholly on the symbol, anywhere, also on a corner that scanners look for."""
    side = badge.modules * badge.module
    radius = side * np.sqrt(percent / 100 / np.pi)
    x, y = (badge.left, badge.top) + radius + chance.random(2) * (side - 2 * radius)
    picture = badge.picture.copy()
    ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=FINGER)
    return altered(badge, picture)


def foyer(badge, step, chance):
    """A little of everything, as a bad phone sees a badge in a dark foyer."""
    covering = covered(badge, step, chance)
    standing = turned(tilted(covering, 8 * step, chance), 7 * step, chance)
    return noisy(pale(blurred(standing, 0.12 * step, chance), 100 - 15 * step, chance), 4 * step, chance)


TROUBLES = (
    ("blurred", blurred, "", (0.3, 0.4, 0.45, 0.5, 0.55, 0.6)),
    ("rotated", turned, "°", (5, 15, 30, 45, 100, 190)),
    ("in perspective", tilted, "°", (20, 30, 40, 50, 60, 70)),
    ("low contrast", pale, " %", (50, 25, 12, 10, 8, 6)),
    ("noisy", noisy, "", (10, 20, 40, 60, 80, 100)),
    ("partly covered", covered, " %", (0.5, 1, 2, 4, 6, 8)),
    ("all at once", foyer, "", (0.5, 1, 1.5, 2, 2.5, 3)),
)

if __name__ == "__main__":
    codes()
