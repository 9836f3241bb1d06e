"""The blueprint that all steps of the kiosk share."""

from flask import Blueprint

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")
