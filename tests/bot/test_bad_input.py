"""Whatever is wrong with the registry, a file, the model or the disk: one line, old state kept."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from content.registry.store import RegistryStore
from tests.conftest import ROOT, Run, command, environment
from tests.content.registry.studies import Raw, nct_id, study

OLD = nct_id(1)


@pytest.fixture
def home(tmp_path: Path, nettrials: Run) -> Path:
    """A home whose registry holds one record."""
    folder = tmp_path / "home"
    assert sync(nettrials, folder, write(tmp_path, "good.json", [study(1)])).returncode == 0
    return folder


def write(folder: Path, name: str, studies: list[Raw]) -> Path:
    path = folder / name
    path.write_text(json.dumps(studies), encoding="utf-8")
    return path


def sync(nettrials: Run, home: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return nettrials("sync", "--from", str(path), home=home)


def assert_one_line(ran: subprocess.CompletedProcess[str], words: str) -> None:
    told = [line for line in ran.stderr.splitlines() if not line.startswith("reading the registry")]
    assert ran.returncode == 2
    assert [words in line for line in told] == [True]


def kept(home: Path) -> list[str]:
    with RegistryStore(home / "registry.db") as store:
        return [record.nct_id for record in store.records()]


@contextmanager
def web_page() -> Iterator[str]:
    """A server that answers everything with a page for signing in."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><p>Please sign in.</p>")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/v2"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:9/api/v2", "could not be reached"),
        ("http://registry.invalid/api/v2", "could not be reached"),
    ],
)
def test_a_registry_out_of_reach(home: Path, nettrials: Run, url: str, words: str) -> None:
    assert_one_line(nettrials("sync", home=home, NETTRIALS_REGISTRY_URL=url), words)
    assert kept(home) == [OLD]


def test_a_web_page_in_place_of_studies(home: Path, nettrials: Run) -> None:
    with web_page() as url:
        ran = nettrials("sync", home=home, NETTRIALS_REGISTRY_URL=url)
    assert_one_line(ran, "answered with a web page where studies were expected")
    assert kept(home) == [OLD]


def test_a_zip_that_was_cut_short(home: Path, nettrials: Run, tmp_path: Path) -> None:
    path = tmp_path / "bulk.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2, 40):
            archive.writestr(f"{number}.json", json.dumps(study(number)))
    path.write_bytes(path.read_bytes()[:-2000])
    assert_one_line(sync(nettrials, home, path), "is damaged or cut short")
    assert kept(home) == [OLD]


@pytest.mark.parametrize("name", ["huge.json", "huge.jsonl", "huge.jsonl.gz", "huge.zip"])
def test_a_file_of_five_gigabytes(home: Path, nettrials: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(5 << 30)  # sparse: it takes no room
    assert_one_line(sync(nettrials, home, path), "is larger than 4 GB")
    assert kept(home) == [OLD]


def test_a_record_with_ten_thousand_sites(home: Path, nettrials: Run, tmp_path: Path) -> None:
    cities = tuple(f"Town {n}" for n in range(10_000))
    ran = sync(nettrials, home, write(tmp_path, "wide.json", [study(2, cities=cities)]))
    assert ran.returncode == 0
    assert kept(home) == [OLD, nct_id(2)]


def test_a_full_disk(home: Path, tmp_path: Path) -> None:
    text = {"eligibilityCriteria": "x " * 20_000}
    many = write(tmp_path, "many.json", [study(n, eligibilityModule=text) for n in range(2, 3000)])
    limited = ["bash", "-c", 'ulimit -f 300; exec "$@"', "sync"]
    ran = subprocess.run(
        [*limited, *command("sync", "--from", str(many))],
        env=environment(home), cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert_one_line(ran, "the state before is kept")
    assert kept(home) == [OLD]


@pytest.mark.encoder
def test_a_model_that_is_not_there(nettrials: Run, built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "built"
    shutil.copytree(built_home, home)
    before = (home / "current").read_bytes() if (home / "current").is_file() else b""
    ran = nettrials("build", home=home, NETTRIALS_MODEL="/nowhere/model")
    assert ran.returncode == 2
    assert "/nowhere/model" in ran.stderr.strip().splitlines()[-1]
    assert "Traceback" not in ran.stderr
    assert before == ((home / "current").read_bytes() if (home / "current").is_file() else b"")
    assert "PRRT" in nettrials("ask", "what is PRRT?", home=home).stdout


@pytest.mark.encoder
def test_a_snapshot_of_another_format(nettrials: Run, built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "built"
    shutil.copytree(built_home, home)
    for manifest in (home / "snapshots").glob("*/manifest.json"):
        made = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps(made | {"format": 99}), encoding="utf-8")
    ran = nettrials("ask", "what is PRRT?", home=home)
    assert_one_line(ran, "nettrials build")
