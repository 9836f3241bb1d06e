"""The blueprint that all of the desk's pages share."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
