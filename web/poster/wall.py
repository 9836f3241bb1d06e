"""The organiser's side: the poster as it will hang there, to print, and the passes that it got mailed."""

import io

from flask import Response, render_template, request
from markupsafe import Markup

from badges import paper
from badges.errors import Refusal
from badges.model import Event
from badges.notices import passes
from web.context import context
from web.doors import Organising, door
from web.links import Links
from web.poster.blueprint import blueprint
from web.speech import catalogue

# What each size is called by those who buy paper.
SIZES = {"a4": "A4", "a3": "A3", "letter": "US Letter", "tabloid": "US Tabloid"}


@blueprint.get("/organiser/<slug>/poster")
@door("organiser")
def wall(visitor: Organising) -> str:
    """The poster to look at, and what became of the passes it was asked for."""
    event = visitor.the_event
    with context().store.reading() as reading:
        mailed = passes.lately(reading, event)
    drawing, problem = _preview(event)
    return render_template(
        "poster/wall.html",
        event=event,
        organiser=visitor.organiser,
        sizes=SIZES,
        drawing=drawing,
        problem=problem,
        mailed=mailed,
        no_server=not context().settings.mail_url,
    )


@blueprint.get("/organiser/<slug>/poster.pdf")
@door("organiser")
def pdf(visitor: Organising) -> Response:
    """The poster as a file to print."""
    event, size = visitor.the_event, request.args.get("size", "a4")
    out = io.BytesIO()
    paper.draw_poster(poster_of(event), out, size=size)
    headers = {"Content-Disposition": f'inline; filename="{event.slug}-poster-{size}.pdf"'}
    return Response(out.getvalue(), content_type="application/pdf", headers=headers)


def poster_of(event: Event) -> "paper.Poster":
    """What the event's poster says, in the event's language and not in the organiser's."""
    spoken = catalogue(event.language.partition("-")[0].lower())
    t = spoken.t
    return paper.Poster(
        event=event.name,
        headline=t("Check in on your phone").unescape(),
        steps=(
            t("Scan the code with your camera").unescape(),
            t("Write your name and mail address").unescape(),
            t("Open the link that we mail you").unescape(),
        ),
        by_hand=t("Or open this address:").unescape(),
        address=Links(context().settings).open_page(event),
        help=t("No phone, or no mail? The front desk is glad to help.").unescape(),
        language=event.language,
        leftwards=spoken.direction == "rtl",
    )


def _preview(event: Event) -> tuple[Markup | None, str | None]:
    """The poster as a drawing, or the sentence that says why there can be none."""
    try:
        label = paper.poster_label(poster_of(event), size="a4")
    except Refusal as refusal:
        return None, refusal.message
    title = f"The poster of {event.name}"
    # Our own drawing: names are outlines in it, and its title is escaped.
    return Markup(paper.draw_svg(label, pictures={}, title=title)), None  # noqa: S704
