"""The blueprint that the poster and its open page share."""

from flask import Blueprint

blueprint = Blueprint("poster", __name__)
