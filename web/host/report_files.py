"""A host's own part of the no-show report as a file."""

from werkzeug.wrappers import Response as AnyResponse

from web.doors import Hosting, door
from web.host.blueprint import blueprint
from web.reports import report_file as written


@blueprint.get("/<slug>/report.<form>")
@door("host")
def report_file(visitor: Hosting, form: str) -> AnyResponse:
    """My part as PDF, XLSX, CSV or JSON."""
    return written(visitor.event, form, host=visitor.host)
