"""Promises about the whole: routes guarded, settings documented, one migration head, one way of errors."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from badges import errors, settings
from badges.model import Base
from badges.store import MIGRATIONS, Store, newest_revision
from web.app import create_app
from web.doors import OPEN
from web.errors import status_of

ROOT = Path(__file__).parents[1]


@pytest.fixture
def app(tmp_path, sqlite_store: Store):
    return create_app(settings.from_environment({"LAST_BADGE_DATA_DIR": str(tmp_path)}), sqlite_store)


def test_every_route_is_guarded_or_on_the_named_list(app):
    unguarded = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "door")
    }

    assert unguarded == set(OPEN)


def test_every_guarded_route_turns_away_who_has_no_key(app):
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False

    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        path = re.sub(r"<int:\w+>", "1", rule.rule)
        path = re.sub(r"<(\w+:)?\w+>", "chums", path)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)

            to_sign_in = answer.status_code == 302 and "/organiser/sign-in" in answer.headers["Location"]
            assert answer.status_code in {401, 403} or to_sign_in, (method, path, answer.status)


def test_every_setting_has_its_row_in_the_readme():
    readme = (ROOT / "README.md").read_text()

    missing = [name for name in settings.names() if f"`{name}`" not in readme]

    assert missing == []


def test_every_refusal_has_a_status_and_stands_in_the_drawn_tree():
    def branches(kind):
        for branch in kind.__subclasses__():
            if branch.__module__ == "badges.errors":
                yield branch
                yield from branches(branch)

    tree = errors.__doc__
    for branch in branches(errors.Refusal):
        assert 400 <= status_of(branch("no")) < 500
        assert branch.__name__ in tree


def test_the_migrations_have_one_head():
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [newest_revision()]


def test_the_migrations_lead_to_the_models(store: Store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name(sqlite_store: Store):
    nameless = [
        (table.name, constraint)
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]

    assert nameless == []


def test_migrating_with_children_present_deletes_none(sqlite_store: Store):
    from badges.migrating import migrate
    from tests.builders import an_attendee, an_event

    with sqlite_store.writing() as session:
        event = an_event(session)
        for number in range(20):
            an_attendee(session, event, f"Attendee {number}")

    migrate(sqlite_store.engine)

    with sqlite_store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM code")).scalar() == 60


def test_no_file_names_a_secret_or_a_machine():
    machines = re.compile(r"/(?:root|work|home)/\w")
    for path in [*ROOT.glob("badges/**/*.py"), *ROOT.glob("web/**/*.*"), *ROOT.glob("*.md")]:
        if "__pycache__" not in path.parts and path.suffix in {".py", ".md", ".html", ".js", ".css"}:
            assert not machines.search(path.read_text()), path


def test_the_import_contracts_name_every_room_of_the_subject():
    from configparser import ConfigParser

    found = [path for path in (ROOT / "badges").iterdir() if path.suffix in {"", ".py"}]
    rooms = {f"badges.{path.stem}" for path in found if not path.name.startswith("__")}
    config = ConfigParser()
    config.read(ROOT / "setup.cfg")

    for name in ("paper", "notices"):
        named = set(config[f"importlinter:contract:{name}"]["source_modules"].split())

        assert named == rooms - {f"badges.{name}"} | {"web"}
