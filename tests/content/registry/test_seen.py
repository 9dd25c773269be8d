"""What is left of several changes of the same thing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from content.registry.changes import Change
from content.registry.seen import SeenChange, net_changes
from content.registry.store import RegistryStore
from content.registry.study import Study, read_or_set_aside
from tests.content.registry.studies import nct_id, study

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def seen(field: str, before: str | None, after: str | None, day: date = MONDAY) -> SeenChange:
    return SeenChange(Change("NCT00000001", field, before, after), day)


def test_only_the_first_before_and_the_last_after_count() -> None:
    found = [
        seen("overall_status", "RECRUITING", "SUSPENDED"),
        seen("overall_status", "SUSPENDED", "COMPLETED", TUESDAY),
    ]
    assert net_changes(found) == (seen("overall_status", "RECRUITING", "COMPLETED", TUESDAY),)


def test_what_ended_as_it_began_is_no_change() -> None:
    found = [
        seen("overall_status", "RECRUITING", "SUSPENDED"),
        seen("overall_status", "SUSPENDED", "RECRUITING", TUESDAY),
        seen("site", None, "Warsaw, Poland"),
        seen("site", "Warsaw, Poland", None, TUESDAY),
    ]
    assert net_changes(found) == ()


def test_different_places_are_different_things() -> None:
    found = [seen("site", None, "Warsaw, Poland"), seen("site", None, "Leeds, United Kingdom")]
    assert net_changes(found) == tuple(found)


def test_the_store_tells_changes_between_two_numbers_with_their_day(tmp_path: Path) -> None:
    with RegistryStore(tmp_path / "registry.db") as store:
        for status, updated in (("RECRUITING", "2026-05-04"), ("COMPLETED", "2026-06-01")):
            raw = read_or_set_aside(study(1, status=status, updated=updated), "1")
            assert isinstance(raw, Study)
            sync_id = store.syncs.begin("a file")
            store.upsert([raw], sync_id)
            store.syncs.finish(sync_id)
        last = store.last_change()
        (found,) = store.changes_between(0, last, [nct_id(1)])
        assert found.change == Change(nct_id(1), "overall_status", "RECRUITING", "COMPLETED")
        assert found.seen == datetime.now(UTC).date()
        assert store.changes_between(last, last + 9) == ()
        assert store.changes_between(0, last, ["NCT99999999"]) == ()
        assert store.last_change_before(datetime.now(UTC)) == last
        assert store.last_change_before(datetime(2020, 1, 1, tzinfo=UTC)) == 0


def test_a_file_made_anew_has_another_name(tmp_path: Path) -> None:
    names = set()
    for name in ("one.db", "two.db", "one.db"):
        with RegistryStore(tmp_path / name) as store:
            names.add(store.identity())
    assert len(names) == 2
