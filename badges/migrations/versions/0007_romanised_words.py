"""People on lists from before are found by the Latin letters of their names, too."""

import sqlalchemy as sa
from alembic import op

from badges.romanised import found_by

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AT_ONCE = 10_000
_ATTENDEE = sa.table("attendee", *(sa.column(name) for name in ("id", "name", "company", "folded")))


def upgrade() -> None:
    connection = op.get_bind()
    some = sa.select(_ATTENDEE).order_by(_ATTENDEE.c.id).limit(_AT_ONCE)
    save = (
        sa.update(_ATTENDEE).where(_ATTENDEE.c.id == sa.bindparam("one")).values(folded=sa.bindparam("words"))
    )
    last = 0
    while rows := connection.execute(some.where(_ATTENDEE.c.id > last)).all():
        last = rows[-1].id
        changed = [
            {"one": row.id, "words": words}
            for row in rows
            if (words := found_by(row.name, row.company)) != row.folded
        ]
        if changed:
            connection.execute(save, changed)


def downgrade() -> None:
    """The words more are no harm to anybody."""
