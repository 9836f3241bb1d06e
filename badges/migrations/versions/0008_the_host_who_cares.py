"""Letters that are sent, replies for chosen readers, channels, webhooks, graces, how long words are kept."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
_NEW_KINDS = ("running_late", "on_my_way", "cannot_come", "coming", "was_there", "had_to_leave", "word")
_OLD_KINDS = ("running_late", "cannot_come", "coming")
_STATES = "state IN ('owed', 'sent', 'failed', 'taken_back')"


def upgrade() -> None:
    _channels()
    _webhooks()
    _desk_words()
    _readings()
    _columns("event", _EVENT)
    # Nobody agreed that what is there already goes; their organisers may set the days.
    op.execute("UPDATE event SET reasons_kept = 3650, times_kept = 3650")
    _columns("host", _HOST)
    _columns("notice", {"passed_on_at": (MOMENT, None)})
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("ck_notice_channel"), type_="check")
        channels = "channel IN ('mail', 'page', 'push', 'chat')"
        table.create_check_constraint(op.f("ck_notice_channel"), channels)
    op.drop_index(op.f("ix_notice_owed"), table_name="notice")
    _index("notice", "owed", ["channel", "due_at"], "state = 'owed'")
    _index("notice", "settled", ["settled_at"], "passed_on_at IS NULL AND state IN ('sent', 'failed')")
    _columns("attendee", _ATTENDEE)
    asked = sa.text("erase_asked_at IS NOT NULL")
    op.create_index(
        op.f("ix_attendee_erase_asked_at"),
        "attendee",
        ["erase_asked_at"],
        sqlite_where=asked,
        postgresql_where=asked,
    )
    for table_name, column in (("attendee", "vouched_by"), ("scan", "host_id"), ("scan", "first_host")):
        with op.batch_alter_table(table_name) as table:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_{table_name}_{column}"), "host", [column], ["id"], ondelete="SET NULL"
            )
    _letters()
    _invitations()
    _columns("reply", {name: (sa.Boolean(), "0") for name in ("for_organisers", "keep")})
    _reply_kinds(_NEW_KINDS)


def downgrade() -> None:
    _reply_kinds(_OLD_KINDS)
    _drop("reply", ("for_organisers", "keep"))
    op.execute("DELETE FROM asked_pass WHERE why <> 'asked'")
    op.drop_index(op.f("uq_asked_pass_invitation"), table_name="asked_pass")
    with op.batch_alter_table("asked_pass") as table:
        table.drop_constraint(op.f("ck_asked_pass_why"), type_="check")
        table.drop_column("why")
    op.drop_index(op.f("ix_letter_owed"), table_name="letter")
    op.drop_index(op.f("ix_letter_host_id"), table_name="letter")
    with op.batch_alter_table("letter") as table:
        for name in ("kind", "state", "via"):
            table.drop_constraint(op.f(f"ck_letter_{name}"), type_="check")
        table.drop_constraint(op.f("uq_letter_link_hash"), type_="unique")
    _drop("letter", _LETTER)
    for table_name, column in (("attendee", "vouched_by"), ("scan", "host_id"), ("scan", "first_host")):
        with op.batch_alter_table(table_name) as table:
            table.drop_constraint(op.f(f"fk_{table_name}_{column}"), type_="foreignkey")
            table.drop_column(column)
    op.drop_index(op.f("ix_attendee_erase_asked_at"), table_name="attendee")
    _drop("attendee", _ATTENDEE)
    op.execute("DELETE FROM notice WHERE channel NOT IN ('mail', 'page')")
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("ck_notice_channel"), type_="check")
        table.create_check_constraint(op.f("ck_notice_channel"), "channel IN ('mail', 'page')")
    op.drop_index(op.f("ix_notice_settled"), table_name="notice")
    op.drop_index(op.f("ix_notice_owed"), table_name="notice")
    _index("notice", "owed", ["due_at"], "state = 'owed'")
    _drop("notice", ("passed_on_at",))
    _drop("host", _HOST)
    _drop("event", _EVENT)
    for table_name in ("reason_read", "desk_word", "webhook", "host_channel"):
        op.drop_table(table_name)


_EVENT: Mapping[str, tuple[Any, str | None]] = {
    "type_graces": (sa.JSON(), "{}"),
    "vip_types": (sa.JSON(), None),
    "last_badges_told_at": (MOMENT, None),
    "reasons_kept": (sa.Integer(), "30"),
    "times_kept": (sa.Integer(), "90"),
    "reasons_gone_at": (MOMENT, None),
    "names_gone_at": (MOMENT, None),
}
_HOST: Mapping[str, tuple[Any, str | None]] = {"timezone": (sa.Text(), ""), "templates": (sa.JSON(), "{}")}
_ATTENDEE: Mapping[str, tuple[Any, str | None]] = {
    "left_told_at": (MOMENT, None),
    "vip_told_at": (MOMENT, None),
    "missing_after": (sa.Integer(), None),
    "vip": (sa.Boolean(), "0"),
    "no_contact": (sa.Boolean(), "0"),
    "erased_at": (MOMENT, None),
    "erase_asked_at": (MOMENT, None),
}
_LETTER: Mapping[str, tuple[Any, str | None]] = {
    "kind": (sa.Text(), "where_are_you"),
    "via": (sa.Text(), "mail"),
    "link_seed": (sa.LargeBinary(), None),
    "link_hash": (sa.Text(), None),
    "state": (sa.Text(), "sent"),
    "due_at": (MOMENT, None),
    "attempts": (sa.Integer(), "0"),
    "settled_at": (MOMENT, None),
    "trouble": (sa.Text(), ""),
}


def _columns(table: str, columns: Mapping[str, tuple[Any, str | None]]) -> None:
    """Columns with a default where every row must have one."""
    for name, (kind, default) in columns.items():
        op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))


def _index(table: str, name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(op.f(f"ix_{table}_{name}"), table, columns, sqlite_where=only, postgresql_where=only)


def _drop(table: str, columns: Any) -> None:
    for name in columns:
        op.drop_column(table, name)


def _reply_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    if kinds is _OLD_KINDS:
        op.execute(f"DELETE FROM reply WHERE kind NOT IN ({listed})")  # noqa: S608 - our own words.
    with op.batch_alter_table("reply") as table:
        table.drop_constraint(op.f("ck_reply_kind"), type_="check")
        table.create_check_constraint(op.f("ck_reply_kind"), f"kind IN ({listed})")


def _letters() -> None:
    _columns("letter", _LETTER)
    with op.batch_alter_table("letter") as table:
        table.create_unique_constraint(op.f("uq_letter_link_hash"), ["link_hash"])
        table.create_check_constraint(
            op.f("ck_letter_kind"), "kind IN ('where_are_you', 'missed_you', 'thanks', 'answer')"
        )
        table.create_check_constraint(op.f("ck_letter_state"), _STATES)
        table.create_check_constraint(op.f("ck_letter_via"), "via IN ('mail', 'phone')")
    op.create_index(op.f("ix_letter_host_id"), "letter", ["host_id"])
    owed = sa.text("state = 'owed'")
    op.create_index(op.f("ix_letter_owed"), "letter", ["due_at"], sqlite_where=owed, postgresql_where=owed)


def _invitations() -> None:
    _columns("asked_pass", {"why": (sa.Text(), "asked")})
    with op.batch_alter_table("asked_pass") as table:
        table.create_check_constraint(op.f("ck_asked_pass_why"), "why IN ('asked', 'invitation')")
    invited = sa.text("why = 'invitation'")
    op.create_index(
        op.f("uq_asked_pass_invitation"),
        "asked_pass",
        ["attendee_id"],
        unique=True,
        sqlite_where=invited,
        postgresql_where=invited,
    )


def _key(table: str, column: str, of: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=name, ondelete=ondelete)


def _channels() -> None:
    op.create_table(
        "host_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("allowed_at", MOMENT, nullable=True),
        sa.Column("tested_at", MOMENT, nullable=True),
        sa.Column("test_due_at", MOMENT, nullable=True),
        sa.Column("test_tries", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('mail', 'push', 'chat')", name=op.f("ck_host_channel_kind")),
        _key("host_channel", "host_id", "host"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_channel")),
        sa.UniqueConstraint("host_id", "address_hash", name=op.f("uq_host_channel_host_id_address_hash")),
    )
    op.create_index(op.f("ix_host_channel_host_id"), "host_channel", ["host_id"])
    _index("host_channel", "test_due_at", ["test_due_at"], "test_due_at IS NOT NULL")


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("stopped_at", MOMENT, nullable=True),
        _key("webhook", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_event_id"), "webhook", ["event_id"])


def _desk_words() -> None:
    op.create_table(
        "desk_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("desk_word", "event_id", "event"),
        _key("desk_word", "attendee_id", "attendee"),
        _key("desk_word", "host_id", "host"),
        _key("desk_word", "device_id", "device", None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_word")),
    )
    op.create_index(op.f("ix_desk_word_event_id"), "desk_word", ["event_id"])
    op.create_index(op.f("ix_desk_word_attendee_id"), "desk_word", ["attendee_id"])


def _readings() -> None:
    op.create_table(
        "reason_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        _key("reason_read", "event_id", "event"),
        _key("reason_read", "attendee_id", "attendee", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_read")),
        sa.UniqueConstraint(
            *("event_id", "attendee_id", "reader", "reader_id", "day"),
            name=op.f("uq_reason_read_event_id_attendee_id_reader_reader_id_day"),
        ),
    )
    op.create_index(op.f("ix_reason_read_attendee_id"), "reason_read", ["attendee_id"])
