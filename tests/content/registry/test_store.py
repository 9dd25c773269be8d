"""The registry's store: nothing is lost, nothing older replaces newer, changes are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from content.errors import ContentError
from content.records import OverallStatus
from content.registry.changes import Change
from content.registry.decisions import Listed
from content.registry.migrations import registry
from content.registry.report import Counts
from content.registry.store import RegistryStore
from content.registry.study import read_study
from tests.content.registry.studies import Raw, nct_id, study


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.db"


@pytest.fixture
def store(path: Path) -> Iterator[RegistryStore]:
    with RegistryStore(path) as opened:
        yield opened


def put(store: RegistryStore, *studies: Raw, now: datetime | None = None) -> tuple[int, Counts]:
    sync_id = store.syncs.begin("test")
    return sync_id, store.upsert([read_study(raw) for raw in studies], sync_id, now)


def ids(store: RegistryStore, relevant_only: bool = True) -> list[str]:
    return [record.nct_id for record in store.records(relevant_only)]


def test_records_come_back_by_id(store: RegistryStore) -> None:
    put(store, study(2), study(1))
    assert ids(store) == [nct_id(1), nct_id(2)]
    assert store.count() == 2


def test_a_record_comes_back_as_it_was_read(store: RegistryStore) -> None:
    put(store, study(1, cities=("Tampa", "Leeds")))
    record = store.record(nct_id(1))
    assert record == read_study(study(1, cities=("Tampa", "Leeds"))).record


def test_the_same_record_again_is_unchanged_whatever_the_order_of_its_keys(
    store: RegistryStore,
) -> None:
    put(store, study(1))
    turned = {"protocolSection": dict(reversed(study(1)["protocolSection"].items()))}
    assert put(store, turned)[1] == Counts(unchanged=1)


def test_a_record_remembers_when_it_was_first_and_last_seen(store: RegistryStore) -> None:
    first = datetime(2026, 5, 1, tzinfo=UTC)
    last = datetime(2026, 6, 1, tzinfo=UTC)
    put(store, study(1), now=first)
    put(store, study(1), now=last)
    assert store.seen(nct_id(1)) == (first, last)
    assert store.seen(nct_id(9)) is None


def test_a_changed_record_says_what_changed(store: RegistryStore) -> None:
    before, _ = put(store, study(1, updated="2026-05-04"))
    new = study(1, status="ACTIVE_NOT_RECRUITING", updated="2026-06-01", cities=("Tampa", "Warsaw"))
    assert put(store, new)[1] == Counts(changed=1)
    assert store.changes_since(before) == (
        Change(nct_id(1), "overall_status", "RECRUITING", "ACTIVE_NOT_RECRUITING"),
        Change(nct_id(1), "site", None, "Warsaw, Poland"),
    )


def test_changes_are_told_once_by_sync(store: RegistryStore) -> None:
    put(store, study(1))
    second, _ = put(store, study(1, status="COMPLETED", updated="2026-06-01"))
    assert len(store.changes_since(second - 1)) == 1
    assert store.changes_since(second) == ()


@pytest.mark.parametrize("updated", ["2026-04-30", "2026-05", None])
def test_an_older_copy_never_replaces_a_newer_one(
    store: RegistryStore, updated: str | None
) -> None:
    put(store, study(1, status="COMPLETED", updated="2026-05-04"))
    assert put(store, study(1, status="RECRUITING", updated=updated))[1] == Counts(older=1)
    record = store.record(nct_id(1))
    assert record is not None
    assert record.overall_status == OverallStatus.COMPLETED
    assert store.changes_since(0) == ()


def test_off_disease_records_are_kept_but_not_shown(store: RegistryStore) -> None:
    put(store, study(1), study(2, title="Neuroendocrine response to stress"))
    assert ids(store) == [nct_id(1)]
    assert ids(store, relevant_only=False) == [nct_id(1), nct_id(2)]
    left_out = store.decisions.list(Listed.LEFT_OUT, 10)
    assert [(judged.nct_id, judged.why) for judged in left_out] == [(nct_id(2), "about stress")]


def test_an_admin_goes_before_the_rule(store: RegistryStore) -> None:
    put(store, study(1), study(2, title="Neuroendocrine response to stress"))
    store.override(nct_id(1), include=False, made_by="Ada")
    store.override(nct_id(2), include=True, made_by="Ada")
    assert ids(store) == [nct_id(2)]
    judged = store.decisions.of(nct_id(1))
    assert judged is not None
    assert (judged.shown, judged.why) == (False, "decided by Ada")
    store.override(nct_id(1), include=None, made_by="Ada")
    assert ids(store) == [nct_id(1), nct_id(2)]


def test_an_override_outlives_a_new_version_of_the_record(store: RegistryStore) -> None:
    put(store, study(1))
    store.override(nct_id(1), include=False, made_by="Ada")
    put(store, study(1, status="COMPLETED", updated="2026-06-01"))
    assert ids(store) == []


def test_a_changed_rule_judges_the_kept_records_again(path: Path, store: RegistryStore) -> None:
    put(store, study(1))
    assert store.judge_again()
    Database(path).execute("UPDATE records SET relevant = 0")
    assert not store.judge_again()
    store.write_note("rule", "an older rule")
    assert ids(store) == []
    assert store.judge_again()
    assert ids(store) == [nct_id(1)]


def test_an_earlier_id_leads_to_the_record_that_took_its_place(store: RegistryStore) -> None:
    put(store, study(1))
    put(store, study(2, identificationModule={"nctIdAliases": [nct_id(1)]}))
    record = store.record(nct_id(1))
    assert record is not None
    assert record.nct_id == nct_id(2)
    assert ids(store) == [nct_id(2)]


def test_a_record_with_ten_thousand_sites_is_kept(store: RegistryStore) -> None:
    put(store, study(1, cities=tuple(f"Town {n}" for n in range(10_000))))
    record = store.record(nct_id(1))
    assert record is not None
    assert len(record.sites) == 10_000


def test_what_fails_inside_a_transaction_leaves_nothing(store: RegistryStore) -> None:
    def fail() -> None:
        with store.transaction():
            put(store, study(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.count(relevant_only=False) == 0


def test_another_process_reads_while_one_writes(path: Path, store: RegistryStore) -> None:
    put(store, study(1))
    with store.transaction():
        put(store, study(2))
        with RegistryStore(path) as reader:
            assert ids(reader) == [nct_id(1)]
    with RegistryStore(path) as reader:
        assert ids(reader) == [nct_id(1), nct_id(2)]


def test_a_store_outlives_its_process(path: Path) -> None:
    with RegistryStore(path) as first:
        put(first, study(1))
    with RegistryStore(path) as second:
        assert ids(second) == [nct_id(1)]


def test_a_file_that_is_no_database_is_one_clear_line(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(ContentError, match="delete the file and sync again"):
        RegistryStore(path)


def test_a_full_disk_is_one_clear_line_and_the_old_state_stays(
    path: Path, store: RegistryStore
) -> None:
    put(store, study(1))
    pages = store._database._connection.execute("PRAGMA page_count").fetchone()[0]
    store._database._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(ContentError, match="full"):
        put(store, *(study(n, title="x" * 5000 + str(n)) for n in range(2, 400)))
    store._database._connection.execute("PRAGMA max_page_count = 1000000")
    assert ids(store) == [nct_id(1)]


def test_the_store_of_an_earlier_release_is_brought_up_to_date(path: Path) -> None:
    old = Database(path)
    registry.apply(old, stop_before="m004_since")
    old.close()
    with RegistryStore(path) as store:
        put(store, study(1))
        assert ids(store) == [nct_id(1)]
