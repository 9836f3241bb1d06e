"""One's own badge as a picture. Loaded when somebody is first found: it carries the drawing libraries."""

from dataclasses import replace

from markupsafe import Markup
from sqlalchemy.orm import Session

from badges import paper, sheets
from badges.lists import parts
from badges.model import Event
from badges.paper import Badge, BadgeRefused

# On the screen the codes are nobody's: whoever stands behind shall not photograph them.
_NO_CODE = "0000000000000000"
_NO_SHORT_CODE = "······"


def drawn(
    session: Session, event: Event, attendee_id: int, written: tuple[str, str] | None = None
) -> Markup | None:
    """The front of the badge, as ``written`` if they corrected it; None where it cannot be printed."""
    badge = _of(sheets.badge_of(session, event, attendee_id), written)
    composer = sheets.composer(session, event)
    try:
        label = composer.of(badge)
    except BadgeRefused:
        return None
    title = f"{badge.name} {badge.fact('company')}".strip()
    # Made by our engine of glyph outlines and numbers; what people wrote is escaped there.
    return Markup(paper.draw_svg(label, "front", pictures=composer.pictures, title=title))  # noqa: S704


def _of(badge: Badge, written: tuple[str, str] | None) -> Badge:
    shown = replace(badge, badge_code=_NO_CODE, short_code=_NO_SHORT_CODE)
    if written is None:
        return shown
    name, company = written
    first, last = (badge.fact(f"{which}_name") for which in ("first", "last"))
    first, last = parts.after(name, was=badge.name, first=first, last=last)
    mended = {"company": company, "first_name": first, "last_name": last}
    return replace(shown, name=name, fields={**badge.fields, **mended})
