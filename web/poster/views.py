"""The poster's pages, gathered: importing them hangs them on the blueprint."""

from web.poster import open_page, wall
from web.poster.blueprint import blueprint

__all__ = ["blueprint", "open_page", "wall"]
