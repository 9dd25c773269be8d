"""The sync with the registry: polite, resumable, incremental, and clear about every fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from content.errors import ContentError
from content.registry.api import sync_registry
from content.registry.client import LONGEST_WAIT, TRIES, RegistryClient, RegistryError
from content.registry.report import SyncReport
from content.registry.search import Search, load_search
from content.registry.store import RegistryStore
from tests.content.registry.registry_server import Fault, RegistryServer
from tests.content.registry.studies import nct_id, study
from tests.shared_data import SHARED, needs_shared

SEARCH = Search(("carcinoid",), ("DOTATATE",), ("protocolSection",), 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RegistryStore]:
    with RegistryStore(tmp_path / "registry.db") as opened:
        yield opened


class Waits:
    """A clock that does not wait: the seconds that were asked for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def client(self, url: str) -> RegistryClient:
        return RegistryClient(url, sleep=self.seconds.append, time_out=2.0)


def sync(
    store: RegistryStore, url: str, waits: Waits | None = None, full: bool = False
) -> SyncReport:
    return sync_registry(store, url, SEARCH, full=full, client=(waits or Waits()).client)


def test_every_page_is_read_and_counted(store: RegistryStore) -> None:
    with RegistryServer([study(n) for n in range(1, 6)]) as server:
        seen: list[tuple[int, int | None]] = []
        report = sync_registry(
            store, server.url, SEARCH, lambda *at: seen.append(at), client=Waits().client
        )
    assert report.counts.added == 5
    assert report.finished is not None
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert store.count() == 5


def test_the_first_page_alone_asks_for_the_total(store: RegistryStore) -> None:
    with RegistryServer([study(n) for n in range(1, 6)]) as server:
        sync(store, server.url)
    assert [asked.get("countTotal") for asked in server.asked] == ["true", None, None]
    assert [asked.get("pageToken") for asked in server.asked] == [None, "at-2", "at-4"]
    assert server.asked[0]["query.term"] == (
        'AREA[ConditionSearch]"carcinoid" OR AREA[InterventionSearch]"DOTATATE"'
    )


def test_there_is_a_second_between_two_requests(store: RegistryStore) -> None:
    moments: list[float] = []

    class Timed(RegistryServer):
        def page(self, asked: dict[str, str]) -> dict[str, object]:
            moments.append(time.monotonic())
            return super().page(asked)

    with Timed([study(n) for n in range(1, 4)]) as server:
        sync_registry(store, server.url, SEARCH)
    assert moments[1] - moments[0] > 0.95


def test_a_later_sync_asks_only_for_what_was_posted_since(store: RegistryStore) -> None:
    with RegistryServer([study(1)]) as server:
        sync(store, server.url)
        sync(store, server.url)
    since = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    assert [asked.get("filter.advanced") for asked in server.asked] == [
        None,
        f"AREA[LastUpdatePostDate]RANGE[{since},MAX]",
    ]


def test_a_full_sync_takes_off_the_list_what_the_registry_took_down(store: RegistryStore) -> None:
    with RegistryServer([study(n) for n in range(1, 8)], page_size=10) as server:
        sync(store, server.url)
        time.sleep(1.1)
        server.studies.pop()
        report = sync(store, server.url, full=True)
    assert store.count() == 6
    assert [(c.nct_id, c.field) for c in store.changes_since(report.sync_id - 1)] == [
        (nct_id(7), "listed")
    ]


def test_a_search_that_suddenly_finds_little_takes_nothing_off_the_list(
    store: RegistryStore,
) -> None:
    with RegistryServer([study(n) for n in range(1, 8)], page_size=10) as server:
        sync(store, server.url)
        time.sleep(1.1)
        del server.studies[2:]
        report = sync(store, server.url, full=True)
    assert store.count() == 7
    assert "far fewer" in report.faults[0]


def test_a_broken_record_is_set_aside_and_the_rest_go_on(store: RegistryStore) -> None:
    with RegistryServer([study(1), {"protocolSection": {}}, "nonsense", study(2)]) as server:
        report = sync(store, server.url)
    assert report.counts.added == 2
    assert [item.reason for item in report.set_aside] == ["no NCT id (found none)", "not an object"]


def test_a_busy_registry_is_asked_again_after_the_time_it_names(store: RegistryStore) -> None:
    waits = Waits()
    with RegistryServer([study(1)]) as server:
        server.faults.extend([
            Fault(429, b"Too many requests", headers={"Retry-After": "7"}),
            Fault(503, headers={"Retry-After": "999999"}),
            Fault(500),
        ])  # fmt: skip
        report = sync(store, server.url, waits)
    assert report.counts.added == 1
    assert [second for second in waits.seconds if second > 1] == [7.0, LONGEST_WAIT, 8.0]


def test_a_date_in_retry_after_is_understood(store: RegistryStore) -> None:
    waits = Waits()
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    with RegistryServer([study(1)]) as server:
        server.faults.append(Fault(429, headers={"Retry-After": moment}))
        sync(store, server.url, waits)
    assert any(30 < seconds <= 40 for seconds in waits.seconds)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(400, b"Invalid field name: nctid\nmore"), "(Invalid field name: nctid)"),
        (Fault(403, b"<html>Forbidden</html>"), "refused the search with 403"),
        (Fault(200, b"<!DOCTYPE html><p>Sign in", "text/html"), "web page"),
        (Fault(200, b'{"error": "none"}'), "no page of studies"),
        (Fault(200, b"[" * 100_000), "nested too deeply"),
    ],
)
def test_an_answer_that_will_not_get_better_is_one_clear_line(
    store: RegistryStore, fault: Fault, words: str
) -> None:
    with RegistryServer([study(1)]) as server:
        server.faults.append(fault)
        with pytest.raises(RegistryError) as caught:
            sync(store, server.url)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(500, b"Internal error"), "answered 500 (Internal error), 5 times"),
        (Fault(200, b'{"studies": [{"a": 1}, {"b', cut=True), "broke off its answer"),
        (Fault(200, b'{"studies": [{'), "broken page"),
    ],
)
def test_a_fault_that_lasts_is_given_up_after_five_tries(
    store: RegistryStore, fault: Fault, words: str
) -> None:
    with RegistryServer([study(1)]) as server:
        server.faults.extend([fault] * TRIES)
        with pytest.raises(RegistryError, match=words.replace("(", r"\(").replace(")", r"\)")):
            sync(store, server.url)
    assert len(server.asked) == TRIES


