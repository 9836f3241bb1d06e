"""The blueprint that all of the host's pages share."""

from flask import Blueprint

blueprint = Blueprint("host", __name__, url_prefix="/host")
