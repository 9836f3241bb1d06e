"""Pictures that an event brings (a logo), looked through before anything draws them."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from badges.errors import BadInput

MOST_BYTES = 5 * 1024 * 1024
_MOST_PIXELS = 40_000_000
# 100 mm at 300 dots to the inch; more is weight without sharpness.
_LONGEST_SIDE = 1200
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class BadPicture(BadInput):
    """Something that is no picture we draw; says what to upload instead."""

    code = "bad_picture"


@dataclass(frozen=True, slots=True)
class EventPicture:
    """A picture by its name: ``png`` is the file, width and height its size in pixels."""

    name: str
    png: bytes
    width: int
    height: int


def read_picture(name: str, data: bytes) -> EventPicture:
    """The picture in ``data`` (PNG, JPEG, WebP or GIF), made no larger than paper needs, as PNG.

    Raises BadPicture for anything else: an SVG may name files elsewhere, and is refused as a whole.
    """
    if len(data) > MOST_BYTES:
        raise BadPicture(f"This picture has {len(data) / 1e6:.0f} MB; 5 MB are the most. Save it smaller "
                         "(1,200 pixels across are enough for a badge) and try again.")
    picture = _opened(data)
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return EventPicture(name, out.getvalue(), *picture.size)


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Pillow only warns of pictures that unpack to a great many pixels.
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise BadPicture(f"This picture has {picture.width} × {picture.height} pixels; "
                                     "1,200 across are enough for a badge. Save it smaller and try again.")
                return ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        raise BadPicture("This file is no PNG, JPEG, WebP or GIF that can be read. Save the picture as PNG "
                         "and try again; an SVG must become a PNG first.") from None
