"""`bot.db` is durable, comes up to date with a copy kept, and says plainly what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from bot.store.database import DatabaseUnusableError, keep_copy, open_database, writing
from bot.store.service import note, notes


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "bot.db")
    yield opened
    opened.close()


def old_and_new() -> tuple[Migrations, Migrations]:
    """The migrations of an older version, and those of the next."""
    old, new = Migrations("test"), Migrations("test")

    def first(database: Database) -> None:
        database.execute("CREATE TABLE thing (a)")

    def second(database: Database) -> None:
        database.execute("ALTER TABLE thing ADD COLUMN b")

    old()(first)
    new()(first)
    new()(second)
    return old, new


def test_commits_are_durable(database: Database) -> None:
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert database.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_an_older_file_is_brought_up_to_date_and_a_copy_kept(tmp_path: Path) -> None:
    old, new = old_and_new()
    with closing(open_database(tmp_path / "bot.db", [old])) as before:
        before.execute("INSERT INTO thing VALUES (1)")
    with closing(open_database(tmp_path / "bot.db", [new])) as after:
        assert after.execute("SELECT a, b FROM thing").fetchall() == [(1, None)]
    (copy,) = tmp_path.glob("bot.before-*.db")
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT * FROM thing").fetchall() == [(1,)]


def test_a_file_that_is_up_to_date_is_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        open_database(tmp_path / "bot.db").close()
    assert list(tmp_path.glob("bot.before-*")) == []


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    old, new = old_and_new()
    open_database(tmp_path / "bot.db", [old]).close()

    @new()
    def third(database: Database) -> None:
        database.execute("CREATE TABLE other (a)")
        database.execute("SELECT nonsense")

    with pytest.raises(DatabaseUnusableError):
        open_database(tmp_path / "bot.db", [new])
    with closing(open_database(tmp_path / "bot.db", [old])) as database:
        assert "other" not in database.table_names()


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(DatabaseUnusableError, match=r"bot\.db cannot be used .*Check that"):
        open_database(tmp_path / "bot.db")


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def note_and_fail() -> None:
        with writing(database):
            note(database, "mode", "polling")
            with database.atomic():
                note(database, "started")
            raise KeyError

    with pytest.raises(KeyError):
        note_and_fail()
    assert notes(database) == {}


def test_a_writer_sees_what_another_process_wrote_before_it_began(
    database: Database, tmp_path: Path
) -> None:
    with closing(open_database(tmp_path / "bot.db")) as other:
        notes(database)
        note(other, "mode", "webhook", now=5.0)
        with writing(database):
            assert notes(database)["mode"].value == "webhook"
            note(database, "mode", "polling", now=6.0)
        assert (notes(other)["mode"].value, notes(other)["mode"].noted_at) == ("polling", 6.0)


def test_a_copy_is_whole_while_the_database_is_used(database: Database, tmp_path: Path) -> None:
    note(database, "mode", "polling")
    keep_copy(database, tmp_path / "copy.db")
    with closing(open_database(tmp_path / "copy.db")) as copy:
        assert notes(copy)["mode"].value == "polling"
