"""The guest list: look at it, bring a file, and see what it would change."""

from typing import Any

from flask import redirect, render_template, request, send_file, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import lists, overview, people
from badges.errors import NotFound, Refusal
from badges.lists.presets import presets
from badges.lists.text import encodings
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.organiser import list_files, list_work
from web.organiser.blueprint import blueprint
from web.organiser.imports import state_of
from web.organiser.list_answers import hosts_shown, meanings

PAGE = 200
UNREADABLE = 400


@blueprint.get("/<slug>/list")
@door("organiser")
def guest_list(visitor: Organising) -> str:
    """Everybody on the list, or those a search finds."""
    return _page(visitor)


@blueprint.post("/<slug>/list/preview")
@door("organiser")
def upload_list(visitor: Organising) -> AnyResponse | tuple[str, int]:
    """Keep a file and look at it; nothing is written yet."""
    file, event, settings = request.files.get("file"), visitor.the_event, context().settings
    if file is None or not file.filename:
        return _page(visitor, problem="Please choose a file with the guest list."), UNREADABLE
    upload = list_files.keep(settings, event, file)
    try:
        list_files.look(settings, event, upload)
    except Refusal as refusal:
        name = upload.about["name"]
        list_files.throw_away(upload)
        return _page(visitor, problem=refusal.message, refused=name), UNREADABLE
    return redirect(url_for("organiser.preview", slug=event.slug, token=upload.token))


@blueprint.get("/<slug>/list/preview/<token>")
@door("organiser")
def preview(visitor: Organising, token: str) -> str:
    """What the file would change."""
    upload = list_files.kept(context().settings, visitor.the_event, token)
    said: dict[str, Any] = session.pop("list_said", {})
    report = upload.report
    return render_template(
        "organiser/preview.html",
        event=visitor.the_event,
        organiser=visitor.organiser,
        token=token,
        name=upload.about["name"],
        plan=report,
        choices=upload.choices,
        said=said if said.get("token") == token else {},
        hosts=hosts_shown(report),
        encodings=encodings(),
        presets=presets(),
        meanings=meanings,
    )


@blueprint.get("/<slug>/list/preview/<token>/apart.csv")
@door("organiser")
def rows_apart(visitor: Organising, token: str) -> AnyResponse:
    """The rows set apart as a file, to be mended and sent again."""
    upload = list_files.kept(context().settings, visitor.the_event, token)
    if not upload.apart.stat().st_size:
        raise NotFound("No row of this file was set apart.")
    stem = upload.about["name"].rpartition(".")[0] or upload.about["name"]
    return send_file(
        upload.apart, mimetype="text/csv", as_attachment=True, download_name=f"{stem} - to mend.csv"
    )


def _page(visitor: Organising, *, problem: str | None = None, refused: str | None = None) -> str:
    event, query, after = visitor.the_event, request.args.get("q", "").strip(), request.args.get("after", "")
    with context().store.reading() as reading:
        if query:
            cards = people.find(reading, event, query, now=now(), limit=PAGE)
        else:
            start = int(after[:9]) if after.isdecimal() else 0
            cards = people.cards(reading, event, now=now(), after=start, limit=PAGE)
        total = len(cards) if query else overview.listed(reading, event)
        imports = lists.imports(reading, event)
    more = len(cards) == PAGE and not query
    settings = context().settings
    return render_template(
        "organiser/list.html",
        event=event,
        organiser=visitor.organiser,
        cards=cards,
        query=query,
        total=total,
        next=url_for("organiser.guest_list", slug=event.slug, after=cards[-1].id) if more else None,
        imports=[(one, state_of(one, list_work.progress(settings, one.id))) for one in imports],
        largest=settings.upload_limit,
        problem=problem,
        refused=refused,
    )