def test_silence_is_given_up_after_the_time_out(store: RegistryStore) -> None:
    with RegistryServer([study(1)]) as server:
        server.faults.append(Fault(stall=5.0))
        client = RegistryClient(server.url, sleep=lambda _: None, time_out=0.1)
        report = sync_registry(store, server.url, SEARCH, client=lambda _: client)
    assert report.counts.added == 1
    assert len(server.asked) == 2


def test_a_name_that_does_not_resolve_is_one_clear_line(store: RegistryStore) -> None:
    with pytest.raises(RegistryError, match="could not be reached") as caught:
        sync(store, "http://registry.invalid/api/v2")
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ContentError)


def test_nobody_listening_is_one_clear_line(store: RegistryStore) -> None:
    with RegistryServer([]) as server:
        url = server.url
    with pytest.raises(RegistryError, match=r"refused.*3 times"):
        sync(store, url)


def test_a_stopped_sync_goes_on_where_it_was(store: RegistryStore) -> None:
    with RegistryServer([study(n) for n in range(1, 8)]) as server:
        server.faults.extend([None, None, *[Fault(500)] * TRIES])
        with pytest.raises(RegistryError):
            sync(store, server.url)
        assert store.count() == 4
        report = sync(store, server.url)
    assert report.counts.added == 7
    assert [asked.get("pageToken") for asked in server.asked[-2:]] == ["at-4", "at-6"]


def test_a_token_that_has_expired_starts_the_sync_afresh(store: RegistryStore) -> None:
    with RegistryServer([study(n) for n in range(1, 6)]) as server:
        server.faults.extend([None, *[Fault(500)] * TRIES])
        with pytest.raises(RegistryError):
            sync(store, server.url)
        server.faults.append(Fault(400, b"pageToken is invalid"))
        report = sync(store, server.url)
    assert report.finished is not None
    assert store.count() == 5


def test_ctrl_c_keeps_what_was_read(store: RegistryStore) -> None:
    def interrupt(_seen: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    with RegistryServer([study(n) for n in range(1, 6)]) as server:
        report = sync_registry(store, server.url, SEARCH, interrupt, client=Waits().client)
    assert report.finished is None
    assert store.count() == 2
    assert "goes on from here" in report.lines()[1]


_SYNC = """
import sys
from pathlib import Path
from content.registry.api import sync_registry
from content.registry.search import Search
from content.registry.store import RegistryStore
with RegistryStore(Path(sys.argv[1])) as store:
    search = Search(("carcinoid",), ("DOTATATE",), ("protocolSection",), 2)
    sync_registry(store, sys.argv[2], search, lambda seen, _total: print(seen, flush=True))
"""


def test_a_kill_keeps_the_pages_that_were_read(tmp_path: Path) -> None:
    path = tmp_path / "registry.db"
    with RegistryServer([study(n) for n in range(1, 8)]) as server:
        with subprocess.Popen(
            [sys.executable, "-c", _SYNC, path, server.url], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        ) as running:  # fmt: skip
            assert running.stdout is not None
            assert running.stdout.readline() == "2\n"
            running.kill()
        with RegistryStore(path) as store:
            assert store.count() in (2, 4)
            report = sync(store, server.url)
            assert store.count() == 7
    assert report.counts.added == 7
    assert sum("pageToken" not in asked for asked in server.asked) == 1


def test_a_search_that_finds_nothing_changes_nothing(store: RegistryStore) -> None:
    with RegistryServer([]) as server, pytest.raises(RegistryError, match="no study at all"):
        sync(store, server.url)


def test_a_registry_that_repeats_itself_is_left(store: RegistryStore) -> None:
    page = json.dumps({"studies": [study(1)], "nextPageToken": "same"}).encode()
    with RegistryServer([study(1)]) as server:
        server.faults.extend([Fault(body=page)] * 3)
        with pytest.raises(RegistryError, match="same page again"):
            sync(store, server.url)


def test_the_registry_counts_as_reached_and_files_do_not(store: RegistryStore) -> None:
    assert store.last_reached() is None
    with RegistryServer([study(1)]) as server:
        sync(store, server.url)
    reached = store.last_reached()
    assert reached is not None
    assert datetime.now(UTC) - reached < timedelta(minutes=1)


def test_the_shipped_search_names_the_disease() -> None:
    term = load_search().term
    assert 'AREA[ConditionSearch]"neuroendocrine tumor"' in term
    assert len(term) < 4000


@pytest.mark.shared
@needs_shared
def test_recorded_answers_are_read(store: RegistryStore) -> None:
    folder = SHARED / "registry" / "responses"
    answers = [path.read_bytes() for path in sorted(folder.glob("search_*.json"))]
    for body in answers:
        with RegistryServer([]) as server:
            page = json.loads(body)
            page.pop("nextPageToken", None)
            server.faults.append(Fault(body=json.dumps(page).encode()))
            report = sync(store, server.url)
        assert report.counts.set_aside == 0
        assert report.counts.seen == len(page["studies"])
