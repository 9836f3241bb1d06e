"""Print stations, print jobs, and which station a desk prints at."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
_JOB_STATES = (
    "state IN ('queued', 'claimed', 'created', 'sending', 'printing', 'blocked', "
    "'printed', 'failed', 'unknown', 'cancelled')"
)
_OPEN = "state NOT IN ('printed', 'failed', 'cancelled')"


def upgrade() -> None:
    op.add_column("event", sa.Column("prints_on_arrival", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("attendee", sa.Column("printed_at", MOMENT, nullable=True))
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("prints_at", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_device_prints_at"), "device", ["prints_at"], ["id"], ondelete="SET NULL"
        )
    _stations()
    _jobs()


def downgrade() -> None:
    op.drop_table("print_job")
    op.drop_table("print_station")
    with op.batch_alter_table("device") as table:
        table.drop_constraint(op.f("fk_device_prints_at"), type_="foreignkey")
        table.drop_column("prints_at")
    op.drop_column("attendee", "printed_at")
    op.drop_column("event", "prints_on_arrival")


def _key(table: str, column: str, of: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _stations() -> None:
    op.create_table(
        "print_station",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("printer_uuid", sa.Text(), nullable=False),
        sa.Column("formats", sa.JSON(), nullable=True),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("media_width", sa.Double(), nullable=False),
        sa.Column("media_height", sa.Double(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=True),
        sa.Column("stopped_since", MOMENT, nullable=True),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("instance", sa.Text(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("stock", sa.Text(), nullable=False),
        sa.Column("offset_id", sa.Integer(), nullable=True),
        sa.Column("darkness", sa.Integer(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("labels_left", sa.Integer(), nullable=True),
        sa.Column("warn_at", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("tested_at", MOMENT, nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "state IN ('idle', 'printing', 'blocked', 'offline')", name=op.f("ck_print_station_state")
        ),
        sa.CheckConstraint("darkness BETWEEN -10 AND 10", name=op.f("ck_print_station_darkness")),
        sa.CheckConstraint("labels_left >= 0 AND warn_at >= 0", name=op.f("ck_print_station_labels")),
        _key("print_station", "device_id", "device", "CASCADE"),
        _key("print_station", "event_id", "event", "CASCADE"),
        _key("print_station", "offset_id", "badge_printer", "SET NULL"),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_print_station")),
    )
    op.create_index(op.f("ix_print_station_event_id"), "print_station", ["event_id"])
    op.create_index(op.f("ix_print_station_uri"), "print_station", ["uri"])


def _jobs() -> None:
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("instance", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("printer_job", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("printed_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("cancel_asked_at", MOMENT, nullable=True),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.CheckConstraint(_JOB_STATES, name=op.f("ck_print_job_state")),
        sa.CheckConstraint(
            "reason IN ('', 'spoilt', 'lost', 'corrected')", name=op.f("ck_print_job_reason")
        ),
        sa.CheckConstraint(
            "(attendee_id IS NOT NULL) = (revision > 0)", name=op.f("ck_print_job_revisions_have_attendees")
        ),
        _key("print_job", "event_id", "event", "CASCADE"),
        _key("print_job", "attendee_id", "attendee", "CASCADE"),
        *(_key("print_job", name, "device", "SET NULL") for name in ("asked_by", "station_id", "claimed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sa.UniqueConstraint("attendee_id", "revision", name=op.f("uq_print_job_attendee_id_revision")),
    )
    still_open = sa.text(_OPEN)
    op.create_index(
        op.f("ix_print_job_open"),
        "print_job",
        ["event_id", "id"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    for column in ("event_id", "claimed_by", "station_id"):
        op.create_index(op.f(f"ix_print_job_{column}"), "print_job", [column])
