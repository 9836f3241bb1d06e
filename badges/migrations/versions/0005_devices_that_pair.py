"""Devices that pair and say how they are; what a desk shows; walk-ins under the device's own number."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=True),
        sa.Column("offered_at", MOMENT, nullable=True),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("role IN ('desk', 'kiosk', 'station')", name=op.f("ck_pairing_role")),
        sa.CheckConstraint(
            "(key_hash IS NULL) = (offered_at IS NULL)", name=op.f("ck_pairing_offers_have_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_pairing_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_pairing_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pairing_token_hash")),
    )
    op.create_index(op.f("ix_pairing_event_id"), "pairing", ["event_id"])
    op.add_column("device", sa.Column("last_seen_at", MOMENT, nullable=True))
    op.add_column("device", sa.Column("unsent", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("device", sa.Column("oldest_unsent_at", MOMENT, nullable=True))
    op.add_column("device", sa.Column("clock_off", sa.Integer(), nullable=True))
    op.add_column("device", sa.Column("shift", sa.Text(), nullable=False, server_default=""))
    op.add_column("device", sa.Column("version", sa.Text(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("desk_shows", sa.JSON(), nullable=True))
    op.add_column("event", sa.Column("quiet_field", sa.Text(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("kiosk_pin_hash", sa.Text(), nullable=False, server_default=""))
    op.add_column("attendee", sa.Column("walk_in_id", sa.Uuid(), nullable=True))
    op.create_index(
        op.f("uq_attendee_walk_in_id"),
        "attendee",
        ["walk_in_id"],
        unique=True,
        sqlite_where=sa.text("walk_in_id IS NOT NULL"),
        postgresql_where=sa.text("walk_in_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("uq_attendee_walk_in_id"), table_name="attendee")
    op.drop_column("attendee", "walk_in_id")
    for column in ("kiosk_pin_hash", "quiet_field", "desk_shows"):
        op.drop_column("event", column)
    for column in ("version", "shift", "clock_off", "oldest_unsent_at", "unsent", "last_seen_at"):
        op.drop_column("device", column)
    op.drop_index(op.f("ix_pairing_event_id"), table_name="pairing")
    op.drop_table("pairing")
