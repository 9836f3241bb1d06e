"""Imports that can be taken back: what each did to whom, what columns mean, what the desk corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attendee", sa.Column("corrected", sa.Text(), nullable=False, server_default=""))
    for name, kind, default in (
        ("removed", sa.Integer(), "0"),
        ("total", sa.Integer(), "0"),
        ("source", sa.Text(), ""),
        ("part", sa.Boolean(), "0"),
        ("told", sa.JSON(), "{}"),
    ):
        op.add_column("import", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("import", sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("import", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    # Those before were finished, or nobody would have gone on.
    op.execute('UPDATE "import" SET finished_at = at, total = new + changed + same')
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.CheckConstraint("did IN ('new', 'changed', 'same', 'removed')", name=op.f("ck_import_row_did")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import.id"], name=op.f("fk_import_row_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name=op.f("fk_import_row_attendee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "attendee_id", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_attendee_id", "import_row", ["attendee_id"])
    # Without it every attendee taken off the list costs a look through the whole journal.
    op.create_index("ix_journal_line_attendee_id", "journal_line", ["attendee_id"])
    op.create_table(
        "column_mapping",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_column_mapping")),
    )


def downgrade() -> None:
    op.drop_table("column_mapping")
    op.drop_index("ix_journal_line_attendee_id", "journal_line")
    op.drop_index("ix_import_row_attendee_id", table_name="import_row")
    op.drop_table("import_row")
    for name in ("undone_at", "finished_at", "told", "part", "source", "total", "removed"):
        op.drop_column("import", name)
    op.drop_column("attendee", "corrected")
