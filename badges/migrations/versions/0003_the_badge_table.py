"""The badge table: first and last names as lists give them, and where each badge lies."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("first_name", "last_name"):
        op.add_column("attendee", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("table_layout", "table_layouts"):
        op.add_column("event", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    # The constraint comes with its column: SQLite adds none to a table that is there.
    holds = sa.CheckConstraint("badge_box_holds BETWEEN 10 AND 1000", name=op.f("ck_event_badge_box_holds"))
    op.add_column(
        "event", sa.Column("badge_box_holds", sa.Integer(), holds, nullable=False, server_default="100")
    )
    op.create_table(
        "table_place",
        sa.Column("attendee_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("layout", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("box", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.CheckConstraint("box >= 1 AND slot >= 1", name=op.f("ck_table_place_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name=op.f("fk_table_place_attendee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_table_place_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attendee_id", "layout", name=op.f("pk_table_place")),
        sa.UniqueConstraint(
            "event_id", "layout", "box", "slot", name=op.f("uq_table_place_event_id_layout_box_slot")
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("table_place")
    for name in ("badge_box_holds", "table_layouts", "table_layout"):
        op.drop_column("event", name)
    for name in ("last_name", "first_name"):
        op.drop_column("attendee", name)
