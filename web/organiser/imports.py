"""Imports: taking in what was shown, how far it is, what came of it, and taking it back."""

import threading
from typing import Any

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from badges import lists
from badges.errors import Conflict, Refusal
from badges.model import Event, Import
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.organiser import list_files, list_work
from web.organiser.blueprint import blueprint
from web.organiser.list_answers import read_answers
from web.organiser.list_files import Upload
from web.organiser.list_work import Progress, Work

# Most lists are in before anybody would look at a bar.
PATIENCE = 1.5  # seconds
# Two touches that arrive at once are one import.
_deciding = threading.Lock()


@blueprint.post("/<slug>/list/preview/<token>/look")
@door("organiser")
def look_again(visitor: Organising, token: str) -> AnyResponse:
    """What the file would change by what is now said of it; nothing is written yet."""
    upload = list_files.kept(context().settings, visitor.the_event, token)
    _answered(visitor.the_event, upload)
    return _to_preview(visitor.the_event, upload)


@blueprint.post("/<slug>/list/preview/<token>/apply")
@door("organiser")
def apply(visitor: Organising, token: str) -> AnyResponse:
    """Take in what was shown; what was not shown yet is shown and not taken in."""
    event = visitor.the_event
    upload = list_files.kept(context().settings, event, token)
    if _answered(event, upload) or not upload.report["named"]:
        return _to_preview(event, upload)
    with _deciding:
        number = _running_or_done(event, upload)
        new = number is None
        number = _begin(event, upload) if number is None else number
    if new:
        _work(event, number, upload, shown=True)
    return redirect(url_for("organiser.one_import", slug=event.slug, number=number))


@blueprint.get("/<slug>/list/imports/<int:number>")
@door("organiser")
def one_import(visitor: Organising, number: int) -> str:
    """How far an import is, or what came of it."""
    event, settings = visitor.the_event, context().settings
    with context().store.reading() as reading:
        row = lists.import_numbered(reading, event, number)
    progress = list_work.progress(settings, number)
    upload = list_files.still_there(settings, event, row.told.get("token", ""))
    part = request.args.get("part") == "progress"
    return render_template(
        "organiser/_import.html" if part else "organiser/import.html",
        event=event,
        organiser=visitor.organiser,
        one=row,
        state=state_of(row, progress),
        progress=progress,
        token=upload.token if upload else None,
        apart=bool(upload and upload.apart.stat().st_size),
    )


@blueprint.post("/<slug>/list/imports/<int:number>/go-on")
@door("organiser")
def go_on(visitor: Organising, number: int) -> AnyResponse:
    """Go on with an import that broke off, under its own number, so that it can be taken back whole."""
    event, row = visitor.the_event, _at_rest(visitor.the_event, number)
    if row.finished_at or row.undone_at:
        raise Conflict(f"The import of {row.file_name} is finished; there is nothing to go on with.")
    upload = list_files.kept(context().settings, event, row.told.get("token", ""))
    _work(event, number, upload, shown=False)
    return redirect(url_for("organiser.one_import", slug=event.slug, number=number))


@blueprint.post("/<slug>/list/imports/<int:number>/undo")
@door("organiser")
def undo_import(visitor: Organising, number: int) -> AnyResponse:
    """Take an import back; who came or was changed since stays, and is named."""
    event, here = visitor.the_event, context()
    _at_rest(event, number)
    work = Work(here.store, here.settings, event.slug, number, "back")
    work.start(lambda: list_work.take_back(work)).join(PATIENCE)
    return redirect(url_for("organiser.one_import", slug=event.slug, number=number))


def state_of(row: Import, progress: Progress | None) -> str:
    """One word for where an import is."""
    if progress and progress.alive:
        return f"going {progress.what}"
    if row.undone_at:
        return "taken back"
    if progress and progress.what == "back":
        return "broke off back"
    if row.finished_at:
        return "taken in"
    # Before the first chunk there is no total: nothing was written.
    return "broke off" if row.total else "not begun"


def _answered(event: Event, upload: Upload) -> bool:
    """Keep what the form says and look again where it is something new; answers whether it was."""
    said = read_answers(request.form, upload.choices, upload.report)
    told: dict[str, Any] = {"problem": said.problem, "mails": said.mails}
    new = said.choices != upload.choices
    if new or request.endpoint == "organiser.look_again":
        try:
            list_files.look_again(context().settings, event, upload, said.choices)
        except Refusal as refusal:
            told["problem"] = refusal.message
    if new or said.problem:
        session["list_said"] = {**told, "token": upload.token, "new": request.endpoint == "organiser.apply"}
    return new or bool(said.problem)


def _to_preview(event: Event, upload: Upload) -> AnyResponse:
    return redirect(url_for("organiser.preview", slug=event.slug, token=upload.token))


def _running_or_done(event: Event, upload: Upload) -> int | None:
    """The import that this file became already, unless it was taken back: two touches are one."""
    number = upload.taken_in_as()
    if number is None:
        return None
    with context().store.reading() as reading:
        return None if lists.import_numbered(reading, event, number).undone_at else number


def _begin(event: Event, upload: Upload) -> int:
    store = context().store
    number = lists.begin(store, event.slug, file_name=upload.about["name"], now=now())
    upload.note_import(number)
    return number


def _work(event: Event, number: int, upload: Upload, *, shown: bool) -> None:
    here = context()
    with here.store.writing() as writing:
        lists.tell(writing, event, number, token=upload.token, trouble=None)
    work = Work(here.store, here.settings, event.slug, number, "in")
    work.start(lambda: list_work.take_in(work, upload, shown=shown)).join(PATIENCE)


def _at_rest(event: Event, number: int) -> Import:
    """An import that no thread is at. Raises NotFound, or Conflict."""
    with context().store.reading() as reading:
        row = lists.import_numbered(reading, event, number)
    progress = list_work.progress(context().settings, number)
    if progress and progress.alive:
        raise Conflict(f"The import of {row.file_name} is still at work. Wait for its end.", number=number)
    return row
