"""Passes that are asked for at the venue's wall, to be mailed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "asked_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'sent', 'failed')", name=op.f("ck_asked_pass_state")),
        sa.CheckConstraint(
            "state = 'asked' OR attendee_id IS NOT NULL", name=op.f("ck_asked_pass_settled_is_somebodys")
        ),
        sa.CheckConstraint(
            "attendee_id IS NULL OR (name = '' AND email = '')",
            name=op.f("ck_asked_pass_forgets_what_was_typed"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_asked_pass_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name=op.f("fk_asked_pass_attendee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_pass")),
    )
    op.create_index(
        op.f("ix_asked_pass_due_at"),
        "asked_pass",
        ["due_at"],
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index(op.f("ix_asked_pass_event_id"), "asked_pass", ["event_id"])
    op.create_index(op.f("ix_asked_pass_attendee_id"), "asked_pass", ["attendee_id"])


def downgrade() -> None:
    op.drop_table("asked_pass")
