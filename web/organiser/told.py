"""What hosts were told, and what became of it."""

from flask import render_template

from badges.notices import mail, page
from web.context import context
from web.doors import Organising, door
from web.organiser.blueprint import blueprint

SHOWN = 500


@blueprint.get("/<slug>/notices")
@door("organiser")
def notices(visitor: Organising) -> str:
    """Every notice's fate; without a mail server, the letters themselves."""
    settings = context().settings
    with context().store.reading() as reading:
        fates = page.fates(reading, visitor.the_event.id, limit=SHOWN)
    return render_template(
        "organiser/notices.html",
        event=visitor.the_event,
        organiser=visitor.organiser,
        notices=fates,
        letters=None if settings.mail_url else mail.list_outbox(settings),
    )
