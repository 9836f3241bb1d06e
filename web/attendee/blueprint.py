"""The blueprint that all of the attendee's pages share."""

from flask import Blueprint

blueprint = Blueprint("attendee", __name__, url_prefix="/pass")
