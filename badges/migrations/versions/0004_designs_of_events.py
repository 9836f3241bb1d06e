"""Designs of events: a badge design of their own, its pictures, and how far off each printer prints."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_design",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_badge_design_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_badge_design")),
    )
    op.create_table(
        "badge_picture",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_badge_picture_has_a_size")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_badge_picture_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "name", name=op.f("pk_badge_picture")),
    )
    op.create_table(
        "badge_printer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("right_mm", sa.Double(), nullable=False),
        sa.Column("down_mm", sa.Double(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_badge_printer_has_name")),
        sa.CheckConstraint(
            "right_mm BETWEEN -20 AND 20 AND down_mm BETWEEN -20 AND 20",
            name=op.f("ck_badge_printer_offset_of_a_printer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_printer")),
        sa.UniqueConstraint("name", name=op.f("uq_badge_printer_name")),
    )


def downgrade() -> None:
    op.drop_table("badge_printer")
    op.drop_table("badge_picture")
    op.drop_table("badge_design")
