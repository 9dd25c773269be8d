"""Drafts: in the form of the finished document, with open points, and never over a file."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.errors import ContentError
from content.importing import (
    FoundNews,
    FoundTrial,
    ImportReport,
    find_items,
    import_page,
    read_page,
    write_drafts,
)
from tests.content.importing.pages import HTML, TEXT
from tests.shared_data import SHARED, needs_shared

TODAY = date(2026, 11, 24)


def drafts(folder: Path, text: str) -> dict[str, str]:
    """File name -> text of the drafts that a page gives."""
    page = folder / "society.txt"
    page.write_text(text, encoding="utf-8")
    report = write_drafts(find_items(read_page(page)), folder, TODAY)
    return {path.name: path.read_text(encoding="utf-8") for path in report.written}


def header(draft: str) -> dict[str, object]:
    """A draft's header as TOML reads it."""
    _, head, _ = draft.split("+++\n", 2)
    return tomllib.loads(head)


def test_a_trial_draft_has_the_form_of_a_trial_and_says_what_is_open(tmp_path: Path) -> None:
    draft = drafts(tmp_path, TEXT)["NCT11111111.md"]
    title = "A Trial of Lamplight Against Darkness in Liver Metastases (LANTERN)"
    assert header(draft) == {
        "nct_id": "NCT11111111",
        "name": title,
        "also_known_as": ["LANTERN"],
        "sources": ["society.txt"],
        "written": TODAY,
        "record": {"brief_title": title},
    }
    assert '# the page called this "currently recruiting"; status must come from the registry' in (
        draft.splitlines()
    )
    assert draft.count("TODO") >= 4
    assert draft.endswith("+++\nGuidelines recommend light. This study compares two lamps.\n")


@pytest.mark.parametrize("text", [TEXT, HTML])
def test_no_status_and_no_contact_comes_from_the_page(tmp_path: Path, text: str) -> None:
    for draft in drafts(tmp_path, text).values():
        head = header(draft)
        assert "overall_status" not in str(head)
        body = draft.split("+++\n", 2)[2]
        assert "spambots" not in draft
        assert "contact" not in body.casefold()
        assert "Ann Example, MD at" not in body


def test_news_without_a_year_gets_no_date(tmp_path: Path) -> None:
    made = drafts(tmp_path, TEXT)
    (name,) = [name for name in made if name.startswith("undated-")]
    assert "date" not in header(made[name])
    assert '# TODO date: the page says "March 3" without a year.' in made[name]


def test_news_with_a_date_is_named_by_it(tmp_path: Path) -> None:
    made = drafts(tmp_path, "On May 4, 2020 the Example Lamp was approved. NCT11111111 goes on.")
    draft = made["2020-05-04-example-lamp-approved-nct11111111-goes.md"]
    assert header(draft)["date"] == date(2020, 5, 4)
    assert header(draft)["nct_ids"] == ["NCT11111111"]


def test_a_second_import_changes_nothing_and_says_so(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    first = import_page(page, tmp_path)
    first.written[0].write_text("edited", encoding="utf-8")
    second = import_page(page, tmp_path)
    assert second.written == ()
    assert [path for path, _ in second.skipped] == list(first.written)
    assert first.written[0].read_text(encoding="utf-8") == "edited"
    assert "0 drafts written, 3 left alone" in second.lines()[-1]


def test_a_finished_document_stands_before_a_draft(tmp_path: Path) -> None:
    finished = tmp_path / "trials" / "nct11111111.md"
    finished.parent.mkdir()
    finished.write_text("done", encoding="utf-8")
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    report = import_page(page, tmp_path)
    assert report.skipped == ((finished, "a finished document of that name exists"),)
    assert not (tmp_path / "drafts" / "trials" / "NCT11111111.md").exists()


def test_a_trial_without_a_title_is_named_by_its_id(tmp_path: Path) -> None:
    draft = drafts(tmp_path, "One. Two.\n\nMore. See NCT11111111 or NCT22222222")["NCT11111111.md"]
    assert header(draft)["name"] == "NCT11111111"
    assert "gives no title" in draft
    assert "also names NCT22222222" in draft


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("a file", encoding="utf-8")
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ContentError, match="cannot be written"):
        import_page(page, tmp_path)


def test_the_report_names_what_was_not_read_and_what_was_taken_out(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"Join us. Give.\n\n{TEXT}", encoding="utf-8")
    lines = import_page(page, tmp_path).lines()
    assert "not read: Join us. Give." in lines
    assert "took out: hidden e-mail address (1x)" in lines


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(title=st.text(max_size=60), body=st.text(min_size=1, max_size=120))
def test_any_words_make_a_header_that_can_be_read(tmp_path: Path, title: str, body: str) -> None:
    trial = FoundTrial("NCT11111111", title, (body,), called=body, hidden_contacts=(body,))
    news = FoundNews(title, body, None, (body,))
    report = ImportReport(Path("page.txt"), (trial,), (news,), (), ())
    for path in write_drafts(report, tmp_path, TODAY).written:
        assert header(path.read_text(encoding="utf-8"))["written"] == TODAY
        path.unlink()


@needs_shared
@pytest.mark.shared
def test_the_owners_page_gives_one_news_item_and_three_trials(tmp_path: Path) -> None:
    report = import_page(SHARED / "source" / "seed.txt", tmp_path)
    names = [path.name for path in report.written]
    assert names[:3] == ["NCT02724540.md", "NCT02683941.md", "NCT02595424.md"]
    assert len(names) == 4
    assert names[3].startswith("undated-")
    assert report.unread == ()
