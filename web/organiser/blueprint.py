"""The blueprint that all of the organiser's pages share."""

from flask import Blueprint

blueprint = Blueprint("organiser", __name__, url_prefix="/organiser")
