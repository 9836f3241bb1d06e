"""The guest list as a file to keep, to work on in a spreadsheet, and to bring again."""

from tempfile import TemporaryFile

from flask import send_file
from werkzeug.wrappers import Response as AnyResponse

from badges.errors import NotFound
from badges.lists.export import FORMS, export_list
from badges.moments import now
from web.context import context
from web.doors import Organising, door
from web.organiser.blueprint import blueprint

_MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/<slug>/list.<form>")
@door("organiser")
def list_export(visitor: Organising, form: str) -> AnyResponse:
    """Everybody on the list with their arrivals."""
    if form not in FORMS:
        raise NotFound(f"The list comes as {' and as '.join(FORMS)}.", form=form)
    slug = visitor.the_event.slug
    # On disk, not in memory; it goes when the answer is sent.
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it.
    export_list(context().store, slug, form, file, now=now())
    file.seek(0)
    name = f"{slug}-attendees.{form}"
    answer = send_file(file, mimetype=_MIMETYPES[form], as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
