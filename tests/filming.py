"""Filming a badge: the paper drawn for it, moved, blurred, tilted and in the dark, as a camera's film."""

from io import BytesIO

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from tests.browser import ARGS, found
from tests.paper.reading import a_badge, pixels, printed

WIDTH, HEIGHT = 1280, 720


def paper_of(code, **more):
    """The badge as the printer puts it on paper, at 300 dots to the inch."""
    file, _ = printed([a_badge(badge_code=code, **more)])
    return Image.fromarray(pixels(file)).convert("RGB")


def ticket(kind, text):
    """Another maker's ticket, as a phone shows it."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    bars = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=5))).convert("RGB")
    shown = Image.new("RGB", (bars.width + 80, bars.height + 80), "white")
    shown.paste(bars, (40, 40))
    return shown


def a_table():
    """What lies under the badge: uneven, and darker than paper."""
    grain = np.random.default_rng(1).normal(0, 9, (HEIGHT, WIDTH, 1))
    shade = np.linspace(95, 140, WIDTH)[None, :, None] * np.array([1.05, 0.95, 0.8])
    return Image.fromarray(np.clip(shade + grain, 0, 255).astype(np.uint8))


def seen(paper, corners, on=None):
    """The paper with its corners at these points of the picture, clockwise from the upper left."""
    on = on or a_table()
    there = [(0, 0), (paper.width, 0), (paper.width, paper.height), (0, paper.height)]
    back = _perspective(corners, there)
    laid = paper.transform(on.size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    where = Image.new("L", paper.size, 255).transform(
        on.size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BILINEAR
    )
    return Image.composite(laid, on, where)


def flat(left=380, top=180, width=520, height=347):
    """The corners of a badge held straight."""
    return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]


def tilted(degrees):
    """The corners of a badge whose far edge leans away."""
    lean = np.cos(np.radians(degrees))
    far = 520 * (0.55 + 0.45 * lean)
    top = 535 - 347 * lean
    return [(640 - far / 2, top), (640 + far / 2, top), (900, 535), (380, 535)]


def turned(degrees, about=(640, 360)):
    """The corners of a badge turned in the hand."""
    turn = np.radians(degrees)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return [tuple(spin @ (np.array(point) - about) + about) for point in flat()]


def smeared(picture, pixels_long):
    """Moved while the shutter was open."""
    dots = np.asarray(picture, dtype=np.float32)
    return Image.fromarray(
        np.mean([np.roll(dots, shift, axis=1) for shift in range(pixels_long)], axis=0).astype(np.uint8)
    )


def blurred(picture, radius):
    """Out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(radius))


def dark(picture, light=0.22, noise=7):
    """Late in the evening, and the sensor's noise with it."""
    grain = np.random.default_rng(2).normal(0, noise, (HEIGHT, WIDTH, 3))
    return Image.fromarray(np.clip(np.asarray(picture) * light + grain, 0, 255).astype(np.uint8))


def film(path, pictures):
    """A film that Chromium takes for a camera: JPEGs one after another, thirty a second, over and over."""
    with path.open("wb") as file:
        for picture in pictures:
            jpeg = BytesIO()
            picture.save(jpeg, "JPEG", quality=85)
            file.write(jpeg.getvalue())
    return path


def camera(browser, path):
    """Another browser, whose camera shows this film and which may use it; without a film it may not."""
    flags = [
        "--use-fake-device-for-media-stream",
        # Whatever is not this machine is not there: the decoder must not be fetched from elsewhere.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    if path:
        flags += ["--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={path}"]
    return browser.browser_type.launch(executable_path=found(), args=[*ARGS, *flags])


def _perspective(wanted, given):
    """The eight numbers by which Pillow finds for each point of the picture its point of the paper."""
    rows = []
    for (x, y), (u, v) in zip(wanted, given, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return np.linalg.solve(np.array(rows, dtype=float), np.array(given, dtype=float).reshape(8)).tolist()
