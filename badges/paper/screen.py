"""QR codes for screens: as an SVG that a page can hold."""

import io

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_svg(text: str) -> str:
    """The QR of any text (a pass's address) as an ``<svg>`` element, quiet zone included."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    # Without the XML declaration, which has no place inside a page.
    return out.getvalue().decode().partition("?>\n")[2] or out.getvalue().decode()


def qr_png(text: str, *, module: int = 8) -> bytes:
    """The same for a mail, where no drawing is shown: black on white, ``module`` pixels a module, as PNG."""
    # Pages are drawn without it, and it is large.
    from qrcode.image.pil import PilImage  # noqa: PLC0415

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, box_size=module)
    code.add_data(text)
    out = io.BytesIO()
    code.make_image(image_factory=PilImage).save(out, "PNG")
    return out.getvalue()
