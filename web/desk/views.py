"""The desk's pages, gathered: importing them hangs them on the blueprint."""

from web.desk import app, plain, self_test
from web.desk.blueprint import blueprint

__all__ = ["app", "blueprint", "plain", "self_test"]
