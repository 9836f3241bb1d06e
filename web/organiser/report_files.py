"""The whole no-show report as a file."""

from werkzeug.wrappers import Response as AnyResponse

from web.doors import Organising, door
from web.organiser.blueprint import blueprint
from web.reports import report_file as written


@blueprint.get("/<slug>/report.<form>")
@door("organiser")
def report_file(visitor: Organising, form: str) -> AnyResponse:
    """The whole as PDF, XLSX, CSV or JSON."""
    return written(visitor.the_event, form, organiser=visitor.organiser)
