"""Finding the trials and the news of a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from content.errors import ContentError
from content.importing import FoundTrial, ImportReport, find_items, read_page
from tests.content.importing.pages import HTML, TEXT


def report(folder: Path, text: str) -> ImportReport:
    """What is found in a page of that text."""
    path = folder / "page.txt"
    path.write_text(text, encoding="utf-8")
    return find_items(read_page(path))


@pytest.mark.parametrize("text", [TEXT, HTML])
def test_a_society_page_gives_its_trials_and_its_news(tmp_path: Path, text: str) -> None:
    found = report(tmp_path, text)
    assert found.trials == (
        FoundTrial(
            "NCT11111111",
            "A Trial of Lamplight Against Darkness in Liver Metastases (LANTERN)",
            ("Guidelines recommend light. This study compares two lamps.",),
            called="currently recruiting",
            hidden_contacts=(
                "If you wish to open this trial at your hospital, please contact "
                "Ann Example, MD at [hidden on the page]",
            ),
        ),
        FoundTrial(
            "NCT22222222",
            "Second Title of a Study in Lung Tumours",
            ("Patients get a lamp every 28 days (EX42; NCT22222222). It is the first such trial.",),
            called="currently recruiting",
        ),
    )
    (news,) = found.news
    assert (news.title, news.date_words, news.day) == (None, "March 3", None)
    assert len(news.paragraphs) == 2
    assert found.unread == ()
    assert found.artefacts == (("hidden e-mail address", 1),)


def test_a_list_gives_one_trial_a_line_with_ids_in_text_or_link(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        """<h2>Open trials</h2><ul><li>First drug in gut tumours – NCT33333333</li>
        <li><a href="https://clinicaltrials.gov/study/NCT44444444">Second drug in the pancreas</a>
        </li></ul><h2>Completed</h2><p>Third drug in children - nct55555555</p>""",
    )
    assert [(trial.nct_id, trial.title, trial.called) for trial in found.trials] == [
        ("NCT33333333", "First drug in gut tumours", "open trials"),
        ("NCT44444444", "Second drug in the pancreas", "open trials"),
        ("NCT55555555", "Third drug in children", None),
    ]


def test_a_title_can_carry_the_id(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        "<h3>A lamp for the liver (NCT33333333)</h3><p>One.</p><p>It is now enrolling.</p>",
    )
    (trial,) = found.trials
    assert trial.title == "A lamp for the liver"
    assert trial.paragraphs == ("One.", "It is now enrolling.")
    assert trial.called == "now enrolling"


def test_several_ids_in_one_paragraph_give_a_trial_each_that_names_the_others(
    tmp_path: Path,
) -> None:
    found = report(tmp_path, "Two lamps are compared.\n\nSee NCT33333333 and NCT44444444.")
    assert [(trial.nct_id, trial.other_ids) for trial in found.trials] == [
        ("NCT33333333", ("NCT44444444",)),
        ("NCT44444444", ("NCT33333333",)),
    ]


def test_a_trial_named_twice_is_found_once_where_it_stands_alone(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        "All our trials: NCT33333333, NCT44444444\n\nA Trial of Lamps\n\nText. NCT33333333\n",
    )
    (trial, other) = found.trials
    assert (trial.nct_id, trial.title, trial.other_ids) == ("NCT33333333", "A Trial of Lamps", ())
    assert other.nct_id == "NCT44444444"


def test_titles_that_end_in_a_full_stop_are_found_before_their_paragraphs(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        "A study of light.\n\nLong text. More. NCT33333333\n\n"
        "A study of dark.\n\nOther text. NCT44444444\n\nWrite to us. We answer.",
    )
    assert [trial.title for trial in found.trials] == ["A study of light", "A study of dark"]
    assert found.unread == ("Write to us. We answer.",)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("January 12, 2017", date(2017, 1, 12)),
        ("12 January 2017", date(2017, 1, 12)),
        ("Sept. 3rd, 2021", date(2021, 9, 3)),
        ("2022-05-04", date(2022, 5, 4)),
        ("12 January", None),
        ("May 4", None),
    ],
)
def test_news_has_the_date_that_it_gives_and_no_other(
    tmp_path: Path, words: str, day: date | None
) -> None:
    found = report(tmp_path, f"On {words} a drug was approved. It is a lamp.")
    assert (found.news[0].date_words, found.news[0].day) == (words, day)


def test_dated_paragraphs_are_news_of_their_own(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        "Welcome to us. Hello.\n\nOn May 4, 2020 one was published.\n\nMore of it.\n\n"
        "June 5, 2021: NCT33333333 was approved.",
    )
    assert [(news.day, len(news.paragraphs), news.nct_ids) for news in found.news] == [
        (date(2020, 5, 4), 2, ()),
        (date(2021, 6, 5), 1, ("NCT33333333",)),
    ]
    assert found.unread == ("Welcome to us. Hello.",)


def test_a_heading_with_a_dateline_is_titled_news(tmp_path: Path) -> None:
    found = report(tmp_path, "<h2>Lamp approved</h2><p>12 May 2023</p><p>It shines.</p>")
    (news,) = found.news
    assert (news.title, news.day, news.paragraphs) == (
        "Lamp approved",
        date(2023, 5, 12),
        ("It shines.",),
    )


@pytest.mark.parametrize("text", ["Hello. We are a society.", "On February 31 we met.", "NCT123"])
def test_a_page_with_neither_is_one_clear_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError, match="no NCT id and no dated news"):
        report(tmp_path, text)


@pytest.mark.parametrize(
    "address",
    [
        "[email protected]",
        "[email\u00a0protected]",
        "Diese E-Mail-Adresse ist vor Spambots geschützt! Zur Anzeige muss JavaScript "
        "eingeschaltet sein!",
        "Cette adresse e-mail est protégée contre les robots spammeurs. "
        "Vous devez activer le JavaScript pour la visualiser.",
        "This email address is being protected from spambots.",
    ],
)
def test_a_hidden_address_takes_its_sentence_with_it(tmp_path: Path, address: str) -> None:
    found = report(
        tmp_path, f"It began. Write to Dr. Lamp at {address}. We wait.\n\nSee NCT33333333"
    )
    assert found.trials[0].title is None
    assert found.trials[0].paragraphs[0].startswith("It began.")
    assert "Lamp" not in " ".join(found.trials[0].paragraphs)
    assert "Lamp at [hidden on the page]" in found.trials[0].hidden_contacts[0]


def test_a_bold_first_line_is_the_title_and_a_link_can_hold_the_id(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        """<h2>Enrolling trials</h2><p><strong>A lamp in the lung</strong><br>Compares lamps.<br>
        <a href="https://clinicaltrials.gov/show/NCT33333333">More at ClinicalTrials.gov</a></p>
        <p><strong>LANTERN</strong><br/>Three ways. Contact:
        <a href="mailto:x@y.org">[email&#160;protected]</a><br/>NCT44444444</p>""",
    )
    assert [(trial.nct_id, trial.title, trial.called) for trial in found.trials] == [
        ("NCT33333333", "A lamp in the lung", "enrolling trials"),
        ("NCT44444444", "LANTERN", "enrolling trials"),
    ]
    assert found.trials[1].paragraphs == ("Three ways.",)
    assert found.trials[1].hidden_contacts == ("Contact: [hidden on the page]",)


def test_a_table_gives_one_trial_a_row(tmp_path: Path) -> None:
    found = report(
        tmp_path,
        """<table><tr><td>Lamps in the lung</td><td><a href="/show/NCT33333333">NCT33333333</a></td>
        </tr><tr><td>Lamps in the liver</td><td>NCT44444444</td></tr></table>""",
    )
    assert [(trial.nct_id, trial.title) for trial in found.trials] == [
        ("NCT33333333", "Lamps in the lung"),
        ("NCT44444444", "Lamps in the liver"),
    ]
