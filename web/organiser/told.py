"""What hosts were told, and what became of it."""

from email.utils import parseaddr

from flask import render_template

from badges.hosts import hosts_with_counts
from badges.notices import mail, page
from badges.notices.outbox import Kept
from badges.settings import Settings
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
        hosts = {host.email for host, _ in hosts_with_counts(reading, visitor.the_event)}
    return render_template(
        "organiser/notices.html",
        event=visitor.the_event,
        organiser=visitor.organiser,
        notices=fates,
        letters=None if settings.mail_url else _letters(settings, hosts),
    )


def _letters(settings: Settings, hosts: set[str]) -> list[Kept]:
    """The outbox as far as it is this event's: the letters to its hosts."""
    return [letter for letter in mail.list_outbox(settings) if parseaddr(letter.to)[1] in hosts]
