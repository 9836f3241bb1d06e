"""Badges on paper, beside reportlab drawing a page with two lines of plain text."""

import io
import resource
import subprocess
import sys
import time

import qrcode
from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from badges import codes
from badges.paper import Badge, Composer, design_named, draw_pdf, stock_named

COUNT = 1000
# Names that need joining, turning, stacking or a face of their own, as they stand on one list.
SHAPED = (
    *("محمد عبد الله", "אברהם בן־דוד", "अनुष्का श्रीवास्तव", "ณัฐวุฒิ ศรีสุข"),
    *("தமிழ்ச்செல்வி", "王小明", "김민수", "Ana 🦊"),
)


def badges():
    """A thousand badges, one per page and on sheets, as a share of the floor's rate."""
    print(f"\n{COUNT} badges, one core")
    floor = min(_seconds(_two_lines) for _ in range(3))
    print(f"  a page and two lines of text   {COUNT / floor:8.0f}/s")
    rectangles = _seconds(_a_rectangle_per_module)
    print(f"  python-qrcode, rectangles      {COUNT / rectangles:8.0f}/s")
    latin = [_badge(f"Attendee Number {n}") for n in range(COUNT)]
    shaped = [_badge(f"{SHAPED[n % len(SHAPED)]} {n}") for n in range(COUNT)]
    for name, made, stock in (
        ("Latin, one a page", latin, "page-90x60"),
        ("Latin, on sheets", latin, "avery-5392"),
        ("shaped, one a page", shaped, "page-90x60"),
        ("shaped, on sheets", shaped, "avery-5392"),
    ):
        _line(name, made, stock)
    _one(latin[0])
    _many()


def _badge(name):
    said = {"company": "Company", "event": "The chum parade", "kind": "guest"}
    return Badge(name, codes.new_code(), codes.new_short_code(), said, "en")


def _line(name, made, stock):
    composer = Composer(design_named("networking"), stock_named(stock))
    draw_pdf(made[:8], io.BytesIO(), composer=composer)
    out = io.BytesIO()
    # In turn with the floor, so that whatever else the machine does slows both.
    turns = [
        (_seconds(_two_lines), _seconds(lambda: draw_pdf(made, _emptied(out), composer=composer)))
        for _ in range(5)
    ]
    floor, seconds = map(min, zip(*turns, strict=True))
    print(
        f"  {name:30} {COUNT / seconds:8.0f}/s   {floor / seconds:5.2f} of that"
        f"   {len(out.getvalue()) / COUNT:5.0f} bytes each, fonts included"
    )


def _one(badge):
    """One badge alone, as it is printed when somebody has arrived."""
    composer = Composer(design_named("networking"), stock_named("page-90x60"))
    times = [_seconds(lambda: draw_pdf([badge], io.BytesIO(), composer=composer)) for _ in range(50)]
    print(f"  one badge alone, warm          {sorted(times)[25] * 1000:8.1f} ms")


def _many():
    """Ten thousand badges in a process of their own, and the most memory it took."""
    command = [sys.executable, "-m", "tests.bench.papers"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    print(f"  ten thousand badges            {done.stdout.strip()}")


def _emptied(out):
    out.seek(0)
    out.truncate()
    return out


def _seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _two_lines():
    # As reportlab comes; our own back end turns this off.
    rl_config.useA85 = 1
    canvas = Canvas(io.BytesIO())
    for n in range(COUNT):
        canvas.drawString(100, 700, f"Attendee Number {n}")
        canvas.drawString(100, 680, "Company")
        canvas.showPage()
    canvas.save()


def _a_rectangle_per_module():
    canvas = Canvas(io.BytesIO())
    for _ in range(COUNT):
        code = qrcode.QRCode()
        code.add_data("LB1" + codes.new_code())
        for y, row in enumerate(code.get_matrix()):
            for x, dark in enumerate(row):
                if dark:
                    canvas.rect(x * mm, y * mm, mm, mm, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()


def _ten_thousand():
    composer = Composer(design_named("networking"), stock_named("page-90x60"))
    out = io.BytesIO()
    made = (_badge(f"Attendee Number {n}") for n in range(10_000))
    seconds = _seconds(lambda: draw_pdf(made, out, composer=composer))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.1f} s, {len(out.getvalue()) / 1e6:.1f} MB, at most {most:.0f} MB of memory")


if __name__ == "__main__":
    _ten_thousand()
