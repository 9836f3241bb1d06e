"""Alembic's entry: runs on the connection that ``store.migrate`` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from badges.model import Base, Moment


def _render(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    # A migration tells history, so it names the column's type and not today's class.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
